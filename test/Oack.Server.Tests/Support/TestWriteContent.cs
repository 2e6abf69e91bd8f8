using Oack.Content;

namespace Oack.Server.Tests.Support;

internal sealed class TestWriteContent : WriteContent
{
    private readonly MemoryStream _bytes = new();

    internal byte[] Bytes => _bytes.ToArray();

    internal bool IsDisposed { get; private set; }

    internal bool IsCommitted { get; private set; }

    /// <summary>While true, writes are pending.</summary>
    internal bool IsSlow { get; set; }

    internal TaskCompletionSource Writable { get; set; } = new();

    internal int Prepares { get; private set; }

    /// <summary>When set, the commit waits for it.</summary>
    internal TaskCompletionSource? CommitGate { get; set; }

    internal bool IgnoresCancellation { get; set; }

    internal ContentRefusal? CommitRefusal { get; set; }

    /// <summary>Takes bytes without keeping them.</summary>
    internal bool Forgets { get; set; }

    internal Exception? Throws { get; set; }

    internal ContentRefusal? FailsWith { get; set; }

    public override ContentStatus TryWrite(ReadOnlySpan<byte> bytes)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        if (Throws is { } exception)
        {
            throw exception;
        }

        if (FailsWith is { } failure)
        {
            Failure = failure;
            return ContentStatus.Failed;
        }

        if (IsSlow)
        {
            return ContentStatus.Pending;
        }

        if (!Forgets)
        {
            _bytes.Write(bytes);
        }

        return ContentStatus.Ok;
    }

    public override ValueTask PrepareWriteAsync(CancellationToken cancellationToken)
    {
        Prepares++;
        return new(Writable.Task.WaitAsync(cancellationToken));
    }

    public override async ValueTask<ContentRefusal?> CommitAsync(CancellationToken cancellationToken)
    {
        if (CommitGate is { } gate)
        {
            await gate.Task.WaitAsync(IgnoresCancellation ? CancellationToken.None : cancellationToken).ConfigureAwait(false);
        }

        IsCommitted = CommitRefusal is null;
        return CommitRefusal;
    }

    protected override void Dispose(bool disposing) => IsDisposed = true;
}
