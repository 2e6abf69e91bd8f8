using System.Buffers.Binary;
using Oack.Protocol;

namespace Oack.Trace.Capture;

/// <summary>
/// The format of tcpdump, in either byte order, with microseconds or nanoseconds.
/// <code>
///  file    magic(4) version(2+2) zone(4) accuracy(4) snapshot(4) link type(4)
///  record  seconds(4) fraction(4) captured(4) original(4), in the modified format 8 bytes more, then the frame
/// </code>
/// </summary>
internal sealed class PcapSource : FrameSource
{
    /// <summary>How many bytes tell the format.</summary>
    public const int MagicBytes = 4;

    private const uint MicrosecondMagic = 0xA1B2C3D4;
    private const uint NanosecondMagic = 0xA1B23C4D;

    // "Modified" by Alexey Kuznetsov's patch, which old distributions carried.
    private const uint ModifiedMagic = 0xA1B2CD34;

    private const int FileHeaderBytes = 24;
    private const int LinkTypeOffset = 20;
    private const int RecordHeaderBytes = 16;
    private const int ModifiedRecordHeaderBytes = 24;
    private const int FractionOffset = 4;
    private const int CapturedOffset = 8;
    private const int OriginalOffset = 12;

    private readonly bool _isBigEndian;
    private readonly bool _isNanoseconds;
    private readonly int _recordHeaderBytes = RecordHeaderBytes;
    private readonly LinkType _linkType;
    private bool _isOver;
    private int _takenBytes;

    /// <summary>Begins behind a magic number that <see cref="Recognises"/> knows.</summary>
    public PcapSource(CaptureInput input)
        : base(input)
    {
        ReadOnlySpan<byte> magicBytes = input.Peek(MagicBytes);
        uint magic = BinaryPrimitives.ReadUInt32BigEndian(magicBytes);
        _isBigEndian = IsMagic(magic);
        magic = _isBigEndian ? magic : BinaryPrimitives.ReverseEndianness(magic);
        _isNanoseconds = magic == NanosecondMagic;
        if (magic == ModifiedMagic)
        {
            _recordHeaderBytes = ModifiedRecordHeaderBytes;
        }

        if (!input.Ensure(FileHeaderBytes))
        {
            ReportEnd("the file's header");
            _isOver = true;
            return;
        }

        // The upper half tells how long a frame check sequence is, if there is one.
        _linkType = (LinkType)(ushort)Read32(input.Peek(FileHeaderBytes)[LinkTypeOffset..]);
        input.Advance(FileHeaderBytes);
    }

    /// <summary>Whether a file that begins so has this format.</summary>
    public static bool Recognises(ReadOnlySpan<byte> magicBytes)
    {
        uint magic = BinaryPrimitives.ReadUInt32BigEndian(magicBytes);
        return IsMagic(magic) || IsMagic(BinaryPrimitives.ReverseEndianness(magic));
    }

    /// <inheritdoc/>
    public override bool TryRead(out CapturedFrame frame)
    {
        frame = default;
        if (_isOver)
        {
            return false;
        }

        Input.Advance(_takenBytes);
        _takenBytes = 0;
        if (!Input.Ensure(_recordHeaderBytes))
        {
            _isOver = true;
            if (Input.Available > 0 || Input.Failure is not null)
            {
                ReportEnd($"the header of frame {Text(FrameNumber + 1)}");
            }

            return false;
        }

        FrameNumber++;
        ReadOnlySpan<byte> header = Input.Peek(_recordHeaderBytes);
        uint captured = Read32(header[CapturedOffset..]);
        uint original = Read32(header[OriginalOffset..]);
        Instant time = CaptureTime.FromParts(Read32(header), Read32(header[FractionOffset..]), _isNanoseconds);
        if (captured > MaxFrameBytes)
        {
            _isOver = true;
            Report($"frame {Text(FrameNumber)} says that it has {Text(captured)} bytes, more than any capture keeps: the file is damaged there");
            return false;
        }

        int length = _recordHeaderBytes + (int)captured;
        if (!Input.Ensure(length))
        {
            _isOver = true;
            ReportEnd($"frame {Text(FrameNumber)}");
            return false;
        }

        _takenBytes = length;
        frame = new CapturedFrame(
            FrameNumber, time, _linkType, Input.Peek(length)[_recordHeaderBytes..], (int)Math.Min(original, int.MaxValue));
        return true;
    }

    private static bool IsMagic(uint magic) => magic is MicrosecondMagic or NanosecondMagic or ModifiedMagic;

    private uint Read32(ReadOnlySpan<byte> bytes) => _isBigEndian
        ? BinaryPrimitives.ReadUInt32BigEndian(bytes)
        : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
