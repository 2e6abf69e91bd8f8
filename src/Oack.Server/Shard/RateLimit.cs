using Oack.Protocol;

namespace Oack.Server;

/// <summary>
/// A rate that several shards may share: the time at which all that was sent so far is paid for. What is sent may run
/// ahead of it by a burst of some milliseconds, so that a window need not leave block by block.
/// </summary>
internal sealed class RateLimit(long bytesPerSecond)
{
    /// <summary>How much may leave at once: what the rate carries in this time.</summary>
    private static readonly TimeSpan s_burst = TimeSpan.FromMilliseconds(5);

    private long _paidUntil;

    /// <summary>How many bytes may leave at once, at least one.</summary>
    internal static int BurstBytes(long bytesPerSecond) =>
        (int)Math.Clamp(bytesPerSecond * s_burst.Ticks / TimeSpan.TicksPerSecond, 1, int.MaxValue);

    /// <summary>When the next bytes may leave; not after the present when they may now.</summary>
    internal Instant NextAt() => new(Volatile.Read(ref _paidUntil) - s_burst.Ticks);

    /// <summary>Counts what leaves.</summary>
    internal void Spend(Instant now, int bytes)
    {
        long price = Price(bytes, bytesPerSecond);
        long seen = Volatile.Read(ref _paidUntil);
        while (true)
        {
            long before = Interlocked.CompareExchange(ref _paidUntil, Math.Max(seen, now.Ticks) + price, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }

    /// <summary>How long some bytes take, in ticks.</summary>
    internal static long Price(int bytes, long bytesPerSecond) => (long)((double)bytes * TimeSpan.TicksPerSecond / bytesPerSecond);

    /// <summary>When the next bytes of a transfer may leave that has paid for all before this time.</summary>
    internal static Instant NextAt(Instant paidUntil) => new(Math.Max(0, paidUntil.Ticks - s_burst.Ticks));
}
