using System.Globalization;
using System.Net;
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
    }
}
