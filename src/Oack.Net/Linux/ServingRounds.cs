namespace Oack.Net.Linux;

/// <summary>
/// When to serve the same sockets again without asking the system which of them are ready. In a storm nearly all transfers
/// have an ACK waiting whenever the engine comes by, and asking costs some hundredths of what it takes to serve them.
/// </summary>
internal struct ServingRounds
{
    /// <summary>
    /// How many rounds in a row. What is new, and what takes more than it did, is seen behind them: after some 4 ms with as
    /// many sockets as one wait tells of.
    /// </summary>
    public const int Most = 4;

    /// <summary>Fewer sockets come round before an answer can.</summary>
    public const int LeastSockets = 8;

    /// <summary>Of so many sockets, one may have nothing.</summary>
    public const int SocketsForAMiss = 8;

    /// <summary>How many waits pass at most before it is tried again.</summary>
    public const int LongestPause = 64;

    private int _rounds;
    private int _misses;
    private int _pause;
    private int _waitsToPass;

    /// <summary>Whether sockets are being served that nobody said were ready.</summary>
    public readonly bool IsUnderWay => _rounds > 0;

    /// <summary>Notes that one of them had nothing.</summary>
    public void NoteMiss() => _misses++;

    /// <summary>Whether to serve them once more instead of asking.</summary>
    /// <param name="served">How many were served last.</param>
    /// <param name="open">How many transfers there are.</param>
    public bool TryGoOn(int served, int open)
    {
        if (_rounds == 0)
        {
            return TryStart(served, open);
        }

        bool hasWorked = _misses * SocketsForAMiss <= served;
        _misses = 0;
        if (hasWorked && _rounds < Most)
        {
            _rounds++;
            return true;
        }

        _rounds = 0;
        _pause = hasWorked ? 0 : Math.Clamp(_pause * 2, 1, LongestPause);
        _waitsToPass = _pause;
        return false;
    }

    private bool TryStart(int served, int open)
    {
        if (_waitsToPass > 0)
        {
            _waitsToPass--;
            return false;
        }

        // Where a smaller part was ready, those have had their turn, and the others are to be waited for.
        if (served < LeastSockets || served * 2 < open)
        {
            return false;
        }

        _rounds = 1;
        return true;
    }
}
