using System.Buffers.Binary;
using Oack.Protocol;

namespace Oack.Trace.Capture;

/// <summary>
/// IP packets made from datagrams, for captures of <see cref="LinkType.Raw"/>: what a program that sees only its sockets
/// can write down of its own conversations.
/// </summary>
public static class UdpPacket
{
    /// <summary>The longest packet that is made.</summary>
    public const int MaxBytes = IPv6HeaderBytes + ushort.MaxValue;

    private const int IPv4HeaderBytes = 20;
    private const int IPv6HeaderBytes = 40;
    private const int UdpHeaderBytes = 8;
    private const int UdpChecksumOffset = 6;
    private const byte UdpProtocol = 17;
    private const byte HopLimit = 64;

    /// <summary>The longest payload between two endpoints: 65,507 bytes over IPv4, 65,527 over IPv6.</summary>
    public static int MaxPayloadBytes(PeerEndpoint from, PeerEndpoint to) =>
        ushort.MaxValue - UdpHeaderBytes - (IsIPv4(from, to) ? IPv4HeaderBytes : 0);

    /// <summary>How long the packet of a payload is.</summary>
    public static int Measure(PeerEndpoint from, PeerEndpoint to, int payloadBytes) =>
        (IsIPv4(from, to) ? IPv4HeaderBytes : IPv6HeaderBytes) + UdpHeaderBytes + payloadBytes;

    /// <summary>
    /// Writes the packet of a datagram, with its checksums; IPv4 where both endpoints are, else IPv6.
    /// </summary>
    /// <param name="target">Where it goes.</param>
    /// <param name="from">Its source.</param>
    /// <param name="to">Its destination.</param>
    /// <param name="payload">Its payload.</param>
    /// <param name="written">The packet's length, or 0.</param>
    /// <returns>Whether it could be written: the payload is not too long for one packet, nor the packet for the target.</returns>
    public static bool TryWrite(
        Span<byte> target, PeerEndpoint from, PeerEndpoint to, ReadOnlySpan<byte> payload, out int written)
    {
        written = 0;
        int length = Measure(from, to, payload.Length);
        if (payload.Length > MaxPayloadBytes(from, to) || length > target.Length)
        {
            return false;
        }

        int udpBytes = UdpHeaderBytes + payload.Length;
        Span<byte> udp = target.Slice(length - udpBytes, udpBytes);
        BinaryPrimitives.WriteUInt16BigEndian(udp, from.Port);
        BinaryPrimitives.WriteUInt16BigEndian(udp[2..], to.Port);
        BinaryPrimitives.WriteUInt16BigEndian(udp[4..], (ushort)udpBytes);
        BinaryPrimitives.WriteUInt16BigEndian(udp[UdpChecksumOffset..], 0);
        payload.CopyTo(udp[UdpHeaderBytes..]);
        ReadOnlySpan<byte> addresses = IsIPv4(from, to)
            ? WriteIPv4(target, from, to, length)
            : WriteIPv6(target, from, to, udpBytes);

        // RFC 768: over the addresses, the protocol and the length too; a sum of zero is written as its other form.
        ulong sum = Sum(addresses) + UdpProtocol + (uint)udpBytes + Sum(udp);
        ushort checksum = Fold(sum);
        BinaryPrimitives.WriteUInt16BigEndian(udp[UdpChecksumOffset..], checksum == 0 ? ushort.MaxValue : checksum);
        written = length;
        return true;
    }

    // version, IHL | service | length | id | flags: do not fragment | TTL | protocol | sum | source | target
    private static Span<byte> WriteIPv4(Span<byte> target, PeerEndpoint from, PeerEndpoint to, int length)
    {
        const int LengthOffset = 2;
        const int FlagsOffset = 6;
        const ushort DoNotFragment = 0x4000;
        const int HopOffset = 8;
        const int ProtocolOffset = 9;
        const int ChecksumOffset = 10;
        const int SourceOffset = 12;
        const int TargetOffset = 16;

        Span<byte> header = target[..IPv4HeaderBytes];
        header.Clear();
        header[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(header[LengthOffset..], (ushort)length);
        BinaryPrimitives.WriteUInt16BigEndian(header[FlagsOffset..], DoNotFragment);
        header[HopOffset] = HopLimit;
        header[ProtocolOffset] = UdpProtocol;
        BinaryPrimitives.WriteUInt32BigEndian(header[SourceOffset..], from.IPv4Address);
        BinaryPrimitives.WriteUInt32BigEndian(header[TargetOffset..], to.IPv4Address);
        BinaryPrimitives.WriteUInt16BigEndian(header[ChecksumOffset..], Fold(Sum(header)));
        return header[SourceOffset..];
    }

    // version, class, label | payload length | next header | hop limit | source | target
    private static Span<byte> WriteIPv6(Span<byte> target, PeerEndpoint from, PeerEndpoint to, int udpBytes)
    {
        const int LengthOffset = 4;
        const int NextOffset = 6;
        const int HopOffset = 7;
        const int SourceOffset = 8;

        Span<byte> header = target[..IPv6HeaderBytes];
        header.Clear();
        header[0] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(header[LengthOffset..], (ushort)udpBytes);
        header[NextOffset] = UdpProtocol;
        header[HopOffset] = HopLimit;
        from.WriteIPv6(header[SourceOffset..]);
        to.WriteIPv6(header[(SourceOffset + PeerEndpoint.IPv6AddressBytes)..]);
        return header[SourceOffset..];
    }

    private static bool IsIPv4(PeerEndpoint from, PeerEndpoint to) => from.IsIPv4 && to.IsIPv4;

    private static ulong Sum(ReadOnlySpan<byte> bytes)
    {
        ulong sum = 0;
        for (; bytes.Length >= sizeof(uint); bytes = bytes[sizeof(uint)..])
        {
            sum += BinaryPrimitives.ReadUInt32BigEndian(bytes);
        }

        if (bytes.Length >= sizeof(ushort))
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(bytes);
            bytes = bytes[sizeof(ushort)..];
        }

        return bytes.IsEmpty ? sum : sum + ((ulong)bytes[0] << 8);
    }

    private static ushort Fold(ulong sum)
    {
        while (sum > ushort.MaxValue)
        {
            sum = (sum & ushort.MaxValue) + (sum >> 16);
        }

        return (ushort)~sum;
    }
}
