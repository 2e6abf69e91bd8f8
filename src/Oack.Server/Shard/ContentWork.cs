using Oack.Content;

namespace Oack.Server;

/// <summary>
/// One piece of content work of one transfer. From its start until it is taken back by the shard the content belongs
/// to it. Whoever comes second takes the result on: the shard, when the work was finished before the executor
/// returned, and else the inbox.
/// </summary>
internal sealed class ContentWork(WorkInbox inbox) : IThreadPoolWorkItem
{
    private const int Running = 0;
    private const int Finished = 1;
    private const int LeftToInbox = 2;

    private int _state;

    internal ContentWorkKind Kind { get; private set; }
    internal ServerTransfer Transfer { get; private set; } = null!;
    internal CancellationToken Cancellation { get; private set; }

    // What it works with, by kind.
    internal IContentSource? Source { get; set; }
    internal ContentRequest? Request { get; set; }
    internal ReadContent? Reading { get; set; }
    internal WriteContent? Writing { get; set; }
    internal long Offset { get; set; }
    internal int Count { get; set; }

    // What came of it.
    internal ContentOpening<ReadContent> OpenedForReading { get; private set; }
    internal ContentOpening<WriteContent> OpenedForWriting { get; private set; }
    internal ContentRefusal? CommitRefusal { get; private set; }
    internal Exception? Fault { get; private set; }

    /// <summary>Makes it ready for its first or its next use.</summary>
    internal void Begin(ContentWorkKind kind, ServerTransfer transfer, CancellationToken cancellation)
    {
        Kind = kind;
        Transfer = transfer;
        Cancellation = cancellation;
        Source = null;
        Request = null;
        Reading = null;
        Writing = null;
        OpenedForReading = default;
        OpenedForWriting = default;
        CommitRefusal = null;
        Fault = null;
        _state = Running;
    }

    public void Execute() => _ = RunAsync();

    /// <summary>After the executor returned: true when the result is here, false when the inbox will bring it.</summary>
    internal bool TryTakeNow() =>
        Interlocked.CompareExchange(ref _state, LeftToInbox, Running) == Finished;

    private async Task RunAsync()
    {
#pragma warning disable CA1031 // Whatever a content source throws must reach the client as an ERROR and the log.
        try
        {
            switch (Kind)
            {
                case ContentWorkKind.OpenRead:
                    OpenedForReading = await Source!.OpenReadAsync(Request!, Cancellation).ConfigureAwait(false);
                    break;
                case ContentWorkKind.OpenWrite:
                    OpenedForWriting = await Source!.OpenWriteAsync(Request!, Cancellation).ConfigureAwait(false);
                    break;
                case ContentWorkKind.PrepareRead:
                    await Reading!.PrepareReadAsync(Offset, Count, Cancellation).ConfigureAwait(false);
                    break;
                case ContentWorkKind.PrepareWrite:
                    await Writing!.PrepareWriteAsync(Cancellation).ConfigureAwait(false);
                    break;
                case ContentWorkKind.Commit:
                    CommitRefusal = await Writing!.CommitAsync(Cancellation).ConfigureAwait(false);
                    break;
                case ContentWorkKind.Discard:
                    Writing!.Dispose();
                    break;
            }
        }
        catch (Exception exception)
        {
            Fault = exception;
        }
#pragma warning restore CA1031

        if (Interlocked.CompareExchange(ref _state, Finished, Running) == LeftToInbox)
        {
            inbox.Post(this);
        }
    }
}
