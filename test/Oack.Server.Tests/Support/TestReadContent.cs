using Oack.Content;

namespace Oack.Server.Tests.Support;

internal sealed class TestReadContent(byte[] bytes) : ReadContent
{
    internal bool HidesLength { get; set; }

    internal bool IsDisposed { get; private set; }

    internal long Released { get; private set; }

    /// <summary>Reads at or past this offset are pending until <see cref="Prepared"/> completes.</summary>
    internal long ColdFrom { get; set; } = long.MaxValue;

    internal TaskCompletionSource Prepared { get; set; } = new();

    internal int Prepares { get; private set; }

    internal Exception? Throws { get; set; }

    /// <summary>Every read is pending, and every wait is over at once.</summary>
    internal bool IsNeverReady { get; set; }

    internal ContentRefusal? FailsWith { get; set; }

    /// <summary>Where the content ends though it promised more.</summary>
    internal int CutAt { get; set; } = int.MaxValue;

    public override long? LengthBytes => HidesLength ? null : bytes.Length;

    public override string Description => "/srv/test";

    public override object? Identity => bytes;

    public override ContentStatus TryRead(long offset, Span<byte> target, out int bytesRead)
    {
        bytesRead = 0;
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        if (Throws is { } exception)
        {
            throw exception;
        }

        if (IsNeverReady)
        {
            return ContentStatus.Pending;
        }

        if (FailsWith is { } failure)
        {
            Failure = failure;
            return ContentStatus.Failed;
        }

        if (offset >= ColdFrom && !Prepared.Task.IsCompleted)
        {
            return ContentStatus.Pending;
        }

        int end = Math.Min(bytes.Length, CutAt);
        bytesRead = (int)Math.Clamp(end - offset, 0, target.Length);
        bytes.AsSpan((int)Math.Min(offset, end), bytesRead).CopyTo(target);
        return ContentStatus.Ok;
    }

    public override ValueTask PrepareReadAsync(long offset, int count, CancellationToken cancellationToken)
    {
        Prepares++;
        if (IsNeverReady)
        {
            return default;
        }

        return new(Prepared.Task.WaitAsync(cancellationToken));
    }

    public override bool WantsRelease => true;

    public override void Release(long offset) => Released = offset;

    protected override void Dispose(bool disposing) => IsDisposed = true;
}
