using Oack.Simulation.Network;
using Oack.Simulation.Nodes;

namespace Oack.Simulation.Checkers;

/// <summary>An ERROR is never answered, whoever sent it (RFC 1350 §7).</summary>
public sealed class ErrorNeverAnsweredChecker(SimulationLoop loop, FlowTracker flows) : Checker(loop)
{
    /// <inheritdoc/>
    public override string Rule => "an ERROR is never answered";

    /// <inheritdoc/>
    public override void OnSent(SimulatedNode sender, in PacketSighting packet, DropReason? dropped)
    {
        ArgumentNullException.ThrowIfNull(sender);
        if (sender.IsUnderTest && sender.Cause == SendCause.Datagram
            && flows.FlowOfSent(packet).LastDelivered == LastDelivered.Error)
        {
            Report($"{sender.Name} answers an ERROR with {RawPacket.Describe(packet.Bytes)}");
        }
    }
}
