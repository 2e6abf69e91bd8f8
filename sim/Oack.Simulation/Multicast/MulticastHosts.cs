using Oack.Protocol;

namespace Oack.Simulation.Multicast;

/// <summary>The addresses of a multicast run.</summary>
public sealed class MulticastHosts(bool isIPv6)
{
    /// <summary>The port that requests go to.</summary>
    public const ushort RequestPort = 69;

    /// <summary>MTFTP's server port: any but the one above.</summary>
    public const ushort MtftpPort = 75;

    /// <summary>The port of a group: the one registered for RFC 2090, and MTFTP's client port.</summary>
    public const ushort GroupPort = 1_758;

    private const uint ServerNumber = 0x0A00_0001;
    private const uint FirstReceiverNumber = 0x0A01_0000;
    private const uint GroupCopyMark = 0x0080_0000;
    private const uint FirstGroupNumber = 0xEFFF_0001;
    private const ulong IPv6Prefix = 0x2001_0DB8_0000_0000;
    private const ulong IPv6GroupPrefix = 0xFF12_0000_0000_0000;

    /// <summary>Where requests go.</summary>
    public PeerEndpoint Server => Host(ServerNumber, RequestPort);

    /// <summary>Where MTFTP's requests go, and all of its DATA comes from.</summary>
    public PeerEndpoint MtftpServer => Host(ServerNumber, MtftpPort);

    /// <summary>A receiver's own endpoint.</summary>
    public PeerEndpoint Receiver(int index) => Host(FirstReceiverNumber + (uint)index, GroupPort);

    /// <summary>
    /// Where a receiver's copy of what goes to a group arrives: a second address of the same host, as the network has no
    /// other sign for what a socket would say of a datagram's destination.
    /// </summary>
    public PeerEndpoint GroupCopy(int index) => Host((FirstReceiverNumber | GroupCopyMark) + (uint)index, GroupPort);

    /// <summary>A group.</summary>
    public PeerEndpoint Group(int index) => isIPv6
        ? new PeerEndpoint(IPv6GroupPrefix, (ulong)index + 1, GroupPort)
        : PeerEndpoint.FromIPv4(FirstGroupNumber + (uint)index, GroupPort);

    private PeerEndpoint Host(uint number, ushort port) =>
        isIPv6 ? new PeerEndpoint(IPv6Prefix, number, port) : PeerEndpoint.FromIPv4(number, port);
}
