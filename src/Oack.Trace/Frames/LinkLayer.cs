using System.Buffers.Binary;
using Oack.Trace.Capture;

namespace Oack.Trace.Frames;

/// <summary>Finds the packet within a frame.</summary>
internal static class LinkLayer
{
    private const int EthernetHeaderBytes = 14;
    private const int EthernetTypeOffset = 12;
    private const int TagBytes = 4;

    // Three tags are more than any network has; a frame of tags alone is not walked to its end.
    private const int MaxTags = 8;

    private const int CookedHeaderBytes = 16;
    private const int CookedTypeOffset = 14;
    private const int Cooked2HeaderBytes = 20;
    private const int FamilyBytes = 4;

    private const ushort TypeIPv4 = 0x0800;
    private const ushort TypeArp = 0x0806;
    private const ushort TypeIPv6 = 0x86DD;
    private const ushort TypeVlan = 0x8100;
    private const ushort TypeServiceVlan = 0x88A8;
    private const ushort TypeOldServiceVlan = 0x9100;
    private const ushort MaxLength = 1500;

    // IEEE 802.2 with SNAP: AA AA 03, an organisation of zero, then the type of Ethernet.
    private static ReadOnlySpan<byte> SnapHeader => [0xAA, 0xAA, 0x03, 0, 0, 0];

    /// <summary>What the frame carries, and where that begins.</summary>
    public static NetworkKind Find(LinkType linkType, ReadOnlySpan<byte> frame, out int offset)
    {
        offset = 0;
        switch (linkType)
        {
            case LinkType.Ethernet:
                return frame.Length < EthernetHeaderBytes
                    ? NetworkKind.TooShort
                    : OfType(frame, EthernetTypeOffset, EthernetHeaderBytes, out offset);

            case LinkType.LinuxCooked:
                return frame.Length < CookedHeaderBytes
                    ? NetworkKind.TooShort
                    : OfType(frame, CookedTypeOffset, CookedHeaderBytes, out offset);

            case LinkType.LinuxCooked2:
                return frame.Length < Cooked2HeaderBytes
                    ? NetworkKind.TooShort
                    : OfType(frame, 0, Cooked2HeaderBytes, out offset);

            case LinkType.Raw or LinkType.RawBsd or LinkType.RawOpenBsd or LinkType.IPv4 or LinkType.IPv6:
                return OfVersion(frame);

            case LinkType.Null or LinkType.Loop:
                return OfFamily(frame, out offset);

            default:
                return NetworkKind.UnknownLink;
        }
    }

    private static NetworkKind OfType(ReadOnlySpan<byte> frame, int typeOffset, int headerBytes, out int offset)
    {
        ushort type = BinaryPrimitives.ReadUInt16BigEndian(frame[typeOffset..]);
        offset = headerBytes;
        for (int tags = 0; type is TypeVlan or TypeServiceVlan or TypeOldServiceVlan; tags++)
        {
            if (tags == MaxTags)
            {
                return NetworkKind.Other;
            }

            if (frame.Length < offset + TagBytes)
            {
                return NetworkKind.TooShort;
            }

            type = BinaryPrimitives.ReadUInt16BigEndian(frame[(offset + sizeof(ushort))..]);
            offset += TagBytes;
        }

        if (type <= MaxLength && frame[offset..].StartsWith(SnapHeader) && frame.Length >= offset + SnapHeader.Length + sizeof(ushort))
        {
            type = BinaryPrimitives.ReadUInt16BigEndian(frame[(offset + SnapHeader.Length)..]);
            offset += SnapHeader.Length + sizeof(ushort);
        }

        return type switch
        {
            TypeIPv4 => NetworkKind.IPv4,
            TypeIPv6 => NetworkKind.IPv6,
            TypeArp => NetworkKind.Arp,
            _ => NetworkKind.Other,
        };
    }

    private static NetworkKind OfVersion(ReadOnlySpan<byte> packet)
    {
        if (packet.IsEmpty)
        {
            return NetworkKind.TooShort;
        }

        return (packet[0] >> 4) switch
        {
            4 => NetworkKind.IPv4,
            6 => NetworkKind.IPv6,
            _ => NetworkKind.Other,
        };
    }

    // The family's number of IPv6 differs between systems, its byte order between machines.
    private static NetworkKind OfFamily(ReadOnlySpan<byte> frame, out int offset)
    {
        const uint FamilyIPv4 = 2;
        const uint FamilyIPv6OfNetBsd = 24;
        const uint FamilyIPv6OfFreeBsd = 28;
        const uint FamilyIPv6OfMacOs = 30;
        const uint FamilyIPv6OfLinux = 10;

        offset = FamilyBytes;
        if (frame.Length < FamilyBytes)
        {
            return NetworkKind.TooShort;
        }

        uint family = BinaryPrimitives.ReadUInt32LittleEndian(frame);
        family = family > ushort.MaxValue ? BinaryPrimitives.ReverseEndianness(family) : family;
        return family switch
        {
            FamilyIPv4 => NetworkKind.IPv4,
            FamilyIPv6OfNetBsd or FamilyIPv6OfFreeBsd or FamilyIPv6OfMacOs or FamilyIPv6OfLinux => NetworkKind.IPv6,
            _ => NetworkKind.Other,
        };
    }
}
