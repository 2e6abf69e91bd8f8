namespace Oack.Client;

/// <summary>
/// Holds a timer that is due up while something has arrived: who was kept from running finds it due, and what has come
/// meanwhile is no silence. A flood must not hold it up for ever.
/// </summary>
internal struct TimerDelay
{
    /// <summary>So many datagrams are taken at most before the timer acts.</summary>
    private const int MostArrivals = 64;

    private int _arrivals;

    /// <summary>Whether to look for one more.</summary>
    public readonly bool MayLook => _arrivals < MostArrivals;

    /// <summary>Notes what the look found; false lets the timer act.</summary>
    public bool Note(bool hasArrived)
    {
        _arrivals = hasArrived ? _arrivals + 1 : 0;
        return hasArrived;
    }
}
