using Oack.Protocol;
using Oack.Protocol.Transfer;
using Oack.Simulation.Network;
using Oack.Simulation.Nodes;

namespace Oack.Simulation.Checkers;

/// <summary>
/// A receiver takes each byte of the file once, in order and unchanged, and says complete only with all of them. With a
/// hostile sender, or after damage that UDP did not see, only order and completeness are demanded.
/// </summary>
public sealed class DeliveredBytesChecker(SimulationLoop loop, FileContent content, bool senderIsHonest) : Checker(loop)
{
    private readonly Dictionary<TransferNode, Taken> _taken = [];

    /// <inheritdoc/>
    public override string Rule => "delivered bytes";

    /// <inheritdoc/>
    public override void OnHandled(TransferNode node, in PacketSighting packet, Disposition disposition, in ReceivedPayload payload)
    {
        ArgumentNullException.ThrowIfNull(node);
        bool carries = disposition == Disposition.Accepted && packet.Opcode == RawPacket.Data && !node.IsSender;
        if (!carries)
        {
            if (payload != default)
            {
                Report($"{node.Name} hands out {payload} of a packet that it did not accept as DATA");
            }

            return;
        }

        if (!_taken.TryGetValue(node, out Taken? taken))
        {
            _taken.Add(node, taken = new Taken());
        }

        if (payload.StartInDatagram != 4 || payload.LengthBytes != packet.Bytes.Length - 4)
        {
            Report($"{node.Name} hands out {payload} of a datagram of {packet.Bytes.Length} bytes");
            return;
        }

        if (payload.Offset != taken.Bytes || taken.IsWhole)
        {
            Report($"{node.Name} hands out bytes at {payload.Offset} after {taken.Bytes}" + (taken.IsWhole ? ", the end" : ""));
            return;
        }

        if (payload.IsLast != (payload.LengthBytes < node.Machine.Parameters.BlockSize))
        {
            Report($"{node.Name}: {payload} with blocks of {node.Machine.Parameters.BlockSize}");
        }

        taken.Bytes += payload.LengthBytes;
        taken.IsWhole = payload.IsLast;
        if (senderIsHonest && !IsTainted
            && !content.At(payload.Offset, payload.LengthBytes).SequenceEqual(packet.Bytes[4..]))
        {
            Report($"{node.Name} takes wrong bytes at {payload.Offset}");
        }
    }

    /// <inheritdoc/>
    public override void OnTransferEvent(TransferNode node, Instant now, TransferEventKind transferEvent)
    {
        ArgumentNullException.ThrowIfNull(node);
        if (node.IsSender || transferEvent is not (TransferEventKind.Received or TransferEventKind.Ended))
        {
            return;
        }

        Taken taken = _taken.GetValueOrDefault(node) ?? new Taken();
        bool claims = transferEvent == TransferEventKind.Received || node.Machine.Outcome == TransferOutcome.Complete;
        if (claims && !taken.IsWhole)
        {
            Report($"{node.Name} says {transferEvent} {node.Machine.Outcome} after {taken.Bytes} bytes without the last block");
        }
        else if (claims && senderIsHonest && !IsTainted && taken.Bytes != content.LengthBytes)
        {
            Report($"{node.Name} says {transferEvent} {node.Machine.Outcome} with {taken.Bytes} bytes of {content.LengthBytes}");
        }
    }

    private sealed class Taken
    {
        public long Bytes { get; set; }

        public bool IsWhole { get; set; }
    }
}
