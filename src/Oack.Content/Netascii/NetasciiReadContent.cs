using Oack.Protocol.Transfer;

namespace Oack.Content;

/// <summary>
/// A file as it travels in netascii (RFC 1350 §1): LF as CR LF, CR as CR NUL. Its length shows only at its end, for it
/// depends on every byte. Offsets are of the encoded bytes; what is not released may be read again.
/// </summary>
/// <remarks>
/// To read again from somewhere it encodes again from the checkpoint before it. There is one for each 64 KiB that was
/// sent and not yet released, but never more than 1,024; for a larger window they stand further apart.
/// </remarks>
public sealed class NetasciiReadContent : ReadContent
{
    private const int MaxCheckpoints = 1024;
    private const long FirstSpacingBytes = 64 * 1024;
    private const int RawBytes = 16 * 1024;
    private const int SkipBytes = 1024;

    private readonly ReadContent _file;
    private readonly byte[] _raw = new byte[RawBytes];
    private readonly List<Position> _checkpoints = [default];
    private long _spacingBytes = FirstSpacingBytes;
    private Position _next;
    private bool _isDisposed;

    /// <summary>A file as it travels in netascii.</summary>
    /// <param name="file">The file; disposed with this.</param>
    public NetasciiReadContent(ReadContent file)
    {
        ArgumentNullException.ThrowIfNull(file);
        _file = file;
    }

    /// <inheritdoc/>
    public override long? LengthBytes => null;

    /// <inheritdoc/>
    public override string? Description => _file.Description;

    /// <inheritdoc/>
    public override ContentStatus TryRead(long offset, Span<byte> target, out int bytesRead)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        bytesRead = 0;
        Position position = Before(offset);
        if (position.EncodedBytes > offset)
        {
            Failure = Refusals.ReadFailed($"{Description}: bytes were asked for again that had been released");
            return ContentStatus.Failed;
        }

        Span<byte> skipped = stackalloc byte[SkipBytes];
        while (position.EncodedBytes < offset)
        {
            int wanted = (int)Math.Min(SkipBytes, offset - position.EncodedBytes);
            ContentStatus status = Encode(ref position, skipped[..wanted], out int count);
            if (status != ContentStatus.Ok || count < wanted)
            {
                return status;
            }
        }

        _next = position;
        ContentStatus ended = Encode(ref position, target, out bytesRead);
        if (ended != ContentStatus.Ok)
        {
            bytesRead = 0;
            return ended;
        }

        _next = position;
        return ContentStatus.Ok;
    }

    /// <inheritdoc/>
    public override ValueTask PrepareReadAsync(long offset, int count, CancellationToken cancellationToken)
    {
        // Encoding never shrinks, so as many bytes of the file are enough.
        Position position = Before(offset);
        long needed = offset - position.EncodedBytes + count;
        return _file.PrepareReadAsync(position.FileBytes, (int)Math.Min(needed, int.MaxValue), cancellationToken);
    }

    /// <inheritdoc/>
    public override bool WantsRelease => true;

    /// <inheritdoc/>
    public override void Release(long offset)
    {
        int index = IndexBefore(offset);
        _checkpoints.RemoveRange(0, index);
        _file.Release(_checkpoints[0].FileBytes);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // Only once: the file may be another transfer's by then.
        if (disposing && !_isDisposed)
        {
            _isDisposed = true;
            _file.Dispose();
        }
    }

    private Position Before(long offset)
    {
        Position checkpoint = _checkpoints[IndexBefore(offset)];
        return _next.EncodedBytes <= offset && _next.EncodedBytes > checkpoint.EncodedBytes ? _next : checkpoint;
    }

    private int IndexBefore(long offset)
    {
        int index = _checkpoints.Count - 1;
        while (index > 0 && _checkpoints[index].EncodedBytes > offset)
        {
            index--;
        }

        return index;
    }

    /// <summary>Encodes from a position until the target is full or the file ends.</summary>
    private ContentStatus Encode(ref Position position, Span<byte> target, out int written)
    {
        written = 0;
        while (written < target.Length)
        {
            Span<byte> raw = _raw.AsSpan(0, Math.Min(RawBytes, target.Length - written));
            ContentStatus status = _file.TryRead(position.FileBytes, raw, out int read);
            if (status != ContentStatus.Ok)
            {
                Failure = _file.Failure;
                return status;
            }

            if (read == 0 && !position.Encoder.HasPending)
            {
                return ContentStatus.Ok;
            }

            position.Encoder.Encode(raw[..read], target[written..], out int consumed, out int encoded);
            position.FileBytes += consumed;
            position.EncodedBytes += encoded;
            written += encoded;
            Remember(position);
        }

        return ContentStatus.Ok;
    }

    private void Remember(in Position position)
    {
        if (position.EncodedBytes < _checkpoints[^1].EncodedBytes + _spacingBytes)
        {
            return;
        }

        if (_checkpoints.Count == MaxCheckpoints)
        {
            // Every second one goes; the first stays, for it is the earliest that may be asked for again.
            for (int i = 0; i < MaxCheckpoints / 2; i++)
            {
                _checkpoints[i] = _checkpoints[i * 2];
            }

            _checkpoints.RemoveRange(MaxCheckpoints / 2, MaxCheckpoints / 2);
            _spacingBytes *= 2;
            return;
        }

        _checkpoints.Add(position);
    }

    /// <summary>A place in both forms of the file, with what the encoder knew there.</summary>
    private struct Position
    {
        public long EncodedBytes;
        public long FileBytes;
        public NetasciiEncoder Encoder;
    }
}
