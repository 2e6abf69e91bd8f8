namespace Oack.Trace.Capture;

/// <summary>
/// Reads the frames of a capture, one after the other: pcap (either byte order; microseconds, nanoseconds, and the
/// modified format) and pcapng (sections, interfaces, either byte order; blocks of other kinds are passed over), each as
/// it is or compressed with gzip. It holds one buffer, however long the capture is, so a pipe may feed it for ever.
/// </summary>
/// <remarks>
/// What is in a file never makes it throw: it gives what can be read, and <see cref="Problems"/> says what could not.
/// Only the stream's own failures come through. A frame may have 262,144 bytes and a section 4096 interfaces.
/// </remarks>
public sealed class CaptureReader : IDisposable
{
    private readonly CaptureInput _input;
    private readonly FrameSource? _source;
    private readonly IReadOnlyList<CaptureProblem> _unrecognised = [];

    private CaptureReader(CaptureInput input)
    {
        _input = input;
        bool hasMagic = input.Ensure(PcapSource.MagicBytes);
        ReadOnlySpan<byte> magic = input.Peek(Math.Min(input.Available, PcapSource.MagicBytes));
        if (hasMagic && PcapSource.Recognises(magic))
        {
            _source = new PcapSource(input);
        }
        else if (hasMagic && PcapngSource.Recognises(magic))
        {
            _source = new PcapngSource(input);
        }
        else
        {
            _unrecognised = [new CaptureProblem(UnknownFormat.Describe(magic, input.IsCompressed, input.Failure), 0, 0)];
        }
    }

    /// <summary>Whether it is a capture at all; if not, <see cref="Problem"/> says what it seems to be.</summary>
    public bool IsRecognised => _source is not null;

    /// <summary>Whether it is compressed; then the offsets of problems count what came out of it.</summary>
    public bool IsCompressed => _input.IsCompressed;

    /// <summary>How many frames have begun so far, those that could not be read among them.</summary>
    public long Frames => _source?.FrameNumber ?? 0;

    /// <summary>What could not be read so far: the first 16 problems.</summary>
    public IReadOnlyList<CaptureProblem> Problems => _source?.Problems ?? _unrecognised;

    /// <summary>The first problem, or null.</summary>
    public CaptureProblem? Problem => Problems.Count > 0 ? Problems[0] : null;

    /// <summary>How many problems there were so far.</summary>
    public long ProblemCount => _source?.ProblemCount ?? _unrecognised.Count;

    /// <summary>Reads a file, or the standard input for <c>-</c>.</summary>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static CaptureReader Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);

        // The reader has a buffer of its own.
        return Open(path == "-"
            ? Console.OpenStandardInput()
            : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan));
    }

    /// <summary>Reads a stream, which need not be seekable, from where it is.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="leaveOpen">Whether the stream stays open when the reader is disposed of.</param>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static CaptureReader Open(Stream stream, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new CaptureReader(new CaptureInput(stream, leaveOpen));
    }

    /// <summary>Gives the next frame, whose bytes hold until the next call; false at the end.</summary>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public bool TryRead(out CapturedFrame frame)
    {
        if (_source is not null)
        {
            return _source.TryRead(out frame);
        }

        frame = default;
        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _input.Dispose();
}
