using Oack.Protocol;

namespace Oack.Net;

/// <summary>
/// The driver's clock: monotonic, in the protocol's terms. Its origin is its making. Any thread may read it.
/// </summary>
/// <param name="timeProvider">Where the time comes from; its timestamps, not its wall clock.</param>
public sealed class EngineClock(TimeProvider timeProvider)
{
    private readonly TimeProvider _timeProvider = timeProvider ?? throw new ArgumentNullException(nameof(timeProvider));
    private readonly long _origin = timeProvider.GetTimestamp();

    /// <summary>The time since the origin.</summary>
    public Instant Now => new(_timeProvider.GetElapsedTime(_origin).Ticks);
}
