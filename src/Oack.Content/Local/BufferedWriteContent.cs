namespace Oack.Content;

/// <summary>
/// An upload that never waits in <see cref="WriteContent.TryWrite"/>: bytes go to one buffer while another is on its
/// way to the medium. When both are full the caller waits. Memory: two buffers, the second only for what is longer
/// than the first.
/// </summary>
public abstract class BufferedWriteContent : WriteContent
{
    /// <summary>The size of a buffer; a larger single write makes it larger.</summary>
    private const int BufferBytes = 64 * 1024;

    private byte[] _filling = [];
    private byte[] _flushing = [];
    private int _filledBytes;
    private Task<ContentRefusal?>? _flush;
    private bool _ended;

    /// <summary>How many bytes were taken so far.</summary>
    protected long LengthBytes { get; private set; }

    /// <inheritdoc/>
    public sealed override ContentStatus TryWrite(ReadOnlySpan<byte> bytes)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        Failure ??= _flush is { IsCompletedSuccessfully: true } flushed ? flushed.Result : null;
        Failure ??= CheckLength(LengthBytes + bytes.Length);
        if (Failure is not null)
        {
            return ContentStatus.Failed;
        }

        if (_filledBytes + bytes.Length > _filling.Length && _filledBytes > 0 && !TryStartFlush())
        {
            return Failure is null ? ContentStatus.Pending : ContentStatus.Failed;
        }

        if (_filling.Length < bytes.Length || _filling.Length == 0)
        {
            _filling = new byte[Math.Max(BufferBytes, bytes.Length)];
        }

        bytes.CopyTo(_filling.AsSpan(_filledBytes));
        _filledBytes += bytes.Length;
        LengthBytes += bytes.Length;
        return ContentStatus.Ok;
    }

    /// <inheritdoc/>
    public sealed override ValueTask PrepareWriteAsync(CancellationToken cancellationToken) =>
        _flush is { IsCompleted: false } flush ? new(flush.WaitAsync(cancellationToken)) : default;

    /// <inheritdoc/>
    public sealed override async ValueTask<ContentRefusal?> CommitAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        cancellationToken.ThrowIfCancellationRequested();
        if (_flush is not null)
        {
            Failure ??= await _flush.ConfigureAwait(false);
        }

        // From here on nothing is cancelled: the upload becomes visible, or not at all.
        if (Failure is null && _filledBytes > 0)
        {
            Failure = await FlushAsync(_filling.AsMemory(0, _filledBytes)).ConfigureAwait(false);
            _filledBytes = 0;
        }

        Failure ??= await CompleteAsync().ConfigureAwait(false);
        _ended = true;
        Discard();
        return Failure;
    }

    /// <summary>Whether the upload may be this long; null when it may.</summary>
    protected virtual ContentRefusal? CheckLength(long lengthBytes) => null;

    /// <summary>Brings bytes to the medium, elsewhere than on the calling thread. Null when done, or why not.</summary>
    protected abstract Task<ContentRefusal?> FlushAsync(ReadOnlyMemory<byte> bytes);

    /// <summary>Makes durable and visible what was flushed. Null when done, or why not.</summary>
    protected abstract Task<ContentRefusal?> CompleteAsync();

    /// <summary>Frees what is held and, unless it was completed, removes what was stored. Called once.</summary>
    protected abstract void Discard();

    /// <inheritdoc/>
    protected sealed override void Dispose(bool disposing)
    {
        if (!disposing || _ended)
        {
            return;
        }

        _ended = true;
        if (_flush is { IsCompleted: false } flush)
        {
            // A write is on its way and cannot be called back; what it wrote goes when it is done.
            flush.ContinueWith(
                (_, self) => ((BufferedWriteContent)self!).Discard(),
                this,
                CancellationToken.None,
                TaskContinuationOptions.None,
                TaskScheduler.Default);
            return;
        }

        Discard();
    }

    private bool TryStartFlush()
    {
        if (_flush is { IsCompleted: false })
        {
            return false;
        }

        Failure ??= _flush?.GetAwaiter().GetResult();
        if (Failure is not null)
        {
            return false;
        }

        (_filling, _flushing) = (_flushing, _filling);
        int count = _filledBytes;
        _filledBytes = 0;
        _flush = FlushAsync(_flushing.AsMemory(0, count));
        return true;
    }
}
