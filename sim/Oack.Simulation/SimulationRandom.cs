using System.Numerics;

namespace Oack.Simulation;

/// <summary>
/// The simulation's own random numbers: xoshiro256** (Blackman and Vigna), its state filled by SplitMix64. The same
/// seed gives the same numbers on every machine and every version of .NET, which <c>System.Random</c> does not promise.
/// </summary>
public sealed class SimulationRandom
{
    private const ulong FnvOffset = 14_695_981_039_346_656_037;
    private const ulong FnvPrime = 1_099_511_628_211;

    private readonly ulong _origin;
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    /// <summary>The numbers of a seed.</summary>
    public SimulationRandom(ulong seed)
    {
        _origin = seed;
        ulong state = seed;
        _s0 = SplitMix64(ref state);
        _s1 = SplitMix64(ref state);
        _s2 = SplitMix64(ref state);
        _s3 = SplitMix64(ref state);
    }

    /// <summary>The generator in a given state, as the reference vectors of xoshiro256** have it.</summary>
    public SimulationRandom(ulong s0, ulong s1, ulong s2, ulong s3) => (_s0, _s1, _s2, _s3) = (s0, s1, s2, s3);

    /// <summary>The next number of SplitMix64.</summary>
    public static ulong SplitMix64(ref ulong state)
    {
        ulong z = state += 0x9E37_79B9_7F4A_7C15;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }

    /// <summary>
    /// An independent stream for one purpose. It depends on the seed and the label alone, not on what was drawn before,
    /// so that a new draw in one part leaves the other parts of an old seed as they were.
    /// </summary>
    public SimulationRandom Fork(string label)
    {
        ArgumentNullException.ThrowIfNull(label);
        ulong hash = FnvOffset;
        foreach (char c in label)
        {
            hash = (hash ^ c) * FnvPrime;
        }

        ulong state = _origin;
        return new SimulationRandom(SplitMix64(ref state) ^ hash);
    }

    /// <summary>64 random bits.</summary>
    public ulong NextBits()
    {
        ulong result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        ulong t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>A number from 0 up to, but not including, <paramref name="bound"/>.</summary>
    public long Below(long bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        return (long)Math.BigMul(NextBits(), (ulong)bound, out _);
    }

    /// <summary>A number from <paramref name="low"/> to <paramref name="high"/>, both included.</summary>
    public int Between(int low, int high) => (int)(low + Below((long)high - low + 1));

    /// <summary>A span from <paramref name="low"/> to <paramref name="high"/>, both included.</summary>
    public TimeSpan Between(TimeSpan low, TimeSpan high) => new(low.Ticks + Below(high.Ticks - low.Ticks + 1));

    /// <summary>A number from 0 up to, but not including, 1.</summary>
    public double NextUnit() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number from <paramref name="low"/> up to <paramref name="high"/>.</summary>
    public double Between(double low, double high) => low + (NextUnit() * (high - low));

    /// <summary>True with the probability given; draws nothing when it is 0.</summary>
    public bool Chance(double probability) => probability > 0 && NextUnit() < probability;

    /// <summary>One of the values, each as likely as the others.</summary>
    public T Pick<T>(params ReadOnlySpan<T> values) => values[(int)Below(values.Length)];

    /// <summary>Fills a span with random bytes.</summary>
    public void Fill(Span<byte> target)
    {
        while (target.Length >= sizeof(ulong))
        {
            System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(target, NextBits());
            target = target[sizeof(ulong)..];
        }

        if (!target.IsEmpty)
        {
            ulong bits = NextBits();
            for (int i = 0; i < target.Length; i++, bits >>= 8)
            {
                target[i] = (byte)bits;
            }
        }
    }
}
