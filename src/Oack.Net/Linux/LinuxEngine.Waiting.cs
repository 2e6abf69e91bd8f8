using Oack.Net.Platform;
using Oack.Protocol;

namespace Oack.Net.Linux;

/// <summary>
/// How the loop comes to the sockets that are to be served: it goes round again without asking, asks, lets datagrams
/// gather before it asks, spins, or sleeps.
/// </summary>
internal sealed unsafe partial class LinuxEngine
{
    private ServingRounds _rounds;
    private ArrivalGathering _gathering;
    private Instant _asked;

    private protected override int Wait(EngineClock clock, TimeSpan? limit)
    {
        if (!ArePutOff && _rounds.TryGoOn(ReadySockets, Channels.OpenCount))
        {
            Read(clock);
            return ReadySockets;
        }

        int ready = limit == TimeSpan.Zero ? base.Wait(clock, limit) : WaitLonger(clock, limit);
        _asked = Now;
        return ready;
    }

    private int WaitLonger(EngineClock clock, TimeSpan? limit)
    {
        Instant started = Read(clock);
        if (TryGather(started, ref limit) || !Options.Spin)
        {
            return base.Wait(clock, limit);
        }

        if (_wasSoon && _mayLook)
        {
            // Mostly there is something; only what takes longer is weighed.
            int found = base.Wait(clock, TimeSpan.Zero);
            if (found > 0 || (found = SpinOnAll(clock, started, limit)) > 0)
            {
                return found;
            }
        }

        int ready = base.Wait(clock, limit);
        _wasSoon = Now - started < s_patience;
        return ready;
    }

    /// <summary>
    /// Pauses where that lets datagrams gather. The system's timers may add their slack, 50 µs, to it. A signal to this
    /// thread, or a wish to wake it, waits for as long.
    /// </summary>
    private bool TryGather(Instant now, ref TimeSpan? limit)
    {
        if (!Options.Gather)
        {
            return false;
        }

        TimeSpan pause = _gathering.PauseFor(
            _asked, ReadySockets, now, _datagramsReceived, _datagramsSent, Channels.OpenCount);
        if (pause == TimeSpan.Zero || pause > limit)
        {
            return false;
        }

        limit -= pause;
        UnixCalls.TimeSpecification time = new() { Nanoseconds = (nint)(pause.Ticks * TimeSpan.NanosecondsPerTick) };
        return LinuxCalls.Sleep(&time, null) == 0;
    }
}
