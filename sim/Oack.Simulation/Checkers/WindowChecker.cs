using Oack.Simulation.Network;
using Oack.Simulation.Nodes;

namespace Oack.Simulation.Checkers;

/// <summary>No DATA goes further than the granted window after the highest ACK, and none before the OACK is answered (RFC 7440 §4).</summary>
public sealed class WindowChecker(SimulationLoop loop, FlowTracker flows) : Checker(loop)
{
    /// <inheritdoc/>
    public override string Rule => "window";

    /// <inheritdoc/>
    public override void OnSent(SimulatedNode sender, in PacketSighting packet, DropReason? dropped)
    {
        ArgumentNullException.ThrowIfNull(sender);
        if (!sender.IsUnderTest || packet.Opcode != RawPacket.Data || IsTainted)
        {
            return;
        }

        Flow flow = flows.FlowOfSent(packet);
        if (flow.IsOpening)
        {
            Report($"{sender.Name} sends DATA {packet.Block} before its OACK was answered");
        }
        else if (flow.LastSentBlock < 1)
        {
            Report($"{sender.Name} sends DATA {packet.Block}, which is block {flow.LastSentBlock}");
        }
        else if (flow.LastSentBlock > flow.HighestAcknowledged + flow.WindowBlocks)
        {
            Report($"{sender.Name} sends block {flow.LastSentBlock} with {flow.HighestAcknowledged} acknowledged and a window of {flow.WindowBlocks}");
        }
    }
}
