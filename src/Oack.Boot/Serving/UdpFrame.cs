using System.Buffers.Binary;
using Oack.Boot.Dhcp;
using Oack.Protocol;

namespace Oack.Boot.Serving;

/// <summary>
/// UDP over IPv4 as bytes: for a socket that sees packets whole.
/// <code>
///  IPv4 header (20 bytes and options, RFC 791 §3.1) | source port (2) | destination port (2) | length (2) | sum (2) | data
/// </code>
/// </summary>
internal static class UdpFrame
{
    public const int HeaderBytes = LeastIPHeaderBytes + UdpHeaderBytes;

    private const int LeastIPHeaderBytes = 20;
    private const int UdpHeaderBytes = 8;
    private const byte VersionAndLength = 0x45;
    private const byte TimeToLive = 64;
    private const byte Udp = 17;

    /// <summary>
    /// Reads a packet; false where it is none. The sum is not looked at: a packet of the same host may have none yet.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> packet, out PeerEndpoint from, out PeerEndpoint to, out ReadOnlySpan<byte> data)
    {
        from = to = default;
        data = default;
        if (packet.Length < HeaderBytes || packet[0] >> 4 != 4)
        {
            return false;
        }

        int headerBytes = (packet[0] & 0xF) * sizeof(uint);
        int totalBytes = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
        if (headerBytes < LeastIPHeaderBytes || totalBytes > packet.Length || totalBytes < headerBytes + UdpHeaderBytes || packet[9] != Udp)
        {
            return false;
        }

        ReadOnlySpan<byte> udp = packet[headerBytes..totalBytes];
        int udpBytes = BinaryPrimitives.ReadUInt16BigEndian(udp[4..]);
        if (udpBytes < UdpHeaderBytes || udpBytes > udp.Length)
        {
            return false;
        }

        from = IPv4Address.From(packet[12..]).WithPort(BinaryPrimitives.ReadUInt16BigEndian(udp));
        to = IPv4Address.From(packet[16..]).WithPort(BinaryPrimitives.ReadUInt16BigEndian(udp[2..]));
        data = udp[UdpHeaderBytes..udpBytes];
        return true;
    }

    /// <summary>Writes a packet; how many bytes it has. The target holds the data and 28 bytes more.</summary>
    public static int Write(Span<byte> target, PeerEndpoint from, PeerEndpoint to, ushort identification, ReadOnlySpan<byte> data)
    {
        int total = HeaderBytes + data.Length;
        Span<byte> header = target[..LeastIPHeaderBytes];
        header.Clear();
        header[0] = VersionAndLength;
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)total);
        BinaryPrimitives.WriteUInt16BigEndian(header[4..], identification);
        header[8] = TimeToLive;
        header[9] = Udp;
        BinaryPrimitives.WriteUInt32BigEndian(header[12..], from.IPv4Address);
        BinaryPrimitives.WriteUInt32BigEndian(header[16..], to.IPv4Address);
        BinaryPrimitives.WriteUInt16BigEndian(header[10..], Fold(Sum(header, 0)));

        Span<byte> udp = target[LeastIPHeaderBytes..total];
        BinaryPrimitives.WriteUInt16BigEndian(udp, from.Port);
        BinaryPrimitives.WriteUInt16BigEndian(udp[2..], to.Port);
        BinaryPrimitives.WriteUInt16BigEndian(udp[4..], (ushort)udp.Length);
        udp[6] = udp[7] = 0;
        data.CopyTo(udp[UdpHeaderBytes..]);

        // Over the addresses, the protocol and the length too; a sum of zero is sent as ones (RFC 768).
        ushort sum = Fold(Sum(udp, Sum(header[12..], (uint)(Udp + udp.Length))));
        BinaryPrimitives.WriteUInt16BigEndian(udp[6..], sum == 0 ? ushort.MaxValue : sum);
        return total;
    }

    private static uint Sum(ReadOnlySpan<byte> bytes, uint sum)
    {
        for (; bytes.Length >= sizeof(ushort); bytes = bytes[sizeof(ushort)..])
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(bytes);
        }

        return bytes.Length == 1 ? sum + ((uint)bytes[0] << 8) : sum;
    }

    private static ushort Fold(uint sum)
    {
        sum = (sum & 0xFFFF) + (sum >> 16);
        return (ushort)~(sum + (sum >> 16));
    }
}
