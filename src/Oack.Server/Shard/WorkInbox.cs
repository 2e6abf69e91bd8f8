using System.Collections.Concurrent;

namespace Oack.Server;

/// <summary>Where other threads leave finished content work for a shard. At most a few entries for each transfer.</summary>
internal sealed class WorkInbox
{
    private readonly ConcurrentQueue<ContentWork> _finished = new();

    /// <summary>Tells the engine to call <c>HandleWake</c> soon.</summary>
    internal Action? WakeRequested { get; set; }

    internal void Post(ContentWork work)
    {
        _finished.Enqueue(work);
        WakeRequested?.Invoke();
    }

    internal bool TryTake(out ContentWork work) => _finished.TryDequeue(out work!);
}
