namespace Oack.Trace.Capture;

/// <summary>
/// The numbers of the pcapng format that reader and writer share (draft-ietf-opsawg-pcapng). All of a block is in the
/// byte order of its section.
/// <code>
///  block   type(4) length(4), its body padded to 4 bytes, length(4) once more
///  option  code(2) length(2), its value padded to 4 bytes
/// </code>
/// </summary>
internal static class PcapngFormat
{
    public const uint SectionHeader = 0x0A0D0D0A;
    public const uint InterfaceDescription = 1;
    public const uint ObsoletePacket = 2;
    public const uint SimplePacket = 3;
    public const uint EnhancedPacket = 6;

    public const uint ByteOrderMagic = 0x1A2B3C4D;

    public const int BlockHeaderBytes = 8;
    public const int BlockLengthOffset = 4;
    public const int BlockTrailerBytes = 4;
    public const int MinBlockBytes = BlockHeaderBytes + BlockTrailerBytes;

    public const int SectionHeaderFixedBytes = 24;
    public const int InterfaceFixedBytes = 16;
    public const int SimplePacketFixedBytes = 12;
    public const int EnhancedPacketFixedBytes = 28;

    public const int OptionHeaderBytes = 4;
    public const ushort EndOfOptions = 0;
    public const ushort Comment = 1;
    public const ushort ApplicationOption = 4;
    public const ushort InterfaceName = 2;
    public const ushort InterfaceDescriptionText = 3;
    public const ushort TimeResolution = 9;
    public const ushort TimeOffset = 14;

    /// <summary>The resolution of an interface that names none: microseconds.</summary>
    public const byte Microseconds = 6;

    /// <summary>10^-9 seconds.</summary>
    public const byte Nanoseconds = 9;

    /// <summary>A length with its padding.</summary>
    public static int Padded(int length) => (length + 3) & ~3;
}
