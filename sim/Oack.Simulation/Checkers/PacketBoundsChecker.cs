using Oack.Protocol;
using Oack.Protocol.Transfer;
using Oack.Simulation.Network;
using Oack.Simulation.Nodes;

namespace Oack.Simulation.Checkers;

/// <summary>
/// What a transfer may send: for one datagram that comes in, or one timeout, a sender at most a window and a receiver
/// one packet; and in all no more DATA than the file has, and a window more for each thing that went wrong.
/// </summary>
public sealed class PacketBoundsChecker(SimulationLoop loop, FlowTracker flows, bool peerIsHonest) : Checker(loop)
{
    private const int WindowsToLearn = 3;
    private readonly Dictionary<TransferNode, Budget> _budgets = [];

    /// <inheritdoc/>
    public override string Rule => "bounded packets";

    /// <inheritdoc/>
    public override void OnHandled(TransferNode node, in PacketSighting packet, Disposition disposition, in ReceivedPayload payload)
    {
        Budget budget = Of(node);
        budget.SinceCause = 0;

        // A peer that makes gaps up gets what it asks for: a window for each ACK that moves on, no more.
        budget.Disturbances += !peerIsHonest && disposition == Disposition.Accepted ? 1 : 0;
    }

    /// <inheritdoc/>
    public override void OnTimeout(TransferNode node, Instant now)
    {
        Budget budget = Of(node);
        budget.SinceCause = 0;
        budget.Disturbances++;
    }

    /// <inheritdoc/>
    public override void OnUserAction(TransferNode node, Instant now, string action)
    {
        Budget budget = Of(node);
        budget.SinceCause = 0;
        budget.Disturbances++;
    }

    /// <inheritdoc/>
    public override void OnSent(SimulatedNode sender, in PacketSighting packet, DropReason? dropped)
    {
        if (sender is not TransferNode node || IsTainted)
        {
            return;
        }

        Flow flow = flows.FlowOfSent(packet);
        Budget budget = Of(node);
        int most = node.IsSender ? flow.WindowBlocks : 1;
        if (++budget.SinceCause > most)
        {
            Report($"{node.Name} sends {budget.SinceCause} packets at once ({node.Cause}); {most} would be the most");
        }

        if (packet.Opcode != RawPacket.Data)
        {
            return;
        }

        // Each loss, copy or late arrival may cost a window; each timeout too. And a receiver that acknowledges each block
        // looks, at first and after each timeout, like one that misses blocks.
        long allowed = flow.WindowBlocks * WindowsToLearn * (1 + budget.Disturbances + Loop.Network.Counters.Disturbances);
        if (flow.DataSentAgain > allowed)
        {
            Report($"{node.Name} has sent {flow.DataSentAgain} blocks again after {budget.Disturbances} timeouts and {Loop.Network.Counters.Disturbances} faults");
        }

        if (flow.WindowBlocks == 1 && flow.DataSentAgain > budget.Disturbances)
        {
            Report($"{node.Name} has sent {flow.DataSentAgain} blocks again after {budget.Disturbances} timeouts, in lock-step");
        }
    }

    private Budget Of(TransferNode node)
    {
        if (!_budgets.TryGetValue(node, out Budget? budget))
        {
            _budgets.Add(node, budget = new Budget());
        }

        return budget;
    }

    private sealed class Budget
    {
        public int SinceCause { get; set; }

        public long Disturbances { get; set; }
    }
}
