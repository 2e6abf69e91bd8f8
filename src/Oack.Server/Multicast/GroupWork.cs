using System.Collections.Concurrent;
using Oack.Content;
using Oack.Protocol;

namespace Oack.Server;

/// <summary>A file to be opened for somebody who asks, or bytes of a group's file to be waited for.</summary>
internal sealed class GroupWork : IThreadPoolWorkItem
{
    private readonly ConcurrentQueue<GroupWork> _finished;
    private readonly Func<Action?> _wake;

    private GroupWork(ConcurrentQueue<GroupWork> finished, Func<Action?> wake, Instant deadline)
    {
        _finished = finished;
        _wake = wake;
        Deadline = deadline;
    }

    /// <summary>When it is given up.</summary>
    internal Instant Deadline { get; }

    /// <summary>Who asked, for an opening.</summary>
    internal GroupReceiver? Asker { get; private init; }

    /// <summary>MTFTP: for which file, for an opening.</summary>
    internal MtftpStation? Station { get; private init; }

    /// <summary>For which group, for a wait.</summary>
    internal ServedGroup? Group { get; private init; }

    internal ContentWorkKind Kind { get; private init; }

    internal bool IsFinished { get; set; }

    /// <summary>Nobody waits for it any more: what it brings is thrown away.</summary>
    internal bool IsAbandoned { get; set; }

    internal ContentOpening<ReadContent> Opened { get; private set; }

    internal Exception? Fault { get; private set; }

    private CancellationTokenSource Cancellation { get; } = new();

    private IContentSource? Source { get; init; }

    private ContentRequest? Request { get; init; }

    private long Offset { get; init; }

    private int Count { get; init; }

    internal static GroupWork Open(
        ConcurrentQueue<GroupWork> finished, Func<Action?> wake, Instant deadline, IContentSource source, ContentRequest request,
        GroupReceiver? asker, MtftpStation? station) => new(finished, wake, deadline)
        {
            Kind = ContentWorkKind.OpenRead,
            Source = source,
            Request = request,
            Asker = asker,
            Station = station,
        };

    internal static GroupWork Prepare(
        ConcurrentQueue<GroupWork> finished, Func<Action?> wake, Instant deadline, ServedGroup group, long offset, int count) =>
        new(finished, wake, deadline) { Kind = ContentWorkKind.PrepareRead, Group = group, Offset = offset, Count = count };

    public void Execute() => _ = RunAsync();

    /// <summary>Tells the content source that nobody waits any more.</summary>
    internal void Abandon()
    {
        IsAbandoned = true;
        Cancellation.Cancel();
    }

    private async Task RunAsync()
    {
#pragma warning disable CA1031 // Whatever a content source throws must reach the log, and not end the server.
        try
        {
            if (Kind == ContentWorkKind.OpenRead)
            {
                Opened = await Source!.OpenReadAsync(Request!, Cancellation.Token).ConfigureAwait(false);
            }
            else
            {
                await Group!.Source.PrepareReadAsync(Offset, Count, Cancellation.Token).ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            Fault = exception;
        }
#pragma warning restore CA1031

        _finished.Enqueue(this);
        _wake()?.Invoke();
    }
}
