using System.Collections.Concurrent;
using Oack.Content;
using Oack.Net;
using Oack.Protocol;
using Oack.Protocol.Wire;

namespace Oack.Server;

/// <summary>
/// Serves groups: RFC 2090 for the clients that the other shards hand over, and PXE's multicast TFTP on ports of its own.
/// Like them it has neither sockets nor a clock. It is one for the whole server, so that a group has one sender, and so
/// the other shards need no lock for what goes to a single client.
/// </summary>
/// <remarks>
/// Bounds: <see cref="MulticastServing.MaxGroups"/> groups, <see cref="Oack.Protocol.Multicast.MulticastSettings.MaxReceivers"/>
/// receivers in each, <see cref="MulticastDesk.Capacity"/> requests that wait, <see cref="MaxOpenings"/> files that are being
/// opened, <see cref="MaxPendingErrors"/> ERRORs that wait to be sent. Receivers count as transfers (<see cref="ShardLimits"/>).
/// </remarks>
internal sealed partial class MulticastShard : IDatagramShard
{
    /// <summary>How many files are being opened at once; past it clients are served by themselves.</summary>
    internal const int MaxOpenings = 1_024;

    /// <summary>How many ERRORs wait to be sent at most; past it they are dropped and counted.</summary>
    internal const int MaxPendingErrors = 256;

    private readonly TftpServerOptions _options;
    private readonly MulticastServing _serving;
    private readonly IContentSource _content;
    private readonly IContentExecutor _executor;
    private readonly ITransferObserver? _observer;
    private readonly ShardLimits _limits;
    private readonly MulticastDesk _desk;
    private readonly ShardCounters _counters = new();
    private readonly ErrorBudget _errorBudget;
    private readonly ConcurrentQueue<GroupWork> _finished = new();
    private readonly Queue<GroupWork> _worksByDeadline = new();
    private readonly Queue<ServedGroup> _ready = new();
    private readonly Queue<PendingError> _errors = new();
    private readonly Queue<ChannelId> _closedChannels = new();
    private readonly List<ServedGroup> _groups = [];
    private Action? _wakeRequested;

    internal MulticastShard(
        TftpServerOptions options, IContentSource content, IContentExecutor executor, ITransferObserver? observer, ShardLimits limits,
        MulticastDesk desk)
    {
        _options = options;
        _serving = options.Multicast ?? throw new ArgumentException("Nothing is to be sent to groups.", nameof(options));
        _content = content;
        _executor = executor;
        _observer = observer;
        _limits = limits;
        _desk = desk;
        _errorBudget = new ErrorBudget(options.MaxErrorsPerSecond);
        _pools = [.. _serving.Pools.Select(pool => new PoolUse(pool))];
        _slots = new Stack<(int Slot, uint Generation)>(Enumerable.Range(0, _serving.MaxGroups).Reverse().Select(slot => (slot, 0u)));
        _bySlot = new ServedGroup?[_serving.MaxGroups];
        _session = _serving.Session with { MaxBytesPerSecond = _serving.Session.MaxBytesPerSecond ?? options.MaxBytesPerSecondPerTransfer };
        _stations = MakeStations(_serving.Mtftp);
    }

    /// <inheritdoc/>
    public Instant NextDeadline
    {
        get
        {
            Instant earliest = StopDeadline;
            if (_worksByDeadline.TryPeek(out GroupWork? work))
            {
                earliest = Instant.Min(earliest, work.Deadline);
            }

            foreach (ServedGroup group in _groups)
            {
                earliest = Instant.Min(earliest, DeadlineOf(group));
            }

            return earliest;
        }
    }

    /// <inheritdoc/>
    public Action? WakeRequested
    {
        get => _wakeRequested;
        set
        {
            _wakeRequested = value;
            _desk.WakeRequested = value;
            value?.Invoke();
        }
    }

    /// <summary>What was counted so far; from any thread.</summary>
    internal ServerCounters ReadCounters() => _counters.Read();

    /// <inheritdoc/>
    public void HandleDatagram(Instant now, in IncomingDatagram incoming, ReadOnlySpan<byte> datagram)
    {
        _counters.DatagramsReceived++;
        _counters.BytesReceived += datagram.Length;
        if (incoming.Channel.IsListener)
        {
            HandleAtStation(now, incoming, datagram);
            return;
        }

        if (Find(incoming.Channel) is { } group)
        {
            Take(now, group, incoming.Remote, datagram);
        }
    }

    /// <inheritdoc/>
    public void HandleTimeout(Instant now)
    {
        HandleOverdueWork(now);
        for (int index = _groups.Count - 1; index >= 0; index--)
        {
            ServedGroup group = _groups[index];
            if (DeadlineOf(group) > now)
            {
                continue;
            }

            if (group.Work is null && group.Machine.NextDeadline <= now)
            {
                group.Machine.HandleTimeout(now);
            }

            MarkReady(group);
        }

        AdvanceStop(now);
    }

    /// <inheritdoc/>
    public void HandleWake(Instant now)
    {
        while (_finished.TryDequeue(out GroupWork? work))
        {
            TakeBack(now, work);
        }

        while (_desk.TryTake(out MulticastOffer offer))
        {
            Consider(now, offer);
        }

        TakeStopRequest(now);
        PublishActive(now);
    }

    /// <inheritdoc/>
    public ChannelFailure HandleChannelFailed(Instant now, ChannelId channel, string cause)
    {
        if (Find(channel) is { } group)
        {
            // Nothing has left by it yet: its receivers are served by themselves, or are refused there.
            group.ChannelUsed = false;
            foreach (GroupReceiver receiver in group.Receivers.Values.ToArray())
            {
                Forget(group, receiver);
                Decline(receiver.Offer);
            }

            Remove(now, group);
        }

        return ChannelFailure.Final;
    }

    /// <inheritdoc/>
    public void HandleUnreachable(Instant now, ChannelId channel, PeerEndpoint remote)
    {
        if (!channel.IsListener && Find(channel) is { } group)
        {
            if (group.Receivers.TryGetValue(remote, out GroupReceiver? receiver))
            {
                receiver.IsUnreachable = true;
            }

            group.Machine.HandleUnreachable(now, remote);
            MarkReady(group);
        }
    }

    /// <inheritdoc/>
    public bool TryPollClosedChannel(out ChannelId channel) => _closedChannels.TryDequeue(out channel);

    /// <summary>Hands a datagram to a group's session.</summary>
    private void Take(Instant now, ServedGroup group, PeerEndpoint from, ReadOnlySpan<byte> datagram)
    {
        if (group.Receivers.TryGetValue(from, out GroupReceiver? receiver))
        {
            receiver.DatagramsReceived++;
            if (ErrorPacket.TryParse(datagram, out ErrorPacket error) == ParseStatus.Ok)
            {
                receiver.Error = (error.Code, PacketText.Escape(error.Message));
            }
            else if (AckPacket.TryParse(datagram, out _) == ParseStatus.Ok)
            {
                receiver.HasAcknowledged = true;
            }
        }
        else if (!group.IsMtftp)
        {
            _counters.ForeignDatagrams++;
        }

        group.Machine.HandleDatagram(now, from, datagram);
        MarkReady(group);
    }

    /// <summary>While bytes are waited for, the timers of a session rest: its receivers are not to blame.</summary>
    private static Instant DeadlineOf(ServedGroup group) =>
        group.Work is not null ? Instant.Never : Instant.Min(group.Machine.NextDeadline, group.SendsAt);

    private ServedGroup? Find(ChannelId channel) =>
        (uint)channel.Index < (uint)_bySlot.Length && _bySlot[channel.Index] is { } group && group.Channel == channel ? group : null;

    private void MarkReady(ServedGroup group)
    {
        if (!group.IsReady && !group.IsGone)
        {
            group.IsReady = true;
            _ready.Enqueue(group);
        }
    }
}
