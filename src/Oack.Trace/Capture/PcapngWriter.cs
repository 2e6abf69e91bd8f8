using System.Text;
using Oack.Protocol;

namespace Oack.Trace.Capture;

/// <summary>
/// Writes a capture as pcapng: one section in the byte order of this machine, any number of interfaces, and frames with
/// comments, which Wireshark shows beside them. <see cref="BytesWritten"/> and <see cref="MeasureFrame"/> serve whoever
/// keeps a file below a limit. It is used by one thread at a time.
/// </summary>
public sealed class PcapngWriter : IDisposable
{
    /// <summary>The longest comment, in bytes of UTF-8; what is longer is cut between two characters.</summary>
    public const int MaxCommentBytes = 32_768;

    private const int FirstBufferBytes = 64 * 1024;
    private const ushort MajorVersion = 1;
    private const ulong UnknownLength = ulong.MaxValue;
    private const int EndOfOptionsBytes = PcapngFormat.OptionHeaderBytes;
    private const int NanosecondsPerTick = 100;

    private readonly Stream _stream;
    private readonly bool _leaveOpen;
    private readonly List<byte> _resolutions = [];
    private byte[] _buffer = new byte[FirstBufferBytes];
    private int _used;
    private int _blockStart;

    /// <summary>Begins a file.</summary>
    /// <param name="stream">Where it goes; it need not be seekable.</param>
    /// <param name="application">The program that writes it, as Wireshark shows it.</param>
    /// <param name="leaveOpen">Whether the stream stays open when the writer is disposed of.</param>
    public PcapngWriter(Stream stream, string application = "oack", bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(application);
        _stream = stream;
        _leaveOpen = leaveOpen;
        Begin(PcapngFormat.SectionHeader);
        Put32(PcapngFormat.ByteOrderMagic);
        Put16(MajorVersion);
        Put16(0);
        Put64(UnknownLength);
        PutText(PcapngFormat.ApplicationOption, application);
        EndOptions();
        End();
    }

    /// <summary>How many bytes the file has so far, those not yet given to the stream among them.</summary>
    public long BytesWritten { get; private set; }

    /// <summary>How many bytes a frame takes in the file; of a comment that is too long up to four more than it will.</summary>
    /// <param name="frameBytes">How many it has.</param>
    /// <param name="comment">Its comment, or null.</param>
    public static int MeasureFrame(int frameBytes, string? comment = null)
    {
        int fixedBytes = PcapngFormat.EnhancedPacketFixedBytes + PcapngFormat.Padded(frameBytes) + PcapngFormat.BlockTrailerBytes;
        return string.IsNullOrEmpty(comment)
            ? fixedBytes
            : fixedBytes + PcapngFormat.OptionHeaderBytes + PcapngFormat.Padded(MeasureText(comment)) + EndOfOptionsBytes;
    }

    /// <summary>Describes an interface; its frames may follow.</summary>
    /// <param name="linkType">What its frames begin with.</param>
    /// <param name="name">Its name, or null.</param>
    /// <param name="description">What it is, or null.</param>
    /// <param name="nanoseconds">Whether it counts time in nanoseconds, of which hundreds are kept, up to the year 2554; else in microseconds.</param>
    /// <param name="snapshotBytes">How many bytes of a frame are kept at most; 0 for all.</param>
    /// <returns>Its index, for <see cref="WriteFrame"/>.</returns>
    public int AddInterface(
        LinkType linkType, string? name = null, string? description = null, bool nanoseconds = true, int snapshotBytes = 0)
    {
        byte resolution = nanoseconds ? PcapngFormat.Nanoseconds : PcapngFormat.Microseconds;
        Begin(PcapngFormat.InterfaceDescription);
        Put16((ushort)linkType);
        Put16(0);
        Put32((uint)snapshotBytes);
        PutText(PcapngFormat.InterfaceName, name);
        PutText(PcapngFormat.InterfaceDescriptionText, description);
        PutOption(PcapngFormat.TimeResolution, [resolution]);
        EndOptions();
        End();
        _resolutions.Add(resolution);
        return _resolutions.Count - 1;
    }

    /// <summary>Writes a frame.</summary>
    /// <param name="interfaceIndex">The interface that it was seen on.</param>
    /// <param name="time">When, in ticks of 100 ns since the Unix epoch; what lies before is written as the epoch.</param>
    /// <param name="frame">Its bytes, as far as they are kept; at most 262,144.</param>
    /// <param name="originalBytes">How many it had; less than are kept means as many.</param>
    /// <param name="comment">A comment, or null. Any text will do; what is no Unicode becomes U+FFFD.</param>
    public void WriteFrame(
        int interfaceIndex, Instant time, ReadOnlySpan<byte> frame, int originalBytes = 0, string? comment = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(interfaceIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(interfaceIndex, _resolutions.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(frame.Length, FrameSource.MaxFrameBytes);
        ulong ticks = (ulong)Math.Max(time.Ticks, 0);
        ulong units = _resolutions[interfaceIndex] == PcapngFormat.Nanoseconds
            ? (ticks > ulong.MaxValue / NanosecondsPerTick ? ulong.MaxValue : ticks * NanosecondsPerTick)
            : ticks / TimeSpan.TicksPerMicrosecond;
        Begin(PcapngFormat.EnhancedPacket);
        Put32((uint)interfaceIndex);
        Put32((uint)(units >> 32));
        Put32((uint)units);
        Put32((uint)frame.Length);
        Put32((uint)Math.Max(originalBytes, frame.Length));
        PutPadded(frame);
        if (!string.IsNullOrEmpty(comment))
        {
            PutText(PcapngFormat.Comment, comment);
            EndOptions();
        }

        End();
    }

    /// <summary>Gives the stream all that was written.</summary>
    public void Flush()
    {
        Drain();
        _stream.Flush();
    }

    /// <summary>Gives the stream all that was written, and closes it unless it was to stay open.</summary>
    public void Dispose()
    {
        Drain();
        if (!_leaveOpen)
        {
            _stream.Dispose();
        }
    }

    private static int MeasureText(string text) => Math.Min(Encoding.UTF8.GetByteCount(text), MaxCommentBytes);

    private void Begin(uint type)
    {
        _blockStart = _used;
        Put32(type);
        Put32(0);
    }

    private void End()
    {
        int length = _used - _blockStart + PcapngFormat.BlockTrailerBytes;
        Put32((uint)length);
        BitConverter.TryWriteBytes(_buffer.AsSpan(_blockStart + PcapngFormat.BlockLengthOffset), (uint)length);
        BytesWritten += length;
        if (_used >= FirstBufferBytes / 2)
        {
            Drain();
        }
    }

    private void Drain()
    {
        _stream.Write(_buffer, 0, _used);
        _used = 0;
    }

    private void PutText(ushort code, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return;
        }

        // The conversion stops before a character that does not fit.
        int bytes = MeasureText(text);
        Span<byte> utf8 = bytes <= 1024 ? stackalloc byte[bytes] : new byte[bytes];
        System.Text.Unicode.Utf8.FromUtf16(text, utf8, out _, out int written);
        PutOption(code, utf8[..written]);
    }

    private void PutOption(ushort code, ReadOnlySpan<byte> value)
    {
        Put16(code);
        Put16((ushort)value.Length);
        PutPadded(value);
    }

    private void EndOptions() => Put32(PcapngFormat.EndOfOptions);

    private void PutPadded(ReadOnlySpan<byte> bytes)
    {
        Span<byte> target = Take(PcapngFormat.Padded(bytes.Length));
        bytes.CopyTo(target);
        target[bytes.Length..].Clear();
    }

    private void Put16(ushort value) => BitConverter.TryWriteBytes(Take(sizeof(ushort)), value);

    private void Put32(uint value) => BitConverter.TryWriteBytes(Take(sizeof(uint)), value);

    private void Put64(ulong value) => BitConverter.TryWriteBytes(Take(sizeof(ulong)), value);

    private Span<byte> Take(int bytes)
    {
        if (_used + bytes > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(2 * _buffer.Length, _used + bytes));
        }

        _used += bytes;
        return _buffer.AsSpan(_used - bytes, bytes);
    }
}
