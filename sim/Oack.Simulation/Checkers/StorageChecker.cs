using Oack.Protocol.Transfer;
using Oack.Simulation.Network;
using Oack.Simulation.Nodes;

namespace Oack.Simulation.Checkers;

/// <summary>The last block is acknowledged only after the content was reported as stored.</summary>
public sealed class StorageChecker(SimulationLoop loop) : Checker(loop)
{
    private readonly HashSet<TransferNode> _storing = [];
    private readonly Dictionary<TransferNode, ushort> _lastNumbers = [];

    /// <inheritdoc/>
    public override string Rule => "last ACK after storage";

    /// <inheritdoc/>
    public override void OnHandled(TransferNode node, in PacketSighting packet, Disposition disposition, in ReceivedPayload payload)
    {
        if (payload.IsLast)
        {
            _lastNumbers[node] = packet.Block;
            _storing.Add(node);
        }
    }

    /// <inheritdoc/>
    public override void OnSent(SimulatedNode sender, in PacketSighting packet, DropReason? dropped)
    {
        if (packet.Opcode == RawPacket.Acknowledgment && sender is TransferNode { IsStored: false } node
            && _storing.Contains(node) && _lastNumbers[node] == packet.Block)
        {
            Report($"{node.Name} acknowledges block {packet.Block}, the last one, before it is stored");
        }
    }
}
