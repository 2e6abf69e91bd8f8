using System.Buffers.Binary;
using Oack.Boot.Dhcp;
using Oack.Boot.Serving;

namespace Oack.Boot.Link;

/// <summary>Where things stand in frames of Ethernet, ARP, IPv4 and UDP (RFC 826, 791, 768).</summary>
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
        byte[] packet = new byte[UdpFrame.HeaderBytes + payload.Length];
        UdpFrame.Write(packet, from.WithPort(fromPort), to.WithPort(toPort), id, payload);
        return packet;
    }
}
