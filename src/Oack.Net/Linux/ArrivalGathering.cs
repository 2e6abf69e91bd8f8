using Oack.Protocol;

namespace Oack.Net.Linux;

/// <summary>
/// How long to let datagrams gather before the system is asked which sockets have any. Where many transfers keep a server
/// busy, though not all of the time, it is asked for each datagram and sleeps or spins in between. A pause lets it take
/// some at a time: a small part of all transfers, so that none is held up for long and no client runs dry.
/// </summary>
internal struct ArrivalGathering
{
    /// <summary>So many datagrams are to gather at most: asking for them then costs little beside serving them.</summary>
    public const int MostDatagrams = 24;

    /// <summary>Fewer are not worth a pause.</summary>
    public const int LeastDatagrams = 4;

    /// <summary>One transfer in so many is to have a datagram.</summary>
    public const int TransfersForADatagram = 4;

    /// <summary>With fewer transfers too few datagrams would gather.</summary>
    public const int LeastTransfers = 32;

    /// <summary>Where a look finds one in so many of what is to gather, they gather by themselves while others are served.</summary>
    public const int PartThatIsEnough = 4;

    /// <summary>The longest time from asking to asking.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMicroseconds(200);

    /// <summary>A pause that is shorter costs more than it brings.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromMicroseconds(10);

    /// <summary>For so long datagrams are counted to know how fast they come.</summary>
    public static readonly TimeSpan Count = TimeSpan.FromMilliseconds(1);

    private Instant _countedAt;
    private long _receivedBefore;
    private long _sentBefore;
    private TimeSpan _gap;
    private long _sentForOne;

    /// <summary>How long to pause; zero for not at all.</summary>
    /// <param name="asked">When the system was asked last: what has come since has gathered already.</param>
    /// <param name="ready">How many sockets it named.</param>
    /// <param name="now">The time.</param>
    /// <param name="received">How many datagrams were received so far.</param>
    /// <param name="sent">How many were sent so far.</param>
    /// <param name="transfers">How many transfers there are.</param>
    public TimeSpan PauseFor(Instant asked, int ready, Instant now, long received, long sent, int transfers)
    {
        if (now - _countedAt >= Count)
        {
            NoteCount(now, received, sent);
        }

        if (transfers < LeastTransfers)
        {
            return TimeSpan.Zero;
        }

        // Where an ACK calls for a window, the windows that gather would push each other out of the processor's cache.
        long toGather = Math.Min(MostDatagrams, transfers / TransfersForADatagram) / Math.Max(1, _sentForOne);
        long ticks = Math.Min(_gap.Ticks * toGather, Longest.Ticks);
        if (ticks < _gap.Ticks * LeastDatagrams || ready > toGather / PartThatIsEnough)
        {
            return TimeSpan.Zero;
        }

        TimeSpan pause = new TimeSpan(ticks) - (now - asked);
        return pause < Shortest ? TimeSpan.Zero : pause;
    }

    private void NoteCount(Instant now, long received, long sent)
    {
        long count = Math.Max(1, received - _receivedBefore);
        _gap = new TimeSpan((now - _countedAt).Ticks / count);
        _sentForOne = (sent - _sentBefore) / count;
        _countedAt = now;
        _receivedBefore = received;
        _sentBefore = sent;
    }
}
