using System.Diagnostics;
using Oack.Protocol;

namespace Oack.Net;

/// <summary>
/// The driver's clock: monotonic, in the protocol's terms. Its origin is its making. Any thread may read it.
/// </summary>
/// <param name="timeProvider">Where the time comes from; its timestamps, not its wall clock.</param>
public sealed class EngineClock(TimeProvider timeProvider)
{
    private const long NanosecondsPerTick = TimeSpan.NanosecondsPerTick;

    private readonly TimeProvider _timeProvider = timeProvider ?? throw new ArgumentNullException(nameof(timeProvider));
    private readonly long _origin = timeProvider.GetTimestamp();

    // The framework computes in floating point; where its timestamps count whole parts of a tick, a division does.
    private readonly long _perTick = timeProvider.TimestampFrequency % TimeSpan.TicksPerSecond == 0
        ? timeProvider.TimestampFrequency / TimeSpan.TicksPerSecond
        : 0;

    private readonly bool _isSystem = timeProvider == TimeProvider.System;

    /// <summary>The time since the origin.</summary>
    public Instant Now
    {
        get
        {
            long now = _isSystem ? Stopwatch.GetTimestamp() : _timeProvider.GetTimestamp();
            return _perTick switch
            {
                0 => new Instant(_timeProvider.GetElapsedTime(_origin, now).Ticks),
                // A divisor that the compiler knows: the one of Unix, whose timestamps are nanoseconds.
                NanosecondsPerTick => new Instant((now - _origin) / NanosecondsPerTick),
                _ => new Instant((now - _origin) / _perTick),
            };
        }
    }
}
