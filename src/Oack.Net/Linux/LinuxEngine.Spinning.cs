using Oack.Net.Platform;
using Oack.Protocol;

namespace Oack.Net.Linux;

/// <summary>
/// Looking for a while before sleeping: a lone client in lock-step answers sooner than a sleeping thread wakes up. Only
/// while its answers do come that soon, and while nobody else wants the processor.
/// </summary>
internal sealed unsafe partial class LinuxEngine
{
    /// <summary>How often to look in vain before sleeping; some 30 µs.</summary>
    private const int MaxEmptyLooks = 150;

    /// <summary>How many datagrams may be taken in this way before all sockets are looked at again.</summary>
    private const int MaxFinds = 64;

    /// <summary>How many turns to sleep through after looking in vain, doubled each time up to this.</summary>
    private const int MostTurnsOff = 1_024;

    /// <summary>How many turns to sleep through when others want the processor.</summary>
    private const int TurnsOffWhenBusy = 4_096;

    private static readonly TimeSpan s_soon = TimeSpan.FromMicroseconds(50);

    private BoundSocket? _lastReceiver;
    private BoundSocket? _loneReceiver;
    private int _turnsOff;
    private int _nextTurnsOff = 1;
    private ProcessorShare _share;

    private protected override void BeginTurn(IDatagramShard shard, EngineClock clock)
    {
        BoundSocket? receiver = _lastReceiver;
        _lastReceiver = null;
        bool isLone = receiver is { IsClosed: false, IsIdle: false } && ReadySockets == 1 && receiver == _loneReceiver;
        _loneReceiver = receiver;
        if (!Options.Spin || !isLone || HasMoreToDo)
        {
            return;
        }

        if (_turnsOff > 0)
        {
            _turnsOff--;
            return;
        }

        Spin(shard, clock, receiver!);
    }

    private void Spin(IDatagramShard shard, EngineClock clock, BoundSocket socket)
    {
        Instant started = Read(clock);
        TimeSpan processor = ProcessorTime();
        LookAgain(shard, clock, socket);
        if (_share.IsWanted(Read(clock) - started, ProcessorTime() - processor))
        {
            _turnsOff = TurnsOffWhenBusy;
        }
    }

    private void LookAgain(IDatagramShard shard, EngineClock clock, BoundSocket socket)
    {
        for (int finds = 0; finds < MaxFinds; finds++)
        {
            Instant before = Now;
            int looks = 0;
            int count;
            while ((count = ReceiveOnce(shard, clock, socket, out _)) < 0 && ++looks < MaxEmptyLooks)
            {
            }

            _loneReceiver = socket;
            if (count < 0)
            {
                _turnsOff = _nextTurnsOff;
                _nextTurnsOff = Math.Min(_nextTurnsOff * 2, MostTurnsOff);
                return;
            }

            bool wasSoon = Now - before < s_soon;
            _nextTurnsOff = wasSoon ? 1 : _nextTurnsOff;
            if (socket.IsClosed || socket.IsIdle || HasMoreToDo || !wasSoon)
            {
                return;
            }
        }
    }

    private static TimeSpan ProcessorTime()
    {
        UnixCalls.TimeSpecification time;
        return LinuxCalls.GetTime(LinuxCalls.ThreadClock, &time) == 0
            ? TimeSpan.FromSeconds(time.Seconds) + new TimeSpan(time.Nanoseconds / TimeSpan.NanosecondsPerTick)
            : TimeSpan.Zero;
    }
}
