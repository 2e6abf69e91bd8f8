using Oack.Net;
using Oack.Protocol;
using Oack.Protocol.Wire;
using Oack.Server;
using Oack.Simulation.Network;
using Oack.Simulation.Nodes;

namespace Oack.Simulation.Tests.Shard;

/// <summary>
/// The engine of a whole server on the virtual network: hands a shard datagrams, time and finished work, gives each of
/// its channels a port when it is first used, and holds it to the contract of <see cref="IDatagramShard"/>.
/// </summary>
internal sealed class ShardNode : SimulatedNode
{
    private const int MaxPollsAtOnce = 200_000;
    private const ushort FirstPort = 10_000;

    private readonly SimulationLoop _loop;
    private readonly TftpServerOptions _options;
    private readonly VirtualExecutor _executor;
    private readonly Dictionary<ChannelId, PeerEndpoint> _ports = [];
    private readonly Dictionary<PeerEndpoint, ChannelId> _channels = [];
    private readonly DatagramTrain _train = new();
    private readonly int _maxPorts;
    private bool _wakeWanted;
    private bool _takesShortWay;
    private int _lastPort = FirstPort;

    public ShardNode(SimulationLoop loop, TftpShard shard, TftpServerOptions options, VirtualExecutor executor, int maxPorts)
        : base("shard")
    {
        _loop = loop;
        Shard = shard;
        _options = options;
        _executor = executor;
        _maxPorts = maxPorts;
        shard.WakeRequested = () => _wakeWanted = true;
        loop.Bind(SimulatedHosts.Server, this);
    }

    public TftpShard Shard { get; }

    /// <summary>The most transfers that ran at once.</summary>
    public long MostActive { get; private set; }

    /// <summary>Ports that are open now.</summary>
    public int OpenPorts => _ports.Count;

    public override bool IsUnderTest => true;

    public override bool IsDone => Shard.IsStopped;

    public override Instant NextDeadline => _wakeWanted
        ? _loop.Now
        : Instant.Max(_loop.Now, Instant.Min(Shard.NextDeadline, _executor.NextDeadline));

    public override void HandleDatagram(PeerEndpoint local, in PacketSighting packet)
    {
        Cause = SendCause.Datagram;
        _executor.Now = _loop.Now;
        IncomingDatagram incoming = new(ChannelAt(local), packet.From, local, IsBroadcast: false);
        _takesShortWay = !_takesShortWay;
        if (!_takesShortWay || incoming.Channel.IsListener || !Shard.TryAnswer(_loop.Now, incoming, packet.Bytes, _train))
        {
            Shard.HandleDatagram(_loop.Now, incoming, packet.Bytes);
        }
        else if (_train.Count > 0)
        {
            Send(new OutgoingTrain(incoming.Channel, incoming.Remote, incoming.Local));
            _train.Clear();
        }

        Drain();
    }

    public override void HandleUnreachable(Instant now, PeerEndpoint local, PeerEndpoint remote)
    {
        Cause = SendCause.User;
        _executor.Now = now;
        Shard.HandleUnreachable(now, ChannelAt(local), remote);
        Drain();
    }

    public override void HandleTimeout(Instant now)
    {
        Cause = SendCause.Timeout;
        _executor.Now = now;
        _executor.Run(now);
        if (_wakeWanted)
        {
            _wakeWanted = false;
            Shard.HandleWake(now);
            Drain();
        }

        if (Shard.NextDeadline <= now)
        {
            Shard.HandleTimeout(now);
            Drain();
            if (Shard.NextDeadline <= now)
            {
                _loop.Report("deadlines", $"the shard's NextDeadline {Shard.NextDeadline} is not after HandleTimeout({now})");
            }
        }
    }

    private ChannelId ChannelAt(PeerEndpoint local) =>
        local == SimulatedHosts.Server ? ChannelId.Listener(0) : _channels[local];

    private void Drain()
    {
        int polls = 0;
        bool again = true;
        while (again)
        {
            again = false;
            while (true)
            {
                bool mayTransmit = Shard.MayTransmit;
                if (!Shard.TryPollTransmit(_loop.Now, _train, out OutgoingTrain outgoing))
                {
                    break;
                }

                if (!mayTransmit)
                {
                    _loop.Report("transmits", "the shard sends, though it said that it has nothing to send");
                }

                Send(outgoing);
                _train.Clear();
                again = true;
                if (++polls > MaxPollsAtOnce)
                {
                    _loop.Report("bounded packets", "polling the shard for transmits does not end");
                    return;
                }
            }

            CloseChannels();
        }

        ServerCounters counters = Shard.ReadCounters();
        MostActive = Math.Max(MostActive, counters.ActiveTransfers);
        if (counters.ActiveTransfers > _options.MaxTransfers || counters.DallyingTransfers > _options.MaxDallying)
        {
            _loop.Report("limits", $"{counters.ActiveTransfers} transfers run and {counters.DallyingTransfers} dally");
        }
    }

    private void Send(in OutgoingTrain outgoing)
    {
        PeerEndpoint from = SimulatedHosts.Server;
        if (!outgoing.Channel.IsListener && !_ports.TryGetValue(outgoing.Channel, out from))
        {
            while (_ports.Count >= _maxPorts)
            {
                if (Shard.HandleChannelFailed(_loop.Now, outgoing.Channel, "no port left") != ChannelFailure.TryAgain)
                {
                    return;
                }

                CloseChannels();
            }

            from = SimulatedHosts.Server.WithPort((ushort)_lastPort++);
            _ports.Add(outgoing.Channel, from);
            _channels.Add(from, outgoing.Channel);
            _loop.Bind(from, this);
        }

        for (int index = 0; index < _train.Count; index++)
        {
            _loop.Send(this, from, outgoing.Remote, _train[index]);
        }
    }

    private void CloseChannels()
    {
        while (Shard.TryPollClosedChannel(out ChannelId channel))
        {
            Close(channel);
        }
    }

    private void Close(ChannelId channel)
    {
        if (!_ports.Remove(channel, out PeerEndpoint local))
        {
            _loop.Report("channels", $"the shard closes {channel}, which is not open");
            return;
        }

        _channels.Remove(local);
        _loop.Unbind(local);
    }
}
