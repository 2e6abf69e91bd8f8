using Oack.Boot.Conformance.Talk;
using Oack.Net;
using Oack.Protocol;

namespace Oack.Boot.Tests.Conformance.Scripted;

/// <summary>A network of one server and one client on a virtual clock: a wait costs no time, and nothing is lost.</summary>
internal sealed class VirtualNetwork : ICheckNetwork
{
    private static readonly TimeSpan s_latency = TimeSpan.FromMicroseconds(200);

    private readonly PriorityQueue<Flight, (long At, long Order)> _flights = new();
    private readonly Dictionary<int, VirtualPort> _ports = [];
    private readonly ModelServer _server;
    private long _order;
    private int _nextPort = 50_000;

    public VirtualNetwork(ModelServer server)
    {
        _server = server;
        server.Emit = (from, to, bytes) => Launch(from, to, bytes);
    }

    public Instant Now { get; private set; } = Instant.Zero;

    public CheckPort Open(int localPort = 0)
    {
        VirtualPort port = new(this, localPort == 0 ? _nextPort++ : localPort);
        _ports[port.Number] = port;
        return port;
    }

    private void Launch(PeerEndpoint from, PeerEndpoint to, byte[] bytes)
    {
        Instant at = Now + s_latency;
        _flights.Enqueue(new Flight(from, to, bytes), (at.Ticks, _order++));
    }

    /// <summary>Lets the next thing happen, if it does before a time.</summary>
    private bool Step(Instant end)
    {
        Instant flight = _flights.TryPeek(out _, out (long At, long) next) ? new Instant(next.At) : Instant.Never;
        Instant timer = _server.NextDeadline;
        Instant first = Instant.Min(flight, timer);
        if (first > end)
        {
            Now = Instant.Max(Now, end);
            return false;
        }

        Now = Instant.Max(Now, first);
        if (timer < flight)
        {
            _server.HandleTimers(Now);
            return true;
        }

        Flight arrived = _flights.Dequeue();
        if (arrived.To.HasAddressOf(ModelServer.Address))
        {
            _server.Handle(Now, arrived.From, arrived.To.Port, arrived.Bytes);
        }
        else if (_ports.TryGetValue(arrived.To.Port, out VirtualPort? port))
        {
            port.Inbox.Enqueue((arrived.From, arrived.Bytes));
        }

        return true;
    }

    private sealed record Flight(PeerEndpoint From, PeerEndpoint To, byte[] Bytes);

    private sealed class VirtualPort(VirtualNetwork network, int number) : CheckPort
    {
        private static readonly PeerEndpoint s_client = PeerEndpoint.FromIPv4(0xC000_0202, 0);

        internal Queue<(PeerEndpoint From, byte[] Bytes)> Inbox { get; } = new();

        internal override int Number => number;

        internal override void Send(PeerEndpoint to, ReadOnlySpan<byte> datagram) =>
            network.Launch(s_client.WithPort((ushort)number), to, datagram.ToArray());

        internal override ReceiveStatus Receive(TimeSpan wait, out ReadOnlySpan<byte> datagram, out PeerEndpoint from)
        {
            Instant end = network.Now + wait;
            while (Inbox.Count == 0 && network.Step(end))
            {
            }

            if (Inbox.TryDequeue(out (PeerEndpoint From, byte[] Bytes) arrived))
            {
                datagram = arrived.Bytes;
                from = arrived.From;
                return ReceiveStatus.Ok;
            }

            datagram = default;
            from = default;
            return ReceiveStatus.TimedOut;
        }

        public override void Dispose() => network._ports.Remove(number);
    }
}
