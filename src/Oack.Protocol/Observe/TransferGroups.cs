using System.Globalization;
using System.Net;
using Oack.Protocol.Multicast;
using static System.FormattableString;

namespace Oack.Protocol.Observe;

/// <summary>The transfers that share a multicast group (RFC 2090): DATA to the group belongs to each of them.</summary>
internal sealed class TransferGroups
{
    /// <summary>How many groups are remembered.</summary>
    private const int MaxGroups = 1_024;

    private static readonly List<ObservedTransfer> s_none = [];
    private readonly Dictionary<PeerEndpoint, Group> _groups = [];

    internal void Clear() => _groups.Clear();

    internal bool TryFind(PeerEndpoint to, out IReadOnlyList<ObservedTransfer> members)
    {
        members = s_none;
        if (_groups.Count == 0 || !_groups.TryGetValue(to, out Group? group))
        {
            return false;
        }

        members = group.Members;
        return true;
    }

    /// <summary>Looks at the multicast option of the last OACK of a transfer.</summary>
    internal void NoteOptions(ObservedTransfer transfer, long frame)
    {
        if (transfer.TakeMulticastOption() is not { } option)
        {
            return;
        }

        string[] parts = option.Split(',');
        if (parts.Length != 3)
        {
            return;
        }

        Group? group = null;
        if (IPAddress.TryParse(parts[0], out IPAddress? address) && ushort.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
        {
            PeerEndpoint endpoint = PeerEndpoint.From(address, port);
            if (!_groups.TryGetValue(endpoint, out group) && _groups.Count < MaxGroups)
            {
                _groups[endpoint] = group = new Group();
            }
        }

        group ??= _groups.Values.FirstOrDefault(one => one.Members.Contains(transfer));
        if (group is null)
        {
            return;
        }

        if (!group.Members.Contains(transfer))
        {
            group.Members.Add(transfer);
        }

        bool isMaster = parts[2] == "1";
        if (isMaster && group.Master is { } former && former != transfer)
        {
            transfer.Add(
                FindingCode.MulticastMasterChange,
                FindingSeverity.Note,
                frame,
                Invariant($"The server makes {transfer.Client} the master client of the group; it was {former.Client}."),
                "Nothing is to be done: the former master is done, or fell silent.");
        }

        if (isMaster)
        {
            group.Master = transfer;
        }
    }

    /// <summary>
    /// DATA to a group that no option named: MTFTP (PXE 2.1), where the group is known from DHCP. It belongs to whoever asked
    /// at the port that it comes from.
    /// </summary>
    internal void Adopt(PeerEndpoint group, PeerEndpoint source, IEnumerable<ObservedTransfer> watched)
    {
        if (!MulticastOption.IsGroup(group) || _groups.ContainsKey(group) || _groups.Count >= MaxGroups)
        {
            return;
        }

        List<ObservedTransfer> askers = [.. watched.Where(one => one.MayListenTo(source))];
        if (askers.Count > 0)
        {
            Group adopted = _groups[group] = new Group { Source = source };
            adopted.Members.AddRange(askers);
            askers.ForEach(one => one.NoteGroup());
        }
    }

    /// <summary>A request at a port that sends to a group already: the client will hear what goes there.</summary>
    internal void NoteRequest(ObservedTransfer transfer)
    {
        foreach (Group group in _groups.Values)
        {
            if (group.Source is { } source && transfer.MayListenTo(source) && !group.Members.Contains(transfer))
            {
                group.Members.Add(transfer);
                transfer.NoteGroup();
            }
        }
    }

    internal void Remove(ObservedTransfer transfer)
    {
        if (!transfer.IsMulticast)
        {
            return;
        }

        foreach ((PeerEndpoint endpoint, Group group) in _groups.ToArray())
        {
            if (group.Members.Remove(transfer) && group.Members.Count == 0)
            {
                _groups.Remove(endpoint);
            }
        }
    }

    private sealed class Group
    {
        internal List<ObservedTransfer> Members { get; } = [];

        internal ObservedTransfer? Master { get; set; }

        /// <summary>Where the DATA of an MTFTP group comes from; null for a group of RFC 2090.</summary>
        internal PeerEndpoint? Source { get; init; }
    }
}
