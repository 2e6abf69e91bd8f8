using Oack.Protocol;

namespace Oack.Server;

/// <summary>
/// How many more ERRORs a source address may be sent now: one bucket of tokens an address, refilled with time. The
/// table has a fixed size, so forged sources cannot make it grow; addresses that share a bucket share its tokens.
/// </summary>
internal sealed class ErrorBudget(int perSecond)
{
    /// <summary>How many buckets there are: with as many sources at once, two of them share one now and then.</summary>
    internal const int Buckets = 4_096;

    private readonly Bucket[] _buckets = new Bucket[Buckets];

    /// <summary>Takes one token of an address; false when none is left.</summary>
    internal bool TryTake(Instant now, PeerEndpoint source)
    {
        ref Bucket bucket = ref _buckets[(uint)source.WithPort(0).GetHashCode() % Buckets];
        if (!bucket.IsUsed)
        {
            bucket = new Bucket { IsUsed = true, Tokens = perSecond, RefilledAt = now };
        }

        double seconds = (now - bucket.RefilledAt).TotalSeconds;
        if (seconds > 0)
        {
            bucket.Tokens = Math.Min(perSecond, bucket.Tokens + (seconds * perSecond));
            bucket.RefilledAt = now;
        }

        if (bucket.Tokens < 1)
        {
            return false;
        }

        bucket.Tokens--;
        return true;
    }

    private struct Bucket
    {
        internal bool IsUsed;
        internal double Tokens;
        internal Instant RefilledAt;
    }
}
