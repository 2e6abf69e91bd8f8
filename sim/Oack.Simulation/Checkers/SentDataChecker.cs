using Oack.Simulation.Network;
using Oack.Simulation.Nodes;

namespace Oack.Simulation.Checkers;

/// <summary>Each DATA carries the bytes of the file that belong to its number, and as many as belong there.</summary>
public sealed class SentDataChecker(SimulationLoop loop, FlowTracker flows, FileContent content) : Checker(loop)
{
    /// <inheritdoc/>
    public override string Rule => "sent bytes";

    /// <inheritdoc/>
    public override void OnSent(SimulatedNode sender, in PacketSighting packet, DropReason? dropped)
    {
        ArgumentNullException.ThrowIfNull(sender);
        if (!sender.IsUnderTest || packet.Opcode != RawPacket.Data || IsTainted)
        {
            return;
        }

        Flow flow = flows.FlowOfSent(packet);
        long offset = (flow.LastSentBlock - 1) * flow.BlockSize;
        ReadOnlySpan<byte> expected = content.At(offset, flow.BlockSize);
        if (offset > content.LengthBytes || !expected.SequenceEqual(packet.Bytes[4..]))
        {
            Report($"{sender.Name} sends block {flow.LastSentBlock} with {packet.Bytes.Length - 4} bytes that are not the {expected.Length} of the file at {offset}");
        }
    }
}
