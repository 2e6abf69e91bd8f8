using System.IO.Compression;

namespace Oack.Trace.Capture;

/// <summary>
/// A stream as a run of bytes that one looks at before one takes them: one buffer, read in large pieces, whatever the
/// length of the file.
/// </summary>
internal sealed class CaptureInput : IDisposable
{
    /// <summary>The most bytes that can be looked at at once.</summary>
    public const int BufferBytes = 320 * 1024;

    private static ReadOnlySpan<byte> GzipMagic => [0x1F, 0x8B];

    private readonly Stream _source;
    private readonly bool _leaveOpen;
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferBytes);
    private Stream _stream;
    private int _start;
    private int _end;
    private bool _isAtEnd;

    public CaptureInput(Stream source, bool leaveOpen)
    {
        _source = _stream = source;
        _leaveOpen = leaveOpen;
        if (Ensure(GzipMagic.Length) && Peek(GzipMagic.Length).SequenceEqual(GzipMagic))
        {
            byte[] first = _buffer[_start.._end];
            _start = _end = 0;
            _isAtEnd = false;
            IsCompressed = true;
            _stream = new GZipStream(new RewoundStream(first, source), CompressionMode.Decompress);
        }
    }

    /// <summary>Whether the stream is compressed; then <see cref="Offset"/> counts what comes out.</summary>
    public bool IsCompressed { get; }

    /// <summary>Where the next byte stands, from the beginning.</summary>
    public long Offset { get; private set; }

    /// <summary>How many bytes can be had without reading.</summary>
    public int Available => _end - _start;

    /// <summary>Why there is no more, where that is not the end of the file; else null.</summary>
    public string? Failure { get; private set; }

    /// <summary>Makes that many bytes available; false where the file ends before.</summary>
    public bool Ensure(int count)
    {
        if (Available >= count)
        {
            return true;
        }

        if (_start > 0)
        {
            _buffer.AsSpan(_start, Available).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        while (_end < count)
        {
            int got = Read(_buffer.AsSpan(_end));
            if (got == 0)
            {
                return false;
            }

            _end += got;
        }

        return true;
    }

    /// <summary>The next bytes, which must be available; they hold until the next call of another method.</summary>
    public ReadOnlySpan<byte> Peek(int count) => _buffer.AsSpan(_start, count);

    /// <summary>Leaves bytes behind that are available.</summary>
    public void Advance(int count)
    {
        _start += count;
        Offset += count;
    }

    /// <summary>Leaves any number of bytes behind; false where the file ends before.</summary>
    public bool Skip(long count)
    {
        while (count > 0)
        {
            if (Available == 0 && !Ensure(1))
            {
                return false;
            }

            int step = (int)Math.Min(count, Available);
            Advance(step);
            count -= step;
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_stream != _source)
        {
            _stream.Dispose();
        }

        if (!_leaveOpen)
        {
            _source.Dispose();
        }
    }

    private int Read(Span<byte> target)
    {
        if (_isAtEnd)
        {
            return 0;
        }

        int got = 0;
        try
        {
            got = _stream.Read(target);
        }
        catch (Exception exception) when (IsCompressed && exception is InvalidDataException or IOException)
        {
            Failure = "the compressed data is damaged, or ends too early";
        }

        _isAtEnd = got == 0;
        return got;
    }
}
