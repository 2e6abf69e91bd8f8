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
