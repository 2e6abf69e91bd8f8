using System.Buffers.Binary;
using Oack.Protocol;
using Oack.Protocol.Observe;
using Oack.Trace.Capture;

namespace Oack.Trace.Frames;

/// <summary>
/// Finds UDP datagrams, ICMP errors and ARP messages in frames, and puts fragmented datagrams together. Whatever the
/// bytes are, it does not throw; what it passes over it counts.
/// </summary>
internal sealed partial class FrameDecoder(IDatagramSink sink, TraceCounters counters)
{
    private const int IPv4HeaderBytes = 20;
    private const int IPv6HeaderBytes = 40;
    private const int IPv6AddressBytes = PeerEndpoint.IPv6AddressBytes;

    private const byte ProtocolHopByHop = 0;
    private const byte ProtocolIcmp = 1;
    private const byte ProtocolUdp = 17;
    private const byte ProtocolRouting = 43;
    private const byte ProtocolFragment = 44;
    private const byte ProtocolAuthentication = 51;
    private const byte ProtocolIcmpV6 = 58;
    private const byte ProtocolDestination = 60;

    // RFC 8200 §4.1 names seven in a packet; a chain without end is an attack.
    private const int MaxExtensionHeaders = 16;
    private const int ExtensionUnitBytes = 8;
    private const int AuthenticationUnitBytes = 4;

    /// <summary>Takes in a frame.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="time">When it was captured.</param>
    /// <param name="linkType">What it begins with.</param>
    /// <param name="frame">Its bytes, as far as they were kept.</param>
    /// <param name="originalBytes">How many it had.</param>
    public void Handle(long number, Instant time, LinkType linkType, ReadOnlySpan<byte> frame, int originalBytes)
    {
        counters.Frames++;
        ReportOverdue(time);
        if (originalBytes > frame.Length)
        {
            counters.CutFrames++;
        }

        NetworkKind kind = LinkLayer.Find(linkType, frame, out int offset);
        switch (kind)
        {
            case NetworkKind.IPv4:
                HandleIPv4(number, time, frame[offset..], originalBytes - offset);
                break;

            case NetworkKind.IPv6:
                HandleIPv6(number, time, frame[offset..], originalBytes - offset);
                break;

            case NetworkKind.Arp:
                counters.ArpMessages++;
                sink.OnArp(time, number, frame[offset..]);
                break;

            case NetworkKind.TooShort:
                counters.SkippedMalformed++;
                break;

            case NetworkKind.UnknownLink:
                counters.SkippedLinkTypes++;
                counters.UnknownLinkType ??= linkType;
                break;

            default:
                counters.SkippedNetworks++;
                break;
        }
    }

    // RFC 791 §3.1:  version, IHL | service | total length | id | flags, offset | TTL | protocol | sum | source | target
    private void HandleIPv4(long number, Instant time, ReadOnlySpan<byte> packet, int wireBytes)
    {
        const int TotalOffset = 2;
        const int IdOffset = 4;
        const int FragmentOffset = 6;
        const int ProtocolOffset = 9;
        const int SourceOffset = 12;
        const int TargetOffset = 16;
        const int HeaderUnitBytes = 4;
        const int FragmentUnitBytes = 8;
        const ushort MoreFragments = 0x2000;
        const ushort OffsetMask = 0x1FFF;

        if (packet.Length < IPv4HeaderBytes || packet[0] >> 4 != 4)
        {
            counters.SkippedMalformed++;
            return;
        }

        int headerBytes = (packet[0] & 0x0F) * HeaderUnitBytes;
        int totalBytes = BinaryPrimitives.ReadUInt16BigEndian(packet[TotalOffset..]);

        // A machine that leaves the cutting to its network card captures its own packets with a length of zero.
        totalBytes = totalBytes == 0 ? wireBytes : totalBytes;
        if (headerBytes < IPv4HeaderBytes || totalBytes < headerBytes || packet.Length < headerBytes)
        {
            counters.SkippedMalformed++;
            return;
        }

        ushort id = BinaryPrimitives.ReadUInt16BigEndian(packet[IdOffset..]);
        PacketInfo info = new(
            time, number,
            PeerEndpoint.FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(packet[SourceOffset..]), 0),
            PeerEndpoint.FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(packet[TargetOffset..]), 0),
            totalBytes - headerBytes,
            packet.Length < totalBytes ? DatagramDamage.CutByCapture : DatagramDamage.None,
            id);
        byte protocol = packet[ProtocolOffset];
        ReadOnlySpan<byte> payload = packet[headerBytes..Math.Min(totalBytes, packet.Length)];
        ushort fragment = BinaryPrimitives.ReadUInt16BigEndian(packet[FragmentOffset..]);
        bool hasMore = (fragment & MoreFragments) != 0;
        int offset = (fragment & OffsetMask) * FragmentUnitBytes;
        if (!hasMore && offset == 0)
        {
            HandleTransport(info, protocol, payload, totalBytes);
        }
        else
        {
            HandleFragment(
                info,
                new Fragment(offset, info.PayloadBytes, !hasMore, totalBytes, protocol),
                MakeKey(info, id, protocol),
                payload);
        }
    }

    // RFC 8200 §3:  version, class, label | payload length | next header | hop limit | source | target
    private void HandleIPv6(long number, Instant time, ReadOnlySpan<byte> packet, int wireBytes)
    {
        const int LengthOffset = 4;
        const int NextOffset = 6;
        const int SourceOffset = 8;
        const int TargetOffset = SourceOffset + IPv6AddressBytes;
        const int FragmentHeaderBytes = 8;

        if (packet.Length < IPv6HeaderBytes || packet[0] >> 4 != 6)
        {
            counters.SkippedMalformed++;
            return;
        }

        int totalBytes = IPv6HeaderBytes + BinaryPrimitives.ReadUInt16BigEndian(packet[LengthOffset..]);
        totalBytes = totalBytes == IPv6HeaderBytes ? wireBytes : totalBytes;
        packet = packet[..Math.Min(totalBytes, packet.Length)];
        byte protocol = packet[NextOffset];
        if (!TrySkipExtensions(packet, ref protocol, IPv6HeaderBytes, out int offset)
            || (protocol == ProtocolFragment && packet.Length < offset + FragmentHeaderBytes))
        {
            counters.SkippedMalformed++;
            return;
        }

        PacketInfo info = new(
            time, number,
            PeerEndpoint.FromIPv6(packet.Slice(SourceOffset, IPv6AddressBytes), 0),
            PeerEndpoint.FromIPv6(packet.Slice(TargetOffset, IPv6AddressBytes), 0),
            totalBytes - offset,
            packet.Length < totalBytes ? DatagramDamage.CutByCapture : DatagramDamage.None);
        if (protocol == ProtocolFragment)
        {
            HandleIPv6Fragment(
                info with { PayloadBytes = info.PayloadBytes - FragmentHeaderBytes },
                packet.Slice(offset, FragmentHeaderBytes), packet[(offset + FragmentHeaderBytes)..], totalBytes);
            return;
        }

        HandleTransport(info, protocol, packet[offset..], totalBytes);
    }

    // RFC 8200 §4.5:  next header | reserved | offset, M | identification
    private void HandleIPv6Fragment(
        in PacketInfo info, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload, int packetBytes)
    {
        const int OffsetOffset = 2;
        const int IdOffset = 4;
        const ushort OffsetMask = 0xFFF8;
        const ushort MoreFragments = 1;

        byte protocol = header[0];
        ushort fragment = BinaryPrimitives.ReadUInt16BigEndian(header[OffsetOffset..]);
        bool hasMore = (fragment & MoreFragments) != 0;
        int offset = fragment & OffsetMask;
        if (!hasMore && offset == 0)
        {
            // A whole datagram that only looks like a fragment (RFC 6946).
            HandleReassembled(info, protocol, payload, packetBytes);
            return;
        }

        HandleFragment(
            info,
            new Fragment(offset, info.PayloadBytes, !hasMore, packetBytes, protocol),
            MakeKey(info, BinaryPrimitives.ReadUInt32BigEndian(header[IdOffset..]), FragmentKey.NoProtocol),
            payload);
    }

    /// <summary>
    /// Walks over extension headers up to a fragment header or what they lead to. False when they end too early or do
    /// not end.
    /// </summary>
    private static bool TrySkipExtensions(ReadOnlySpan<byte> packet, ref byte protocol, int start, out int offset)
    {
        offset = start;
        for (int count = 0; count < MaxExtensionHeaders; count++)
        {
            int unitBytes;
            int extraUnits;
            switch (protocol)
            {
                case ProtocolHopByHop or ProtocolRouting or ProtocolDestination:
                    (unitBytes, extraUnits) = (ExtensionUnitBytes, 1);
                    break;

                case ProtocolAuthentication:
                    (unitBytes, extraUnits) = (AuthenticationUnitBytes, 2);
                    break;

                default:
                    return true;
            }

            if (packet.Length < offset + 2)
            {
                return false;
            }

            protocol = packet[offset];
            offset += (packet[offset + 1] + extraUnits) * unitBytes;
            if (packet.Length < offset)
            {
                return false;
            }
        }

        return false;
    }

    private static FragmentKey MakeKey(in PacketInfo info, uint identification, short protocol) => new(
        info.Source.AddressHigh, info.Source.AddressLow, info.Target.AddressHigh, info.Target.AddressLow,
        identification, protocol);
}
