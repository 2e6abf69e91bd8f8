using Oack.Protocol;
using Oack.Protocol.Multicast;
using Oack.Protocol.Transfer;
using Oack.Simulation.Network;
using Oack.Simulation.Nodes;

namespace Oack.Simulation;

/// <summary>
/// The virtual clock: moves from event to event, hands datagrams to nodes and lets their timers act. One thread, no wall
/// clock, and of two events at the same time the one that was made first: the same nodes and seed always give the same run.
/// </summary>
public sealed class SimulationLoop
{
    private const int MaxCallsWithoutTime = 10_000;

    private readonly PriorityQueue<SimulatedNode, EventKey> _timers = new();
    private readonly Dictionary<PeerEndpoint, SimulatedNode> _bound = [];
    private readonly Dictionary<PeerEndpoint, List<PeerEndpoint>> _groups = [];
    private readonly List<SimulatedNode> _nodes = [];
    private readonly List<ISimulationObserver> _observers = [];
    private readonly List<string> _violations = [];
    private long _sequence;
    private int _callsWithoutTime;

    /// <summary>A loop over a network.</summary>
    public SimulationLoop(VirtualNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        Network = network;
    }

    /// <summary>The network between the nodes.</summary>
    public VirtualNetwork Network { get; }

    /// <summary>The virtual time.</summary>
    public Instant Now { get; private set; } = Instant.Zero + TimeSpan.FromSeconds(1);

    /// <summary>All nodes, in the order in which they came.</summary>
    public IReadOnlyList<SimulatedNode> Nodes => _nodes;

    /// <summary>Events so far: arrivals and timers.</summary>
    public long EventCount { get; private set; }

    /// <summary>What went against a rule, first one first; at most <see cref="MaxViolations"/>.</summary>
    public IReadOnlyList<string> Violations => _violations;

    /// <summary>After this many violations no more are kept.</summary>
    public static int MaxViolations => 20;

    /// <summary>Lets an observer see everything from here on.</summary>
    public void Observe(ISimulationObserver observer) => _observers.Add(observer);

    /// <summary>Notes that something went against a rule.</summary>
    public void Report(string rule, string what)
    {
        if (_violations.Count < MaxViolations)
        {
            _violations.Add($"{(Now - Instant.Zero).TotalSeconds:0.000000} {rule}: {what}");
        }
    }

    /// <summary>Puts a node in, and arms its timer.</summary>
    public void Add(SimulatedNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        _nodes.Add(node);
        Arm(node);
    }

    /// <summary>Lets a node receive what is sent to an endpoint.</summary>
    public void Bind(PeerEndpoint endpoint, SimulatedNode node) => _bound.Add(endpoint, node);

    /// <summary>From here on nobody listens at the endpoint.</summary>
    public void Unbind(PeerEndpoint endpoint) => _bound.Remove(endpoint);

    /// <summary>Whether somebody listens at the endpoint.</summary>
    public bool IsBound(PeerEndpoint endpoint) => _bound.ContainsKey(endpoint);

    /// <summary>What is sent to a group arrives, from here on, at this endpoint as well.</summary>
    public void JoinGroup(PeerEndpoint group, PeerEndpoint member)
    {
        if (!_groups.TryGetValue(group, out List<PeerEndpoint>? members))
        {
            _groups.Add(group, members = []);
        }

        members.Add(member);
    }

    /// <summary>What is sent to the group arrives at the endpoint no more.</summary>
    public void LeaveGroup(PeerEndpoint group, PeerEndpoint member)
    {
        if (_groups.TryGetValue(group, out List<PeerEndpoint>? members))
        {
            members.Remove(member);
        }
    }

    /// <summary>
    /// Sends a datagram on behalf of a node. One to a group travels to each member on a path of its own, so that each loses
    /// it, or not, for itself.
    /// </summary>
    public void Send(SimulatedNode sender, PeerEndpoint from, PeerEndpoint to, ReadOnlySpan<byte> bytes)
    {
        if (MulticastOption.IsGroup(to))
        {
            var sighting = new PacketSighting(Now, from, to, bytes, PacketMarks.None);
            foreach (ISimulationObserver observer in _observers)
            {
                observer.OnSentToGroup(sender, sighting);
            }

            foreach (PeerEndpoint member in _groups.GetValueOrDefault(to) ?? [])
            {
                SendOne(sender, from, member, bytes);
            }

            return;
        }

        SendOne(sender, from, to, bytes);
    }

    private void SendOne(SimulatedNode sender, PeerEndpoint from, PeerEndpoint to, ReadOnlySpan<byte> bytes)
    {
        DropReason? dropped = Network.Send(Now, from, to, bytes);
        var sighting = new PacketSighting(Now, from, to, bytes, PacketMarks.None);
        foreach (ISimulationObserver observer in _observers)
        {
            observer.OnSent(sender, sighting, dropped);
        }
    }

    /// <summary>Arms the timer of a node anew; needed only when it was called by another node.</summary>
    public void Arm(SimulatedNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        Instant deadline = node.NextDeadline;
        if (deadline != node.Armed)
        {
            node.Armed = deadline;
            if (deadline.IsSet)
            {
                _timers.Enqueue(node, new EventKey(deadline.Ticks, _sequence++));
            }
        }
    }

    /// <summary>Runs until nothing is left to happen, a limit is reached, or a rule was broken.</summary>
    /// <param name="until">The last moment that may be reached.</param>
    /// <param name="maxEvents">The most events.</param>
    /// <returns>True when nothing was left to happen or a rule was broken; false at a limit.</returns>
    public bool Run(Instant until, long maxEvents)
    {
        bool isQuiet = false;
        while (!isQuiet && _violations.Count == 0)
        {
            if (EventCount >= maxEvents || NextEvent > until)
            {
                isQuiet = !NextEvent.IsSet;
                break;
            }

            isQuiet = !Step();
        }

        // What a run that was stopped midway leaves behind is no further breach.
        if (_violations.Count == 0)
        {
            foreach (ISimulationObserver observer in _observers)
            {
                observer.OnFinished(Now);
            }
        }

        return isQuiet || _violations.Count > 0;
    }

    /// <summary>Lets the next event happen; false when there is none.</summary>
    public bool Step()
    {
        Instant arrival = Network.NextArrival;
        Instant timer = NextTimer;
        Instant next = Instant.Min(arrival, timer);
        if (!next.IsSet)
        {
            return false;
        }

        EventCount++;
        Advance(next);
        if (arrival <= timer)
        {
            if (Network.TryPollArrival(Now, out Delivery delivery))
            {
                Deliver(delivery);
                Network.Release(delivery);
            }
        }
        else
        {
            SimulatedNode node = _timers.Dequeue();
            node.Armed = Instant.Never;
            node.HandleTimeout(Now);
            Arm(node);
        }

        return true;
    }

    internal void NotifyHandled(TransferNode node, in PacketSighting packet, Disposition disposition, in ReceivedPayload payload)
    {
        foreach (ISimulationObserver observer in _observers)
        {
            observer.OnHandled(node, packet, disposition, payload);
        }
    }

    internal void NotifyTimeout(TransferNode node)
    {
        foreach (ISimulationObserver observer in _observers)
        {
            observer.OnTimeout(node, Now);
        }
    }

    internal void NotifyEvent(TransferNode node, TransferEventKind transferEvent)
    {
        foreach (ISimulationObserver observer in _observers)
        {
            observer.OnTransferEvent(node, Now, transferEvent);
        }
    }

    internal void NotifyUserAction(TransferNode node, string action)
    {
        foreach (ISimulationObserver observer in _observers)
        {
            observer.OnUserAction(node, Now, action);
        }
    }

    private Instant NextEvent => Instant.Min(Network.NextArrival, NextTimer);

    private Instant NextTimer
    {
        get
        {
            // A timer that was armed anew leaves its old entry behind; it is dropped when it comes up.
            while (_timers.TryPeek(out SimulatedNode? node, out EventKey key))
            {
                if (node.Armed.Ticks == key.Ticks)
                {
                    return new Instant(key.Ticks);
                }

                _timers.Dequeue();
            }

            return Instant.Never;
        }
    }

    private void Advance(Instant next)
    {
        if (next > Now)
        {
            Now = next;
            _callsWithoutTime = 0;
        }
        else if (++_callsWithoutTime > MaxCallsWithoutTime)
        {
            Report("always ends", $"{MaxCallsWithoutTime} events without time going on");
        }
    }

    private void Deliver(Delivery delivery)
    {
        if (delivery.IsUnreachable)
        {
            if (_bound.TryGetValue(delivery.To, out SimulatedNode? sender))
            {
                sender.HandleUnreachable(Now, delivery.To, delivery.From);
                Arm(sender);
            }

            return;
        }

        var sighting = new PacketSighting(Now, delivery.From, delivery.To, delivery.Bytes, delivery.Marks);
        if (!_bound.TryGetValue(delivery.To, out SimulatedNode? node))
        {
            foreach (ISimulationObserver observer in _observers)
            {
                observer.OnUndeliverable(sighting);
            }

            Network.ReportNobody(Now, delivery.From, delivery.To);
            return;
        }

        foreach (ISimulationObserver observer in _observers)
        {
            observer.OnDelivered(node, sighting);
        }

        node.HandleDatagram(delivery.To, sighting);
        Arm(node);
    }
}
