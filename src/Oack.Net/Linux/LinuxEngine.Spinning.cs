using Oack.Net.Platform;
using Oack.Protocol;

namespace Oack.Net.Linux;

/// <summary>
/// Looking for a while before sleeping: what answers that soon is served sooner than a sleeping thread wakes up, and the
/// other side is spared the waking. A lone client's socket is looked at by itself; where there are many, all of them. Only
/// while answers do come that soon, and while nobody else wants the processor.
/// </summary>
internal sealed unsafe partial class LinuxEngine
{
    /// <summary>How often to look in vain at a lone client's socket before sleeping; some 30 µs.</summary>
    private const int MaxEmptyLooks = 150;

    /// <summary>How many datagrams may be taken in this way before all sockets are looked at again.</summary>
    private const int MaxFinds = 64;

    /// <summary>
    /// A lone client that gets more datagrams than this for each of its own is waited for asleep: sending them takes long
    /// beside the waking.
    /// </summary>
    private const int MaxSentForOne = 32;

    /// <summary>A lone client that takes longer from datagram to datagram is waited for asleep.</summary>
    private static readonly TimeSpan s_soon = TimeSpan.FromMicroseconds(50);

    /// <summary>How long to look at many sockets in vain before sleeping.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMicroseconds(10);

    private BoundSocket? _loneReceiver;
    private long _sentBefore;
    private bool _wasSoon;
    private bool _mayLook;
    private SpinBudget _budget;

    private protected override void BeginTurn(IDatagramShard shard, EngineClock clock)
    {
        BoundSocket? receiver = _lastReceiver;
        _lastReceiver = null;
        bool isLone = receiver is { IsClosed: false, IsIdle: false } && ReadySockets == 1 && receiver == _loneReceiver;
        bool sentMuch = HasSentMuch();
        _loneReceiver = receiver;
        _mayLook = Options.Spin && !HasMoreToDo && _budget.TryTakeTurn();
        if (_mayLook && isLone && !sentMuch)
        {
            SpinOnOne(shard, clock, receiver!);
        }
    }

    private int SpinOnAll(EngineClock clock, Instant started, TimeSpan? limit)
    {
        TimeSpan patience = limit < s_patience ? limit.Value : s_patience;
        _budget.Begin();
        int ready;
        do
        {
            ready = base.Wait(clock, TimeSpan.Zero);
        }
        while (ready == 0 && Now - started < patience && !HasMoreToDo);

        _budget.End(foundSoon: ready > 0);
        return ready;
    }

    private void SpinOnOne(IDatagramShard shard, EngineClock clock, BoundSocket socket)
    {
        Read(clock);
        _budget.Begin();
        int foundSoon = LookAgain(shard, clock, socket, out _mayLook);
        _budget.End(foundSoon, _mayLook);
    }

    /// <summary>Looks at a lone client's socket until nothing comes, or not soon; how many datagrams came soon.</summary>
    private int LookAgain(IDatagramShard shard, EngineClock clock, BoundSocket socket, out bool foundLast)
    {
        int foundSoon = 0;
        foundLast = true;
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
                foundLast = false;
                break;
            }

            bool wasSoon = Now - before < s_soon;
            foundSoon += wasSoon ? 1 : 0;
            if (socket.IsClosed || socket.IsIdle || HasMoreToDo || !wasSoon || HasSentMuch())
            {
                break;
            }
        }

        return foundSoon;
    }

    private bool HasSentMuch()
    {
        long before = _sentBefore;
        _sentBefore = _datagramsSent;
        return _datagramsSent - before > MaxSentForOne;
    }
}
