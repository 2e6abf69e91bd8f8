namespace Oack.Server;

/// <summary>What another thread asks a shard for: to stop, and how long what runs may go on. A later wish can only shorten the time.</summary>
internal sealed class StopRequest
{
    private const long None = long.MaxValue;
    private long _drainTicks = None;

    /// <summary>Asks, from any thread.</summary>
    public void Ask(TimeSpan drain)
    {
        long ticks = Math.Max(0, drain.Ticks);
        long before = Volatile.Read(ref _drainTicks);
        while (ticks < before)
        {
            long seen = Interlocked.CompareExchange(ref _drainTicks, ticks, before);
            if (seen == before)
            {
                break;
            }

            before = seen;
        }
    }

    /// <summary>Whether somebody has asked, and the shortest time that was given.</summary>
    public bool TryRead(out TimeSpan drain)
    {
        long ticks = Volatile.Read(ref _drainTicks);
        drain = new TimeSpan(ticks == None ? 0 : ticks);
        return ticks != None;
    }
}
