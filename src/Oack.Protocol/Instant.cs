using System.Runtime.CompilerServices;

namespace Oack.Protocol;

/// <summary>
/// A point on the driver's monotonic clock, in ticks of 100 ns. Only differences mean anything: the origin is the
/// driver's (or the simulator's) choice. The protocol never reads a clock; it is told the time with each call.
/// </summary>
/// <param name="Ticks">Ticks of 100 ns since the driver's origin.</param>
public readonly record struct Instant(long Ticks) : IComparable<Instant>
{
    /// <summary>The deadline that never comes.</summary>
    public static Instant Never => new(long.MaxValue);

    /// <summary>The driver's origin.</summary>
    public static Instant Zero => default;

    /// <summary>Whether this is a real point in time rather than <see cref="Never"/>.</summary>
    public bool IsSet => Ticks != long.MaxValue;

    /// <summary>The later point; saturates at <see cref="Never"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Instant operator +(Instant instant, TimeSpan span)
    {
        long ticks = unchecked(instant.Ticks + span.Ticks);
        return span.Ticks > 0 && ticks < instant.Ticks ? Never : new(ticks);
    }

    /// <summary>The earlier point.</summary>
    public static Instant operator -(Instant instant, TimeSpan span) => new(instant.Ticks - span.Ticks);

    /// <summary>The time from <paramref name="earlier"/> to <paramref name="later"/>.</summary>
    public static TimeSpan operator -(Instant later, Instant earlier) => new(later.Ticks - earlier.Ticks);

    /// <summary>Whether <paramref name="left"/> comes before <paramref name="right"/>.</summary>
    public static bool operator <(Instant left, Instant right) => left.Ticks < right.Ticks;

    /// <summary>Whether <paramref name="left"/> comes after <paramref name="right"/>.</summary>
    public static bool operator >(Instant left, Instant right) => left.Ticks > right.Ticks;

    /// <summary>Whether <paramref name="left"/> comes before <paramref name="right"/> or is the same point.</summary>
    public static bool operator <=(Instant left, Instant right) => left.Ticks <= right.Ticks;

    /// <summary>Whether <paramref name="left"/> comes after <paramref name="right"/> or is the same point.</summary>
    public static bool operator >=(Instant left, Instant right) => left.Ticks >= right.Ticks;

    /// <summary>The point <paramref name="span"/> later; saturates at <see cref="Never"/>.</summary>
    public Instant Add(TimeSpan span) => this + span;

    /// <summary>The point <paramref name="span"/> earlier.</summary>
    public Instant Subtract(TimeSpan span) => this - span;

    /// <summary>The earlier of two points.</summary>
    public static Instant Min(Instant left, Instant right) => left <= right ? left : right;

    /// <summary>The later of two points.</summary>
    public static Instant Max(Instant left, Instant right) => left >= right ? left : right;

    /// <inheritdoc/>
    public int CompareTo(Instant other) => Ticks.CompareTo(other.Ticks);

    /// <inheritdoc/>
    public override string ToString() => IsSet ? $"{new TimeSpan(Ticks).TotalSeconds:0.0000000} s" : "never";
}
