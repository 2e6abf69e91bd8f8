namespace Oack.Protocol.Multicast;

/// <summary>
/// How fast DATA goes to a group. The master client's ACKs set the pace; on top of that come a limit of bytes a second,
/// where the operator set one, and a pause that grows when receivers turn out to miss much of what was sent.
/// </summary>
/// <remarks>
/// The master client may be the fastest of the room, and only what others ask for later shows that they could not keep up.
/// A share of losses that chance explains (up to a quarter) changes nothing: it is no sign of a queue that overflows.
/// </remarks>
internal struct MulticastPacer
{
    private const int ManyMissed = 4;
    private const int FewMissed = 16;
    private static readonly TimeSpan s_shortestPause = TimeSpan.FromMilliseconds(1);

    private readonly long? _maxBytesPerSecond;
    private readonly TimeSpan _maxPause;
    private Instant _next;

    internal MulticastPacer(long? maxBytesPerSecond, TimeSpan maxPause)
    {
        _maxBytesPerSecond = maxBytesPerSecond;
        _maxPause = maxPause;
        _next = Instant.Zero;
    }

    /// <summary>When the next DATA may leave.</summary>
    internal readonly Instant Next => _next;

    /// <summary>The pause that losses have led to; zero at first.</summary>
    internal TimeSpan Pause { get; private set; }

    /// <summary>Whether each DATA is followed by a pause.</summary>
    internal readonly bool IsActive => Pause > TimeSpan.Zero || _maxBytesPerSecond is not null;

    internal void NoteSent(Instant now, int bytes)
    {
        if (!IsActive)
        {
            return;
        }

        TimeSpan pause = Pause;
        if (_maxBytesPerSecond is { } limit)
        {
            TimeSpan share = new(bytes * TimeSpan.TicksPerSecond / Math.Max(1, limit));
            pause = share > pause ? share : pause;
        }

        // From when it was due, so that a driver's coarse timer does not halve the rate; but nothing is saved up.
        _next = now - _next < pause ? _next + pause : now + pause;
    }

    /// <summary>Takes in how many blocks of a stretch receivers had to ask for again.</summary>
    /// <param name="missed">How many.</param>
    /// <param name="blocks">Blocks of the stretch.</param>
    internal void NoteMissed(long missed, long blocks)
    {
        if (missed * ManyMissed > blocks)
        {
            TimeSpan doubled = Pause * 2;
            Pause = doubled < s_shortestPause ? s_shortestPause : doubled > _maxPause ? _maxPause : doubled;
        }
        else if (missed * FewMissed < blocks)
        {
            Pause = Pause <= s_shortestPause ? TimeSpan.Zero : Pause / 2;
        }
    }
}
