using Oack.Boot.Dhcp;
using Oack.Protocol;
using Oack.Protocol.Wire;

namespace Oack.Boot.Proxy;

/// <summary>
/// Watches what other servers tell clients that boot, and says once of each what gets in the way. It remembers the first
/// 256 servers; of further ones it says nothing.
/// </summary>
internal sealed class OtherServers
{
    public const int MaxServers = 256;

    private readonly HashSet<(uint Server, bool IsProxy)> _told = [];

    /// <summary>Looks at an answer of another server.</summary>
    /// <param name="from">Who sent it.</param>
    /// <param name="packet">The answer.</param>
    /// <param name="givesAddresses">Whether this host gives addresses too.</param>
    public BootAnswer Handle(PeerEndpoint from, in DhcpPacket packet, bool givesAddresses)
    {
        if (packet.MessageType is not (DhcpMessageType.Offer or DhcpMessageType.Acknowledge))
        {
            return BootAnswer.NotForUs;
        }

        bool isProxy = !packet.YourAddress.IsSet;
        string file = PacketText.Escape(packet.BootFile, maxBytes: 128);
        IPv4Address server = packet.ServerIdentifier.IsSet ? packet.ServerIdentifier : new(from.IPv4Address);
        string? text = isProxy
            ? TextOfProxy(packet, server, file)
            : givesAddresses
                ? $"another DHCP server, {server}, gives addresses on this network too: clients take whichever answers first; end one of them, or leave out --dhcp-range"
                : file.Length > 0
                    ? $"the DHCP server {server} names a boot file itself, '{file}': some clients boot that instead of ours; take the file name out of its configuration"
                    : null;
        if (text is null || _told.Count == MaxServers || !_told.Add((server.Value, isProxy)))
        {
            return BootAnswer.NotForUs;
        }

        return new BootAnswer { Verdict = BootVerdict.OtherServer, Client = packet.Hardware, File = file, Text = text };
    }

    private static string? TextOfProxy(in DhcpPacket packet, IPv4Address server, string file)
    {
        bool tellsToBoot = (packet.IsPxe || packet.IsHttp) && (packet.MessageType == DhcpMessageType.Offer || file.Length > 0);
        string what = file.Length > 0 ? $", and offers '{file}'" : "";
        return tellsToBoot
            ? $"another proxyDHCP server, {server}, answers clients that boot{what}: they take whichever answers first; end one of the two"
            : null;
    }
}
