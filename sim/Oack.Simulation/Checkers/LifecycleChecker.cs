using Oack.Protocol;
using Oack.Protocol.Transfer;
using Oack.Simulation.Network;
using Oack.Simulation.Nodes;

namespace Oack.Simulation.Checkers;

/// <summary>
/// A transfer ends once, with one outcome that then stands; its events come in order and once each; nothing is sent
/// after Closed, and after an end that is not complete at most one ERROR.
/// </summary>
public sealed class LifecycleChecker(SimulationLoop loop) : Checker(loop)
{
    private readonly Dictionary<TransferNode, Life> _lives = [];

    /// <inheritdoc/>
    public override string Rule => "lifecycle";

    /// <inheritdoc/>
    public override void OnTransferEvent(TransferNode node, Instant now, TransferEventKind transferEvent)
    {
        ArgumentNullException.ThrowIfNull(node);
        Life life = Of(node);
        if (transferEvent == TransferEventKind.None || !life.Seen.Add(transferEvent))
        {
            Report($"{node.Name} says {transferEvent} twice, or nothing at all");
        }

        bool hasEnded = life.Seen.Contains(TransferEventKind.Ended);
        switch (transferEvent)
        {
            case TransferEventKind.Negotiated when hasEnded || life.Seen.Contains(TransferEventKind.Received):
            case TransferEventKind.Received when hasEnded || node.IsSender:
            case TransferEventKind.Closed when !hasEnded:
                Report($"{node.Name} says {transferEvent} out of order");
                break;
            case TransferEventKind.Ended:
                life.Outcome = node.Machine.Outcome;
                if (life.Outcome == TransferOutcome.None)
                {
                    Report($"{node.Name} ends without an outcome");
                }

                break;
            default:
                break;
        }
    }

    /// <inheritdoc/>
    public override void OnSent(SimulatedNode sender, in PacketSighting packet, DropReason? dropped)
    {
        if (sender is not TransferNode node)
        {
            return;
        }

        Life life = Of(node);
        if (node.IsClosed)
        {
            Report($"{node.Name} sends {RawPacket.Describe(packet.Bytes)} after Closed");
        }
        else if (packet.Opcode == RawPacket.Error && packet.To == node.Machine.Peer && ++life.ErrorsToPeer > 1)
        {
            Report($"{node.Name} sends a second ERROR to its peer");
        }
        else if (life.Seen.Contains(TransferEventKind.Ended) && packet.Opcode is not (RawPacket.Error or RawPacket.Acknowledgment))
        {
            Report($"{node.Name} sends {RawPacket.Describe(packet.Bytes)} after its end");
        }
        else if (node.IsVanished)
        {
            Report($"{node.Name} sends from a host that is gone");
        }
    }

    /// <inheritdoc/>
    public override void OnHandled(TransferNode node, in PacketSighting packet, Disposition disposition, in ReceivedPayload payload)
    {
        ArgumentNullException.ThrowIfNull(node);
        Life life = Of(node);
        TransferOutcome outcome = node.Machine.Outcome;
        if (life.Seen.Contains(TransferEventKind.Ended) && outcome != life.Outcome)
        {
            Report($"{node.Name} changes its outcome from {life.Outcome} to {outcome}");
        }

        bool isForeign = packet.From != node.Machine.Peer;
        if (isForeign && disposition is Disposition.Accepted or Disposition.Duplicate && life.Seen.Contains(TransferEventKind.Negotiated))
        {
            Report($"{node.Name} takes {RawPacket.Describe(packet.Bytes)} of {packet.From} as {disposition}; its peer is {node.Machine.Peer}");
        }
    }

    private Life Of(TransferNode node)
    {
        if (!_lives.TryGetValue(node, out Life? life))
        {
            _lives.Add(node, life = new Life());
        }

        return life;
    }

    private sealed class Life
    {
        public HashSet<TransferEventKind> Seen { get; } = [];

        public TransferOutcome Outcome { get; set; }

        public int ErrorsToPeer { get; set; }
    }
}
