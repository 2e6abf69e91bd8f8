using Oack.Protocol;
using Oack.Protocol.Transfer;
using Oack.Simulation.Network;
using Oack.Simulation.Nodes;

namespace Oack.Simulation.Checkers;

/// <summary>
/// Every transfer ends: in silence after its patience, in noise without progress after its tries, and always before the
/// simulation does.
/// </summary>
public sealed class EndsChecker(SimulationLoop loop) : Checker(loop)
{
    private static readonly TimeSpan s_slack = TimeSpan.FromSeconds(2);
    private readonly Dictionary<TransferNode, Instant> _progress = [];
    private readonly Dictionary<TransferNode, Instant> _ended = [];

    /// <inheritdoc/>
    public override string Rule => "always ends";

    /// <inheritdoc/>
    public override void OnHandled(TransferNode node, in PacketSighting packet, Disposition disposition, in ReceivedPayload payload)
    {
        if (disposition == Disposition.Accepted)
        {
            _progress[node] = packet.Now;
        }

        Check(node, packet.Now);
    }

    /// <inheritdoc/>
    public override void OnTimeout(TransferNode node, Instant now) => Check(node, now);

    /// <inheritdoc/>
    public override void OnUserAction(TransferNode node, Instant now, string action) => _progress[node] = now;

    /// <inheritdoc/>
    public override void OnTransferEvent(TransferNode node, Instant now, TransferEventKind transferEvent)
    {
        if (transferEvent == TransferEventKind.Ended)
        {
            _ended[node] = now;
        }
    }

    /// <inheritdoc/>
    public override void OnFinished(Instant now)
    {
        foreach (SimulatedNode node in Loop.Nodes)
        {
            if (node is TransferNode { IsDone: false } transfer)
            {
                Report($"{node.Name} is not closed ({transfer.Machine.Outcome}); its next deadline is {node.NextDeadline}");
            }
        }
    }

    private void Check(TransferNode node, Instant now)
    {
        TransferSettings settings = node.Settings;
        TimeSpan longest = Longer(settings.MaxTimeout, node.Machine.Parameters.Timeout ?? settings.FixedTimeout ?? TimeSpan.Zero);
        TimeSpan most = Longer(settings.Patience, longest) + ((settings.MaxRetransmissions + 2) * longest) + s_slack;
        if (_ended.TryGetValue(node, out Instant ended))
        {
            // A sender that does not get the last ACK asks again and again: each time the dally may start anew.
            TimeSpan dally = Longer(settings.Dally ?? settings.MaxDally, 4 * longest);
            if (!node.IsDone && now - ended > most + (settings.MaxRetransmissions * dally))
            {
                Report($"{node.Name} is still not closed {now - ended} after its end");
            }
        }
        else if (now - _progress.GetValueOrDefault(node, node.StartedAt) > most)
        {
            Report($"{node.Name} has not got on for {now - _progress.GetValueOrDefault(node, node.StartedAt)}");
        }
    }

    private static TimeSpan Longer(TimeSpan left, TimeSpan right) => left > right ? left : right;
}
