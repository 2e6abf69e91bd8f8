using System.Numerics;

namespace Oack.Client;

/// <summary>
/// Times in ticks of 100 ns. Up to <see cref="MaxExact"/> they are kept as they are; a run that may bring more counts
/// them in buckets, whose percentiles are at most 1/256 too long. Either way the memory is bounded: 8 MiB.
/// </summary>
/// <param name="most">How many there will be at most.</param>
internal sealed class LatencySamples(int most)
{
    /// <summary>How many times are kept one by one.</summary>
    public const int MaxExact = 1 << 20;

    private const int FractionBits = 8;
    private const int BucketsPerOctave = 1 << FractionBits;
    private const int Buckets = (64 - FractionBits) * BucketsPerOctave;

    private readonly long[]? _buckets = most > MaxExact ? new long[Buckets] : null;
    private readonly int _most = most;
    private long[] _exact = [];
    private long _count;
    private Int128 _sum;
    private long _min = long.MaxValue;
    private long _max;

    /// <summary>Adds a time.</summary>
    public void Add(long ticks)
    {
        ticks = Math.Max(0, ticks);
        if (_buckets is not null)
        {
            _buckets[BucketOf(ticks)]++;
        }
        else
        {
            if (_count == _exact.Length)
            {
                Array.Resize(ref _exact, (int)Math.Clamp(_count * 2, Math.Min(_most, 256), _most));
            }

            _exact[_count] = ticks;
        }

        _count++;
        _sum += ticks;
        _min = Math.Min(_min, ticks);
        _max = Math.Max(_max, ticks);
    }

    /// <summary>Adds the times of another collection with the same maximum.</summary>
    public void Add(LatencySamples other)
    {
        if (other._buckets is { } counts)
        {
            for (int i = 0; i < Buckets; i++)
            {
                _buckets![i] += counts[i];
            }

            _count += other._count;
            _sum += other._sum;
            _min = Math.Min(_min, other._min);
            _max = Math.Max(_max, other._max);
            return;
        }

        foreach (long ticks in other._exact.AsSpan(0, (int)other._count))
        {
            Add(ticks);
        }
    }

    /// <summary>What they come to. Puts them in order first.</summary>
    public LatencySummary Summarize()
    {
        if (_count == 0)
        {
            return default;
        }

        if (_buckets is null)
        {
            Array.Sort(_exact, 0, (int)_count);
        }

        return new LatencySummary(
            _count, new(_min), new((long)(_sum / _count)), new(Percentile(50)), new(Percentile(90)), new(Percentile(99)), new(_max));
    }

    private long Percentile(int percent)
    {
        long rank = ((_count * percent) + 99) / 100;
        if (_buckets is null)
        {
            return _exact[rank - 1];
        }

        long seen = 0;
        for (int i = 0; i < Buckets; i++)
        {
            seen += _buckets[i];
            if (seen >= rank)
            {
                return Math.Min(HighestOf(i), _max);
            }
        }

        return _max;
    }

    /// <summary>Below 256 ticks each has a bucket of its own; above, each power of two is cut into 256.</summary>
    private static int BucketOf(long ticks)
    {
        int octave = BitOperations.Log2((ulong)ticks | (BucketsPerOctave - 1)) - (FractionBits - 1);
        return octave == 0
            ? (int)ticks
            : (octave * BucketsPerOctave) + (int)((ticks >> (octave - 1)) - BucketsPerOctave);
    }

    private static long HighestOf(int bucket)
    {
        int octave = bucket / BucketsPerOctave;
        return octave == 0
            ? bucket
            : (((long)(bucket % BucketsPerOctave) + BucketsPerOctave + 1) << (octave - 1)) - 1;
    }
}
