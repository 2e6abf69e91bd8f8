using System.Buffers.Binary;
using Oack.Protocol;
using Oack.Protocol.Observe;

namespace Oack.Trace.Frames;

/// <content>UDP and ICMP.</content>
internal sealed partial class FrameDecoder
{
    private const int UdpHeaderBytes = 8;
    private const int UdpLengthOffset = 4;
    private const int PortBytes = sizeof(ushort);
    private const int IcmpHeaderBytes = 8;

    private void HandleTransport(in PacketInfo info, byte protocol, ReadOnlySpan<byte> payload, int packetBytes)
    {
        switch (protocol)
        {
            case ProtocolUdp:
                HandleUdp(info, payload, packetBytes);
                break;

            case ProtocolIcmp:
                HandleIcmp(info, payload, isV6: false);
                break;

            case ProtocolIcmpV6:
                HandleIcmp(info, payload, isV6: true);
                break;

            case ProtocolAuthentication:
                HandleReassembled(info, protocol, payload, packetBytes);
                break;

            default:
                counters.SkippedTransports++;
                break;
        }
    }

    // RFC 768:  source port | destination port | length | checksum
    private void HandleUdp(in PacketInfo info, ReadOnlySpan<byte> datagram, int packetBytes)
    {
        if (datagram.Length < UdpHeaderBytes)
        {
            counters.SkippedMalformed++;
            return;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(datagram[UdpLengthOffset..]);
        bool isLengthOfIp = info.PayloadBytes >= 0;
        if (length == 0 && isLengthOfIp)
        {
            // Jumbograms (RFC 2675 §4), and what a network card is still to cut.
            length = info.PayloadBytes;
        }

        // What is longer than its packet no receiver takes.
        if (length < UdpHeaderBytes || (isLengthOfIp && length > info.PayloadBytes))
        {
            counters.SkippedMalformed++;
            return;
        }

        int payloadBytes = length - UdpHeaderBytes;
        ReadOnlySpan<byte> payload = datagram[UdpHeaderBytes..Math.Min(length, datagram.Length)];

        // The capture may have cut nothing but padding.
        DatagramDamage damage = info.Damage == DatagramDamage.CutByCapture && payload.Length == payloadBytes
            ? DatagramDamage.None
            : info.Damage;
        ObservedDatagram observed = new(
            info.Time, info.Frame,
            info.Source.WithPort(BinaryPrimitives.ReadUInt16BigEndian(datagram)),
            info.Target.WithPort(BinaryPrimitives.ReadUInt16BigEndian(datagram[PortBytes..])),
            payloadBytes, damage, info.IpId, info.FragmentBytes);
        if (damage != DatagramDamage.FragmentsMissing)
        {
            ReportOvertaken(info);
        }

        if (info.FragmentBytes == 0 && JoinedDatagram.TryFindStride(datagram, payloadBytes, packetBytes, out int stride))
        {
            ReportJoined(observed, payload, stride);
            return;
        }

        counters.Datagrams++;
        sink.OnDatagram(observed, payload);
    }

    private void ReportJoined(in ObservedDatagram joined, ReadOnlySpan<byte> payload, int stride)
    {
        counters.JoinedDatagrams++;
        for (int start = 0; start < joined.PayloadBytes; start += stride)
        {
            int bytes = Math.Min(stride, joined.PayloadBytes - start);
            int seenFrom = Math.Min(start, payload.Length);
            ReadOnlySpan<byte> part = payload[seenFrom..Math.Min(start + bytes, payload.Length)];
            counters.Datagrams++;
            sink.OnDatagram(
                joined with
                {
                    PayloadBytes = bytes,
                    Damage = part.Length < bytes ? DatagramDamage.CutByCapture : DatagramDamage.None,
                },
                part);
        }
    }

    // RFC 792, RFC 4443:  type | code | checksum | four bytes more | the packet that it is about
    private void HandleIcmp(in PacketInfo info, ReadOnlySpan<byte> message, bool isV6)
    {
        counters.IcmpMessages++;
        if (message.Length < IcmpHeaderBytes)
        {
            return;
        }

        IcmpErrorKind kind = IcmpError.Classify(message[0], message[1], isV6);
        if (kind == IcmpErrorKind.Other || !TryReadQuote(message[IcmpHeaderBytes..], out PeerEndpoint from, out PeerEndpoint to))
        {
            return;
        }

        if (kind == IcmpErrorKind.TooBig)
        {
            counters.TooBigMessages++;
            return;
        }

        counters.UnreachableMessages++;
        ReportOvertaken(info with { Source = from.WithPort(0), Target = to.WithPort(0) });
        sink.OnUnreachable(info.Time, info.Frame, from, to, kind == IcmpErrorKind.PortUnreachable);
    }

    // Reads the ports of a UDP datagram at the beginning of a packet that may be cut anywhere.
    private static bool TryReadQuote(ReadOnlySpan<byte> packet, out PeerEndpoint from, out PeerEndpoint to)
    {
        from = to = default;
        int version = packet.IsEmpty ? 0 : packet[0] >> 4;
        int offset;
        if (version == 4 && packet.Length >= IPv4HeaderBytes)
        {
            const int FragmentOffset = 6;
            const int ProtocolOffset = 9;
            const int SourceOffset = 12;
            const int TargetOffset = 16;
            const int HeaderUnitBytes = 4;
            const ushort OffsetMask = 0x1FFF;

            offset = (packet[0] & 0x0F) * HeaderUnitBytes;
            bool isFirst = (BinaryPrimitives.ReadUInt16BigEndian(packet[FragmentOffset..]) & OffsetMask) == 0;
            if (packet[ProtocolOffset] != ProtocolUdp || !isFirst || offset < IPv4HeaderBytes)
            {
                return false;
            }

            from = PeerEndpoint.FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(packet[SourceOffset..]), 0);
            to = PeerEndpoint.FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(packet[TargetOffset..]), 0);
        }
        else if (version == 6 && packet.Length >= IPv6HeaderBytes)
        {
            if (!TrySkipQuotedHeaders(packet, out offset))
            {
                return false;
            }

            const int SourceOffset = 8;
            from = PeerEndpoint.FromIPv6(packet.Slice(SourceOffset, IPv6AddressBytes), 0);
            to = PeerEndpoint.FromIPv6(packet.Slice(SourceOffset + IPv6AddressBytes, IPv6AddressBytes), 0);
        }
        else
        {
            return false;
        }

        if (packet.Length < offset + (2 * PortBytes))
        {
            return false;
        }

        from = from.WithPort(BinaryPrimitives.ReadUInt16BigEndian(packet[offset..]));
        to = to.WithPort(BinaryPrimitives.ReadUInt16BigEndian(packet[(offset + PortBytes)..]));
        return true;
    }

    private static bool TrySkipQuotedHeaders(ReadOnlySpan<byte> packet, out int offset)
    {
        const int NextOffset = 6;
        const int FragmentHeaderBytes = 8;
        const int OffsetOffset = 2;
        const ushort OffsetMask = 0xFFF8;

        byte protocol = packet[NextOffset];
        if (!TrySkipExtensions(packet, ref protocol, IPv6HeaderBytes, out offset))
        {
            return false;
        }

        if (protocol == ProtocolFragment)
        {
            if (packet.Length < offset + FragmentHeaderBytes
                || (BinaryPrimitives.ReadUInt16BigEndian(packet[(offset + OffsetOffset)..]) & OffsetMask) != 0)
            {
                return false;
            }

            protocol = packet[offset];
            if (!TrySkipExtensions(packet, ref protocol, offset + FragmentHeaderBytes, out offset))
            {
                return false;
            }
        }

        return protocol == ProtocolUdp;
    }
}
