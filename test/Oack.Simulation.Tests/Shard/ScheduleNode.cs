using Oack.Protocol;
using Oack.Simulation.Network;
using Oack.Simulation.Nodes;

namespace Oack.Simulation.Tests.Shard;

/// <summary>Lets things happen at their virtual time: clients that start, a stop that is asked for.</summary>
internal sealed class ScheduleNode() : SimulatedNode("schedule")
{
    private readonly PriorityQueue<Action, (long Ticks, int Sequence)> _actions = new();
    private int _sequence;

    public override bool IsDone => _actions.Count == 0;

    public override Instant NextDeadline => _actions.TryPeek(out _, out (long Ticks, int Sequence) key) ? new Instant(key.Ticks) : Instant.Never;

    public void At(Instant when, Action action) => _actions.Enqueue(action, (when.Ticks, _sequence++));

    public override void HandleDatagram(PeerEndpoint local, in PacketSighting packet)
    {
    }

    public override void HandleTimeout(Instant now)
    {
        while (NextDeadline <= now)
        {
            _actions.Dequeue()();
        }
    }
}
