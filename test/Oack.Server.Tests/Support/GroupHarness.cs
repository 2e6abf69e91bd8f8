using Oack.Net;
using Oack.Protocol;
using Oack.Protocol.Wire;

namespace Oack.Server.Tests.Support;

/// <summary>
/// A server of two shards on a virtual clock: one for clients by themselves, one for groups. What was sent stands in
/// <see cref="Sent"/>, whichever of them sent it.
/// </summary>
internal sealed class GroupHarness : ITransferObserver
{
    internal const int MtftpPort = 1759;

    internal static readonly PeerEndpoint ServerAddress = PeerEndpoint.FromIPv4(0x0A000001, 69);

    private readonly DatagramTrain _train = new();
    private readonly TftpShard _shard;
    private readonly MulticastShard _groups;
    private bool _isWoken;

    internal GroupHarness(MulticastServing serving, Action<TftpServerOptions>? configure = null, IContentExecutor? executor = null)
    {
        TftpServerOptions options = new() { Multicast = serving, PathBlockSize = _ => 1_468 };
        configure?.Invoke(options);
        options.Validate();
        ShardLimits limits = new(options, 1);
        MulticastDesk desk = new();
        _shard = new TftpShard(options, Content, executor ?? ContentExecutor.Inline, this, limits, diagnosis: null, desk);
        _groups = new MulticastShard(options, Content, executor ?? ContentExecutor.Inline, this, limits, desk);
        _shard.WakeRequested = _groups.WakeRequested = () => _isWoken = true;
    }

    internal TestContent Content { get; } = new();

    internal Instant Now { get; private set; } = new(TimeSpan.TicksPerHour);

    internal List<SentDatagram> Sent { get; } = [];

    internal List<TransferRecord> Records { get; } = [];

    internal List<GroupReport> Reports { get; } = [];

    internal bool IsStopped => _groups.IsStopped;

    internal ServerCounters Counters => _shard.ReadCounters() + _groups.ReadCounters();

    /// <summary>The table of groups, made anew.</summary>
    internal IReadOnlyList<ActiveTransfer> ActiveGroups
    {
        get
        {
            Now += TimeSpan.FromSeconds(1);
            _ = _groups.ActiveTransfers;
            Settle();
            return _groups.ActiveTransfers;
        }
    }

    internal static PeerEndpoint Client(int number) => PeerEndpoint.FromIPv4(0x0A000010 + (uint)number, 2_000);

    internal static MulticastPool Pool(string text)
    {
        Assert.True(MulticastPool.TryParse(text, out MulticastPool? pool, out string error), error);
        return pool;
    }

    /// <summary>A request to the port of TFTP.</summary>
    internal List<SentDatagram> Ask(PeerEndpoint from, byte[] datagram)
    {
        _shard.HandleDatagram(Now, new IncomingDatagram(ChannelId.Listener(0), from, ServerAddress, IsBroadcast: false), datagram);
        return Settle();
    }

    /// <summary>A datagram to the server port of MTFTP.</summary>
    internal List<SentDatagram> AskMtftp(PeerEndpoint from, byte[] datagram)
    {
        PeerEndpoint local = ServerAddress.WithPort(MtftpPort);
        _groups.HandleDatagram(Now, new IncomingDatagram(ChannelId.Listener(0), from, local, IsBroadcast: false), datagram);
        return Settle();
    }

    /// <summary>A datagram to the socket of a group.</summary>
    internal List<SentDatagram> Reply(ChannelId channel, PeerEndpoint from, byte[] datagram)
    {
        _groups.HandleDatagram(Now, new IncomingDatagram(channel, from, ServerAddress.WithPort(40_000), IsBroadcast: false), datagram);
        return Settle();
    }

    internal List<SentDatagram> FailChannel(ChannelId channel)
    {
        _groups.HandleChannelFailed(Now, channel, "no port");
        return Settle();
    }

    internal List<SentDatagram> Stop(TimeSpan drain)
    {
        _shard.RequestStop(drain);
        _groups.RequestStop(drain);
        return Settle();
    }

    /// <summary>Lets the shards do what work that ended elsewhere has left them.</summary>
    internal List<SentDatagram> Wake() => Settle();

    /// <summary>Lets time pass, deadline by deadline.</summary>
    internal List<SentDatagram> Advance(TimeSpan span)
    {
        Instant end = Now + span;
        List<SentDatagram> sent = [];
        while (Instant.Min(_shard.NextDeadline, _groups.NextDeadline) <= end)
        {
            Now = Instant.Max(Now, Instant.Min(_shard.NextDeadline, _groups.NextDeadline));
            _shard.HandleTimeout(Now);
            _groups.HandleTimeout(Now);
            sent.AddRange(Settle());
        }

        Now = end;
        return sent;
    }

    public void OnTransferStarted(ActiveTransfer transfer)
    {
    }

    public void OnTransferEnded(TransferRecord record) => Records.Add(record);

    public void OnRequestRejected(PeerEndpoint client, RequestRejection reason)
    {
    }

    public void OnContentFaulted(string name, Exception exception) => Assert.Fail($"{name}: {exception}");

    public void OnGroupChanged(GroupReport group) => Reports.Add(group);

    /// <summary>Drives both as engines do until neither has anything to do; what they sent.</summary>
    private List<SentDatagram> Settle()
    {
        Sent.Clear();
        do
        {
            _isWoken = false;
            Drain(_shard);
            Drain(_groups);
            _shard.HandleWake(Now);
            Drain(_shard);
            _groups.HandleWake(Now);
            Drain(_groups);
        }
        while (_isWoken);
        return [.. Sent];
    }

    private void Drain(IDatagramShard shard)
    {
        while (shard.TryPollTransmit(Now, _train, out OutgoingTrain outgoing))
        {
            for (int index = 0; index < _train.Count; index++)
            {
                Sent.Add(new SentDatagram(outgoing.Channel, outgoing.Remote, outgoing.Local, _train[index].ToArray()));
            }

            _train.Clear();
        }

        while (shard.TryPollClosedChannel(out _))
        {
        }
    }
}
