using System.Buffers.Binary;
using Oack.Protocol;

namespace Oack.Trace.Capture;

/// <summary>
/// The format of Wireshark: sections in either byte order, interfaces with a link type and a clock each. Blocks of other
/// kinds are passed over, whatever their length.
/// </summary>
internal sealed class PcapngSource : FrameSource
{
    /// <summary>The most interfaces of a section; frames of further ones are passed over.</summary>
    public const int MaxInterfaces = 4096;

    /// <summary>The most bytes of a block that is no packet that are looked at; options behind them are passed over.</summary>
    public const int MaxHeadBytes = 64 * 1024;

    private const int ByteOrderOffset = 8;
    private const int MinSectionBytes = PcapngFormat.SectionHeaderFixedBytes + PcapngFormat.BlockTrailerBytes;
    private const int LinkTypeOffset = 8;
    private const int SnapshotOffset = 12;

    private readonly List<Interface> _interfaces = [];
    private bool _isBigEndian;
    private bool _isOver;
    private long _restBytes;
    private uint _blockLength;
    private Instant _lastTime = Instant.Zero;

    /// <summary>Begins at a section header.</summary>
    public PcapngSource(CaptureInput input)
        : base(input)
    {
    }

    /// <summary>Whether a file that begins so has this format.</summary>
    public static bool Recognises(ReadOnlySpan<byte> magicBytes) =>
        BinaryPrimitives.ReadUInt32BigEndian(magicBytes) == PcapngFormat.SectionHeader;

    /// <inheritdoc/>
    public override bool TryRead(out CapturedFrame frame)
    {
        frame = default;
        while (!_isOver && TryFinishBlock() && TryBeginBlock(out uint type))
        {
            bool isFrame = type switch
            {
                PcapngFormat.EnhancedPacket or PcapngFormat.ObsoletePacket => TryReadPacket(type, out frame),
                PcapngFormat.SimplePacket => TryReadSimplePacket(out frame),
                PcapngFormat.InterfaceDescription => ReadInterface(),
                _ => false,
            };
            if (isFrame)
            {
                return true;
            }
        }

        return false;
    }

    // Passes over what is left of the block before, and looks whether it ends with its length.
    private bool TryFinishBlock()
    {
        if (_restBytes == 0)
        {
            return true;
        }

        long rest = _restBytes;
        _restBytes = 0;
        if (!Input.Skip(rest - PcapngFormat.BlockTrailerBytes) || !Input.Ensure(PcapngFormat.BlockTrailerBytes))
        {
            return End(FrameNumber > 0 ? $"a block behind the bytes of frame {Text(FrameNumber)}" : "a block before the first frame");
        }

        if (Read32(Input.Peek(PcapngFormat.BlockTrailerBytes)) != _blockLength)
        {
            Report("a block ends with another length than it begins with");
        }

        Input.Advance(PcapngFormat.BlockTrailerBytes);
        return true;
    }

    private bool TryBeginBlock(out uint type)
    {
        type = 0;
        if (!Input.Ensure(PcapngFormat.MinBlockBytes))
        {
            return Input.Available > 0 || Input.Failure is not null ? End("the header of a block") : Stop();
        }

        ReadOnlySpan<byte> head = Input.Peek(PcapngFormat.MinBlockBytes);
        bool isSection = Recognises(head);
        if (isSection && !TryBeginSection(head[ByteOrderOffset..]))
        {
            return false;
        }

        type = Read32(head);
        _blockLength = Read32(head[PcapngFormat.BlockLengthOffset..]);
        if (_blockLength < (isSection ? MinSectionBytes : PcapngFormat.MinBlockBytes) || _blockLength % 4 != 0)
        {
            Report($"a block says that it has {Text(_blockLength)} bytes: the file is damaged there");
            return Stop();
        }

        _restBytes = _blockLength;
        return true;
    }

    private bool TryBeginSection(ReadOnlySpan<byte> byteOrder)
    {
        bool isBigEndian = BinaryPrimitives.ReadUInt32BigEndian(byteOrder) == PcapngFormat.ByteOrderMagic;
        if (!isBigEndian && BinaryPrimitives.ReadUInt32LittleEndian(byteOrder) != PcapngFormat.ByteOrderMagic)
        {
            Report("a section header has no byte order that is known: the file is damaged there");
            return Stop();
        }

        _isBigEndian = isBigEndian;
        _interfaces.Clear();
        return true;
    }

    private bool ReadInterface()
    {
        if (_blockLength < PcapngFormat.InterfaceFixedBytes + PcapngFormat.BlockTrailerBytes)
        {
            Report("an interface description is too short");
            return false;
        }

        int headBytes = (int)Math.Min(_blockLength - PcapngFormat.BlockTrailerBytes, MaxHeadBytes);
        if (!Input.Ensure(headBytes))
        {
            return End("an interface description");
        }

        if (_interfaces.Count == MaxInterfaces)
        {
            Report($"a section has more than {Text(MaxInterfaces)} interfaces; frames of further ones are passed over");
            return false;
        }

        ReadOnlySpan<byte> head = Input.Peek(headBytes);
        _interfaces.Add(new Interface(
            (LinkType)Read16(head[LinkTypeOffset..]),
            Read32(head[SnapshotOffset..]),
            ReadClock(head[PcapngFormat.InterfaceFixedBytes..])));
        return false;
    }

    private CaptureTime ReadClock(ReadOnlySpan<byte> options)
    {
        byte resolution = PcapngFormat.Microseconds;
        long offsetSeconds = 0;
        while (options.Length >= PcapngFormat.OptionHeaderBytes)
        {
            ushort code = Read16(options);
            int length = Read16(options[sizeof(ushort)..]);
            options = options[PcapngFormat.OptionHeaderBytes..];
            if (code == PcapngFormat.EndOfOptions || length > options.Length)
            {
                break;
            }

            if (code == PcapngFormat.TimeResolution && length >= 1)
            {
                resolution = options[0];
            }
            else if (code == PcapngFormat.TimeOffset && length >= sizeof(long))
            {
                offsetSeconds = _isBigEndian
                    ? BinaryPrimitives.ReadInt64BigEndian(options)
                    : BinaryPrimitives.ReadInt64LittleEndian(options);
            }

            options = options[Math.Min(PcapngFormat.Padded(length), options.Length)..];
        }

        return new CaptureTime(resolution, offsetSeconds);
    }

    // Enhanced:  interface(4)          time(4+4) captured(4) original(4)
    // Obsolete:  interface(2) drops(2) time(4+4) captured(4) original(4)
    private bool TryReadPacket(uint type, out CapturedFrame frame)
    {
        const int InterfaceOffset = 8;
        const int TimeHighOffset = 12;
        const int TimeLowOffset = 16;
        const int CapturedOffset = 20;
        const int OriginalOffset = 24;

        frame = default;
        FrameNumber++;
        if (!TryPeekFixed(PcapngFormat.EnhancedPacketFixedBytes, out ReadOnlySpan<byte> head))
        {
            return false;
        }

        uint index = type == PcapngFormat.EnhancedPacket ? Read32(head[InterfaceOffset..]) : Read16(head[InterfaceOffset..]);
        ulong units = ((ulong)Read32(head[TimeHighOffset..]) << 32) | Read32(head[TimeLowOffset..]);
        uint captured = Read32(head[CapturedOffset..]);
        uint original = Read32(head[OriginalOffset..]);
        if (index >= (uint)_interfaces.Count)
        {
            Report($"frame {Text(FrameNumber)} is of an interface that the file does not describe");
            return false;
        }

        Interface seenOn = _interfaces[(int)index];
        _lastTime = seenOn.Clock.ToInstant(units);
        return TryTakeFrame(PcapngFormat.EnhancedPacketFixedBytes, captured, original, (int)index, out frame);
    }

    // original(4); how much was kept follows from the interface and the block.
    private bool TryReadSimplePacket(out CapturedFrame frame)
    {
        frame = default;
        FrameNumber++;
        if (!TryPeekFixed(PcapngFormat.SimplePacketFixedBytes, out ReadOnlySpan<byte> head))
        {
            return false;
        }

        if (_interfaces.Count == 0)
        {
            Report($"frame {Text(FrameNumber)} is of an interface that the file does not describe");
            return false;
        }

        uint original = Read32(head[PcapngFormat.BlockHeaderBytes..]);
        uint snapshot = _interfaces[0].SnapshotBytes;
        uint captured = Math.Min(original, _blockLength - PcapngFormat.SimplePacketFixedBytes - PcapngFormat.BlockTrailerBytes);
        captured = snapshot == 0 ? captured : Math.Min(captured, snapshot);
        return TryTakeFrame(PcapngFormat.SimplePacketFixedBytes, captured, original, 0, out frame);
    }

    private bool TryPeekFixed(int fixedBytes, out ReadOnlySpan<byte> head)
    {
        head = default;
        if (_blockLength < fixedBytes + PcapngFormat.BlockTrailerBytes)
        {
            Report($"the block of frame {Text(FrameNumber)} is too short");
            return false;
        }

        if (!Input.Ensure(fixedBytes))
        {
            return End($"frame {Text(FrameNumber)}");
        }

        head = Input.Peek(fixedBytes);
        return true;
    }

    private bool TryTakeFrame(int fixedBytes, uint captured, uint original, int index, out CapturedFrame frame)
    {
        frame = default;
        if (captured > MaxFrameBytes || captured > _blockLength - fixedBytes - PcapngFormat.BlockTrailerBytes)
        {
            Report($"frame {Text(FrameNumber)} says that it has {Text(captured)} bytes, more than {(captured > MaxFrameBytes ? "any capture keeps" : "its block")}");
            return false;
        }

        int length = fixedBytes + (int)captured;
        if (!Input.Ensure(length))
        {
            return End($"frame {Text(FrameNumber)}");
        }

        frame = new CapturedFrame(
            FrameNumber, _lastTime, _interfaces[index].LinkType, Input.Peek(length)[fixedBytes..],
            (int)Math.Min(original, int.MaxValue), index);
        return true;
    }

    private bool End(string inside)
    {
        ReportEnd(inside);
        return Stop();
    }

    private bool Stop()
    {
        _isOver = true;
        return false;
    }

    private ushort Read16(ReadOnlySpan<byte> bytes) => _isBigEndian
        ? BinaryPrimitives.ReadUInt16BigEndian(bytes)
        : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private uint Read32(ReadOnlySpan<byte> bytes) => _isBigEndian
        ? BinaryPrimitives.ReadUInt32BigEndian(bytes)
        : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private readonly record struct Interface(LinkType LinkType, uint SnapshotBytes, CaptureTime Clock);
}
