using System.Collections.Concurrent;

namespace Oack.Server;

/// <summary>
/// Where the shards of a server leave requests for the thread that serves groups. Any thread. Bounded, because whoever
/// floods a server with requests must not fill its memory: what finds no room is served without the option.
/// </summary>
internal sealed class MulticastDesk
{
    /// <summary>How many requests wait at most.</summary>
    internal const int Capacity = 1_024;

    private readonly ConcurrentQueue<MulticastOffer> _offers = new();
    private int _count;
    private volatile bool _isClosed;

    /// <summary>Tells the engine of the thread that serves groups to look here soon.</summary>
    internal Action? WakeRequested { get; set; }

    /// <summary>Whether the thread that serves groups takes no more, because it ends.</summary>
    internal bool IsClosed
    {
        get => _isClosed;
        set => _isClosed = value;
    }

    /// <summary>Leaves a request; false when there is no room.</summary>
    internal bool TryLeave(MulticastOffer offer)
    {
        if (IsClosed)
        {
            return false;
        }

        if (Interlocked.Increment(ref _count) > Capacity)
        {
            Interlocked.Decrement(ref _count);
            return false;
        }

        _offers.Enqueue(offer);
        WakeRequested?.Invoke();
        return true;
    }

    internal bool TryTake(out MulticastOffer offer)
    {
        if (!_offers.TryDequeue(out offer!))
        {
            return false;
        }

        Interlocked.Decrement(ref _count);
        return true;
    }
}
