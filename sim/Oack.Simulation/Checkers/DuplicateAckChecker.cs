using Oack.Simulation.Network;
using Oack.Simulation.Nodes;

namespace Oack.Simulation.Checkers;

/// <summary>A duplicate ACK makes nobody send DATA: the Sorcerer's Apprentice (RFC 1123 §4.2.3.1).</summary>
public sealed class DuplicateAckChecker(SimulationLoop loop, FlowTracker flows) : Checker(loop)
{
    /// <inheritdoc/>
    public override string Rule => "duplicate ACK";

    /// <inheritdoc/>
    public override void OnSent(SimulatedNode sender, in PacketSighting packet, DropReason? dropped)
    {
        ArgumentNullException.ThrowIfNull(sender);
        if (sender.IsUnderTest && !IsTainted && sender.Cause == SendCause.Datagram && packet.Opcode == RawPacket.Data
            && flows.FlowOfSent(packet).LastDelivered == LastDelivered.DuplicateAck)
        {
            Report($"{sender.Name} answers a duplicate ACK with DATA {packet.Block}");
        }
    }
}
