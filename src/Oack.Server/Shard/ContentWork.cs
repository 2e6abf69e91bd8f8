using Oack.Content;

namespace Oack.Server;

/// <summary>
/// One piece of content work of one transfer. From its start until it is taken back by the shard the content belongs
/// to it. Whoever comes second takes the result on: the shard, when the work was finished before the executor
/// returned, and else the inbox.
/// </summary>
internal sealed class ContentWork(ContentWorkKind kind, ServerTransfer transfer, WorkInbox inbox) : IThreadPoolWorkItem
{
    private const int Running = 0;
    private const int Finished = 1;
    private const int LeftToInbox = 2;

    private int _state;

    internal ContentWorkKind Kind => kind;
    internal ServerTransfer Transfer => transfer;

    // What it works with, by kind.
    internal IContentSource? Source { get; init; }
    internal ContentRequest? Request { get; init; }
    internal ReadContent? Reading { get; init; }
    internal WriteContent? Writing { get; init; }
    internal long Offset { get; init; }
    internal int Count { get; init; }
    internal CancellationToken Cancellation { get; init; }

    // What came of it.
    internal ContentOpening<ReadContent> OpenedForReading { get; private set; }
    internal ContentOpening<WriteContent> OpenedForWriting { get; private set; }
    internal ContentRefusal? CommitRefusal { get; private set; }
    internal Exception? Fault { get; private set; }

    public void Execute() => _ = RunAsync();

    /// <summary>After the executor returned: true when the result is here, false when the inbox will bring it.</summary>
    internal bool TryTakeNow() =>
        Interlocked.CompareExchange(ref _state, LeftToInbox, Running) == Finished;

    private async Task RunAsync()
    {
#pragma warning disable CA1031 // Whatever a content source throws must reach the client as an ERROR and the log.
        try
        {
            switch (kind)
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
