using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Oack.Protocol;

namespace Oack.Net.Platform;

/// <summary>
/// The bytes of the BSD <c>sockaddr_in</c> and <c>sockaddr_in6</c>, as <see cref="SocketAddress"/> holds them. Only the
/// first two bytes differ between systems (a 16-bit family on Linux and Windows; a length and an 8-bit family on the
/// BSDs), and the framework writes those: port, address and scope stand at the same offsets everywhere.
/// </summary>
/// <remarks>
/// <code>
///  sockaddr_in    family(2) port(2) address(4) zero(8)
///  sockaddr_in6   family(2) port(2) flow(4) address(16) scope(4)
/// </code>
/// Ports, addresses and flow are in network order, the scope in the machine's.
/// </remarks>
internal static class SockAddr
{
    /// <summary>The size of <c>sockaddr_in</c>.</summary>
    public const int IPv4Bytes = 16;

    /// <summary>The size of <c>sockaddr_in6</c>.</summary>
    public const int IPv6Bytes = 28;

    private const int PortOffset = 2;
    private const int IPv4AddressOffset = 4;
    private const int IPv4ZeroOffset = 8;
    private const int IPv6FlowOffset = 4;
    private const int IPv6AddressOffset = 8;
    private const int IPv6ScopeOffset = 24;

    /// <summary>An address to be filled again and again, so that no datagram allocates one.</summary>
    public static SocketAddress Create(bool isIPv6) =>
        isIPv6
            ? new SocketAddress(AddressFamily.InterNetworkV6, IPv6Bytes)
            : new SocketAddress(AddressFamily.InterNetwork, IPv4Bytes);

    /// <summary>Makes room again for a whole address: a receive leaves the size of what it received.</summary>
    public static void Reset(SocketAddress target, bool isIPv6) => target.Size = isIPv6 ? IPv6Bytes : IPv4Bytes;

    /// <summary>Fills an address of the right family.</summary>
    public static void Write(SocketAddress target, bool isIPv6, in PeerEndpoint source)
    {
        Reset(target, isIPv6);
        WriteBehindFamily(target.Buffer.Span, isIPv6, source);
    }

    /// <summary>Fills a Linux address of the right length, family included.</summary>
    public static void Write(Span<byte> target, int linuxFamily, in PeerEndpoint source)
    {
        bool isIPv6 = !source.IsIPv4;
        MemoryMarshal.Write(target, (ushort)linuxFamily);
        WriteBehindFamily(target, isIPv6, source);
        if (!isIPv6)
        {
            MemoryMarshal.Write(target[IPv4ZeroOffset..], 0UL);
        }
    }

    private static void WriteBehindFamily(Span<byte> bytes, bool isIPv6, in PeerEndpoint source)
    {
        BinaryPrimitives.WriteUInt16BigEndian(bytes[PortOffset..], source.Port);
        if (isIPv6)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes[IPv6FlowOffset..], 0);
            source.WriteIPv6(bytes[IPv6AddressOffset..]);
            MemoryMarshal.Write(bytes[IPv6ScopeOffset..], source.ScopeId);
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes[IPv4AddressOffset..], source.IPv4Address);
        }
    }

    /// <summary>Reads an address of the given family; an IPv6-mapped one has no scope.</summary>
    public static PeerEndpoint Read(ReadOnlySpan<byte> source, bool isIPv6)
    {
        ushort port = BinaryPrimitives.ReadUInt16BigEndian(source[PortOffset..]);
        if (!isIPv6)
        {
            return PeerEndpoint.FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(source[IPv4AddressOffset..]), port);
        }

        uint scope = MemoryMarshal.Read<uint>(source[IPv6ScopeOffset..]);
        PeerEndpoint endpoint = PeerEndpoint.FromIPv6(source[IPv6AddressOffset..], port, scope);
        return endpoint.IsIPv4 ? endpoint with { ScopeId = 0 } : endpoint;
    }

    /// <summary>Reads what a receive left.</summary>
    public static PeerEndpoint Read(SocketAddress source, bool isIPv6) => Read(source.Buffer.Span, isIPv6);
}
