using Oack.Net;
using Oack.Protocol;

namespace Oack.Server.Tests.Support;

/// <summary>
/// Client machines and a shard on one virtual clock, with a network that loses, doubles and delays by a seed. Each
/// channel of the shard has a port of its own, as an engine would give it.
/// </summary>
internal sealed class LossyNetwork(ShardHarness harness, uint seed, int lossPercent)
{
    private readonly Dictionary<ChannelId, ushort> _ports = [];
    private readonly Dictionary<ushort, ChannelId> _channels = [];
    private readonly Dictionary<PeerEndpoint, MachineClient> _clients = [];
    private readonly PriorityQueue<Flight, (long Ticks, long Order)> _flights = new();
    private readonly byte[] _buffer = new byte[65_507];
    private uint _state = seed;
    private ushort _nextPort = 10_000;
    private long _order;

    internal void Add(MachineClient client) => _clients.Add(client.Address, client);

    /// <summary>Runs until every client is closed and the shard has nothing left to do.</summary>
    internal void Run(TimeSpan limit)
    {
        Instant end = harness.Now + limit;
        while (harness.Now <= end)
        {
            Collect();
            Instant next = harness.Shard.NextDeadline;
            foreach (MachineClient client in _clients.Values)
            {
                next = Instant.Min(next, client.Machine.NextDeadline);
            }

            if (_flights.TryPeek(out _, out (long Ticks, long Order) arrival) && arrival.Ticks <= next.Ticks)
            {
                harness.Now = Instant.Max(harness.Now, new Instant(arrival.Ticks));
                Deliver(_flights.Dequeue());
                continue;
            }

            if (!next.IsSet)
            {
                return;
            }

            harness.Now = Instant.Max(harness.Now, next);
            harness.Shard.HandleTimeout(harness.Now);
            foreach (MachineClient client in _clients.Values)
            {
                client.Machine.HandleTimeout(harness.Now);
            }
        }

        Assert.Fail($"Not over after {limit}.");
    }

    private void Collect()
    {
        harness.Drain();
        foreach (ChannelId closed in harness.Closed)
        {
            if (_ports.Remove(closed, out ushort port))
            {
                _channels.Remove(port);
            }
        }

        harness.Closed.Clear();
        foreach (SentDatagram sent in harness.TakeAll())
        {
            Launch(new Flight(FromServer: true, sent.Remote, ShardHarness.ServerAddress.WithPort(PortOf(sent.Channel)), sent.Bytes));
        }

        foreach (MachineClient client in _clients.Values)
        {
            while (client.TryPoll(harness.Now, _buffer, out PeerEndpoint to, out byte[] datagram))
            {
                Launch(new Flight(FromServer: false, client.Address, to, datagram));
            }
        }
    }

    private void Deliver(Flight flight)
    {
        if (flight.FromServer)
        {
            _clients[flight.Client].Handle(harness.Now, flight.Server, flight.Datagram);
        }
        else if (flight.Server.Port == ShardHarness.ServerAddress.Port)
        {
            harness.Shard.HandleDatagram(
                harness.Now, new IncomingDatagram(ChannelId.Listener(0), flight.Client, flight.Server, false), flight.Datagram);
        }
        else if (_channels.TryGetValue(flight.Server.Port, out ChannelId channel))
        {
            harness.Hear(new IncomingDatagram(channel, flight.Client, flight.Server, false), flight.Datagram);
        }
    }

    private void Launch(Flight flight)
    {
        if (Next(100) < lossPercent)
        {
            return;
        }

        int copies = Next(100) < 2 ? 2 : 1;
        for (int copy = 0; copy < copies; copy++)
        {
            long arrival = harness.Now.Ticks + TimeSpan.TicksPerMillisecond + Next(5_000);
            _flights.Enqueue(flight, (arrival, _order++));
        }
    }

    private ushort PortOf(ChannelId channel)
    {
        if (channel.IsListener)
        {
            return ShardHarness.ServerAddress.Port;
        }

        if (!_ports.TryGetValue(channel, out ushort port))
        {
            port = _nextPort++;
            _ports.Add(channel, port);
            _channels.Add(port, channel);
        }

        return port;
    }

    private int Next(int limit)
    {
        _state = (_state * 1_664_525) + 1_013_904_223;
        return (int)((_state >> 8) % (uint)limit);
    }

    private sealed record Flight(bool FromServer, PeerEndpoint Client, PeerEndpoint Server, byte[] Datagram);
}
