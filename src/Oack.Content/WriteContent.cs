namespace Oack.Content;

/// <summary>
/// An upload on its way: invisible under its name until <see cref="CommitAsync"/> has completed; disposing it before
/// that leaves nothing behind. Calls come from one thread at a time.
/// </summary>
public abstract class WriteContent : IDisposable
{
    /// <summary>Why the content failed, once a call returned <see cref="ContentStatus.Failed"/> or the commit failed.</summary>
    public ContentRefusal? Failure { get; protected set; }

    /// <summary>What the log calls it (a path, a URL), or null.</summary>
    public virtual string? Description => null;

    /// <summary>
    /// Appends bytes in order without waiting for a slow medium. All of them or none are taken.
    /// </summary>
    public abstract ContentStatus TryWrite(ReadOnlySpan<byte> bytes);

    /// <summary>Whether <see cref="TryWriteAt"/> and <see cref="EndAt"/> may be called.</summary>
    public virtual bool TakesOffsets => false;

    /// <summary>
    /// Writes bytes at a place of their own without waiting for a slow medium, in any order, also again; only where
    /// <see cref="TakesOffsets"/>. All of them or none are taken. What nobody wrote is zero.
    /// </summary>
    /// <param name="offset">Byte offset, 0 or more.</param>
    /// <param name="bytes">The bytes.</param>
    public virtual ContentStatus TryWriteAt(long offset, ReadOnlySpan<byte> bytes) => throw new NotSupportedException();

    /// <summary>
    /// Says how long the content is in the end: what was written behind that is dropped. Before the commit, and only
    /// where <see cref="TakesOffsets"/>.
    /// </summary>
    public virtual void EndAt(long lengthBytes) => throw new NotSupportedException();

    /// <summary>Waits until <see cref="TryWrite"/> will not be <see cref="ContentStatus.Pending"/>.</summary>
    public virtual ValueTask PrepareWriteAsync(CancellationToken cancellationToken) => default;

    /// <summary>
    /// Makes the upload durable and visible under its name, in one step for any reader. Returns null when done, or why
    /// not; then nothing is left behind and the old version, if any, stands.
    /// </summary>
    public abstract ValueTask<ContentRefusal?> CommitAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the content holds and, without a commit, removes what was stored so far.</summary>
    protected abstract void Dispose(bool disposing);
}
