using Oack.Protocol;
using Oack.Server;

namespace Oack.Simulation.Tests.Shard;

/// <summary>A disk on the virtual clock: work of some kinds takes a time, the rest none.</summary>
internal sealed class VirtualExecutor(SimulationRandom random, TimeSpan longest) : IContentExecutor
{
    private readonly PriorityQueue<IThreadPoolWorkItem, (long Ticks, long Sequence)> _waiting = new();
    private long _sequence;

    /// <summary>The virtual time, kept by the node that drives the shard.</summary>
    public Instant Now { get; set; }

    /// <summary>When the next piece of work is done.</summary>
    public Instant NextDeadline => _waiting.TryPeek(out _, out (long Ticks, long Sequence) key) ? new Instant(key.Ticks) : Instant.Never;

    /// <inheritdoc/>
    public void Execute(ContentWorkKind kind, IThreadPoolWorkItem work)
    {
        if (longest == TimeSpan.Zero)
        {
            work.Execute();
            return;
        }

        Instant done = Now + random.Between(TimeSpan.Zero, longest);
        _waiting.Enqueue(work, (done.Ticks, _sequence++));
    }

    /// <summary>Does what is due.</summary>
    public void Run(Instant now)
    {
        while (NextDeadline <= now)
        {
            _waiting.Dequeue().Execute();
        }
    }
}
