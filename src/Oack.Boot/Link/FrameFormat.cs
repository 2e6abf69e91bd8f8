using System.Buffers.Binary;
using Oack.Boot.Dhcp;

namespace Oack.Boot.Link;

/// <summary>Where things stand in frames of Ethernet, ARP, IPv4 and UDP, and their checksum (RFC 826, 791, 768, 1071).</summary>
internal static class FrameFormat
{
    internal const int EthernetHeaderBytes = 14;
    internal const int EtherTypeOffset = 12;
    internal const int SourceOffset = 6;
    internal const ushort IPv4Type = 0x0800;
    internal const ushort ArpType = 0x0806;
    internal const int ArpBytes = 28;
    internal const ushort ArpRequest = 1;
    internal const ushort ArpReply = 2;
    internal const int IPv4HeaderBytes = 20;
    internal const int UdpHeaderBytes = 8;
    internal const byte UdpProtocol = 17;
    internal const byte IcmpProtocol = 1;

    /// <summary>What ARP begins with for Ethernet and IPv4: hardware 1, protocol 0x0800, lengths 6 and 4.</summary>
    internal const ulong ArpPrefix = 0x0001_0800_0604;

    /// <summary>The first six bytes of an address.</summary>
    internal static void Write(Span<byte> target, HardwareAddress address)
    {
        Span<byte> all = stackalloc byte[HardwareAddress.MaxBytes];
        address.Write(all);
        all[..HardwareAddress.EthernetBytes].CopyTo(target);
    }

    /// <summary>A frame with its header, to an address or, where there is none, to all.</summary>
    internal static byte[] Frame(HardwareAddress? to, HardwareAddress from, ushort type, int payloadBytes)
    {
        byte[] frame = new byte[EthernetHeaderBytes + payloadBytes];
        if (to is { } address)
        {
            Write(frame, address);
        }
        else
        {
            frame.AsSpan(0, HardwareAddress.EthernetBytes).Fill(0xFF);
        }

        Write(frame.AsSpan(SourceOffset), from);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(EtherTypeOffset), type);
        return frame;
    }

    /// <summary>An ARP message in a frame.</summary>
    internal static byte[] Arp(ushort operation, HardwareAddress from, IPv4Address fromAddress, HardwareAddress? to, IPv4Address toAddress)
    {
        const int SenderOffset = 8;
        const int SenderAddressOffset = 14;
        const int TargetOffset = 18;
        const int TargetAddressOffset = 24;
        byte[] frame = Frame(operation == ArpRequest ? null : to, from, ArpType, ArpBytes);
        Span<byte> arp = frame.AsSpan(EthernetHeaderBytes);
        BinaryPrimitives.WriteUInt64BigEndian(arp, (ArpPrefix << 16) | operation);
        Write(arp[SenderOffset..], from);
        fromAddress.Write(arp[SenderAddressOffset..]);
        if (to is { } address)
        {
            Write(arp[TargetOffset..], address);
        }

        toAddress.Write(arp[TargetAddressOffset..]);
        return frame;
    }

    /// <summary>An IPv4 packet with a UDP datagram, without a frame around it.</summary>
    internal static byte[] Udp(ushort id, IPv4Address from, ushort fromPort, IPv4Address to, ushort toPort, ReadOnlySpan<byte> payload)
    {
        const byte TimeToLive = 64;
        byte[] packet = new byte[IPv4HeaderBytes + UdpHeaderBytes + payload.Length];
        Span<byte> header = packet.AsSpan(0, IPv4HeaderBytes);
        header[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)packet.Length);
        BinaryPrimitives.WriteUInt16BigEndian(header[4..], id);
        header[8] = TimeToLive;
        header[9] = UdpProtocol;
        from.Write(header[12..]);
        to.Write(header[16..]);
        BinaryPrimitives.WriteUInt16BigEndian(header[10..], Checksum(header, 0));

        Span<byte> udp = packet.AsSpan(IPv4HeaderBytes);
        BinaryPrimitives.WriteUInt16BigEndian(udp, fromPort);
        BinaryPrimitives.WriteUInt16BigEndian(udp[2..], toPort);
        BinaryPrimitives.WriteUInt16BigEndian(udp[4..], (ushort)udp.Length);
        payload.CopyTo(udp[UdpHeaderBytes..]);
        uint pseudo = (from.Value >> 16) + (ushort)from.Value + (to.Value >> 16) + (ushort)to.Value + UdpProtocol + (uint)udp.Length;
        ushort checksum = Checksum(udp, pseudo);

        // RFC 768: 0 would say that there is none.
        BinaryPrimitives.WriteUInt16BigEndian(udp[6..], checksum == 0 ? ushort.MaxValue : checksum);
        return packet;
    }

    private static ushort Checksum(ReadOnlySpan<byte> bytes, uint sum)
    {
        for (; bytes.Length > 1; bytes = bytes[2..])
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(bytes);
        }

        sum += bytes.IsEmpty ? 0u : (uint)bytes[0] << 8;
        while (sum > ushort.MaxValue)
        {
            sum = (sum >> 16) + (ushort)sum;
        }

        return (ushort)~sum;
    }
}
