using Oack.Protocol;
using Oack.Protocol.Transfer;
using Oack.Simulation.Network;
using Oack.Simulation.Nodes;

namespace Oack.Simulation.Checkers;

/// <summary>What a transfer counts is what was seen, and a complete transfer counts the bytes of the file.</summary>
public sealed class StatisticsChecker(SimulationLoop loop, FileContent content, bool peerIsHonest) : Checker(loop)
{
    private readonly Dictionary<TransferNode, Count> _counts = [];

    /// <inheritdoc/>
    public override string Rule => "statistics";

    /// <inheritdoc/>
    public override void OnSent(SimulatedNode sender, in PacketSighting packet, DropReason? dropped)
    {
        if (sender is TransferNode node)
        {
            Of(node).Sent++;
        }
    }

    /// <inheritdoc/>
    public override void OnHandled(TransferNode node, in PacketSighting packet, Disposition disposition, in ReceivedPayload payload) =>
        Of(node).Received++;

    /// <inheritdoc/>
    public override void OnFinished(Instant now)
    {
        foreach ((TransferNode node, Count count) in _counts)
        {
            TransferStatistics statistics = node.Machine.Statistics;
            if (statistics.DatagramsSent < count.Sent || statistics.DatagramsSent > count.Sent + node.DroppedTransmits)
            {
                Report($"{node.Name} counts {statistics.DatagramsSent} datagrams sent; there were {count.Sent}");
            }

            if (statistics.DatagramsReceived != count.Received + node.RepeatedRequests)
            {
                Report($"{node.Name} counts {statistics.DatagramsReceived} datagrams received; there were {count.Received + node.RepeatedRequests}");
            }

            if (statistics.Retransmissions > statistics.DatagramsSent || statistics.Retransmissions < 0)
            {
                Report($"{node.Name} counts {statistics.Retransmissions} retransmissions in {statistics.DatagramsSent} datagrams");
            }

            if (peerIsHonest && !Loop.Network.IsTainted && node.Machine.Outcome == TransferOutcome.Complete
                && !node.Machine.FinalAckMissing && statistics.PayloadBytes != content.LengthBytes)
            {
                Report($"{node.Name} counts {statistics.PayloadBytes} bytes of {content.LengthBytes}");
            }
        }
    }

    private Count Of(TransferNode node)
    {
        if (!_counts.TryGetValue(node, out Count? count))
        {
            _counts.Add(node, count = new Count());
        }

        return count;
    }

    private sealed class Count
    {
        public long Sent { get; set; }

        public long Received { get; set; }
    }
}
