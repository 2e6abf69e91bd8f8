using System.Diagnostics;
using System.Runtime.Versioning;
using Oack.Net.Platform;

namespace Oack.Net.Linux;

/// <summary>
/// When a thread may look again instead of sleeping: looking in vain, or at the expense of others, is not done again for a
/// while. One thread's.
/// </summary>
[SupportedOSPlatform("linux")]
internal struct SpinBudget
{
    /// <summary>How many turns to sleep through after looking in vain, doubled each time up to this.</summary>
    private const int MostTurnsOff = 1_024;

    /// <summary>How many turns to sleep through when others want the processor.</summary>
    private const int TurnsOffWhenBusy = 4_096;

    /// <summary>
    /// So many datagrams that came soon outweigh the look in vain behind them: a peer that pauses now and then, to fill a
    /// buffer or to write one out, is soon back.
    /// </summary>
    private const int FindsWorthALook = 4;

    private int _turnsOff;
    private int _lastTurnsOff;
    private long _began;
    private TimeSpan _hadBefore;
    private ProcessorShare _share;

    /// <summary>How long the calling thread has run.</summary>
    public static unsafe TimeSpan ProcessorTime
    {
        get
        {
            UnixCalls.TimeSpecification time;
            return LinuxCalls.GetTime(LinuxCalls.ThreadClock, &time) == 0
                ? TimeSpan.FromSeconds(time.Seconds) + new TimeSpan(time.Nanoseconds / TimeSpan.NanosecondsPerTick)
                : TimeSpan.Zero;
        }
    }

    /// <summary>Whether to look in this turn; a turn that sleeps counts.</summary>
    public bool TryTakeTurn()
    {
        if (_turnsOff == 0)
        {
            return true;
        }

        _turnsOff--;
        return false;
    }

    /// <summary>Begins to look.</summary>
    public void Begin()
    {
        _began = Stopwatch.GetTimestamp();
        _hadBefore = ProcessorTime;
    }

    /// <summary>Ends what was begun, and notes what it was good for.</summary>
    /// <param name="foundSoon">Whether something came, and soon.</param>
    public void End(bool foundSoon) => Note(Stopwatch.GetElapsedTime(_began), ProcessorTime - _hadBefore, foundSoon);

    /// <summary>Ends what was begun, after several looks in a row.</summary>
    /// <param name="finds">How many found something, and soon.</param>
    /// <param name="foundLast">Whether the last one did.</param>
    public void End(int finds, bool foundLast) => End(IsWorthIt(finds, foundLast));

    /// <summary>Whether looks in a row were good for something.</summary>
    /// <param name="finds">How many found something, and soon.</param>
    /// <param name="foundLast">Whether the last one found anything; if not, it took as long as a look can.</param>
    public static bool IsWorthIt(int finds, bool foundLast) => finds >= (foundLast ? 1 : FindsWorthALook);

    /// <summary>Notes what looking was good for.</summary>
    /// <param name="passed">How long it took.</param>
    /// <param name="had">How long the thread ran in it.</param>
    /// <param name="foundSoon">Whether something came, and soon.</param>
    public void Note(TimeSpan passed, TimeSpan had, bool foundSoon)
    {
        if (_share.IsWanted(passed, had))
        {
            _turnsOff = TurnsOffWhenBusy;
        }
        else if (foundSoon)
        {
            _lastTurnsOff = 0;
        }
        else
        {
            _turnsOff = _lastTurnsOff = Math.Clamp(_lastTurnsOff * 2, 1, MostTurnsOff);
        }
    }
}
