using Oack.Protocol;
using Oack.Protocol.Transfer;
using Oack.Simulation.Nodes;
using Oack.Simulation.Reference;

namespace Oack.Simulation.Checkers;

/// <summary>
/// What the plan demands: the file arrived where it should have, and no sender believes so when it did not. A sender that
/// misses the last ACK though the file arrived is no breach: no protocol with a last message can exclude it.
/// </summary>
public sealed class CompletionChecker(
    SimulationLoop loop, SimulationPlan plan, SimulatedNode client, Func<IEnumerable<SimulatedNode>> servers, SilenceObserver silence)
    : Checker(loop)
{
    /// <inheritdoc/>
    public override string Rule => "completion";

    /// <summary>Whether the file did not arrive, and bad luck excuses it.</summary>
    public bool IsExcused { get; private set; }

    /// <summary>Whether the file arrived and its sender does not know.</summary>
    public bool MissedLastAck { get; private set; }

    /// <inheritdoc/>
    public override void OnFinished(Instant now)
    {
        IEnumerable<SimulatedNode> ends = servers();
        bool clientKnows = IsComplete(client);
        bool serverKnows = ends.Any(IsComplete);
        (bool arrived, bool known) = plan.IsRead ? (clientKnows, serverKnows) : (serverKnows, clientKnows);
        bool onlyGuesses = ends.OfType<TransferNode>().Any(node => node.Machine.FinalAckMissing);
        if (known && !arrived && !onlyGuesses && plan.IsHonest && !IsTainted)
        {
            Report("the sender says complete, and the receiver does not");
        }

        CheckServerOutcome(ends);
        if (plan.Demand == Demand.Ends || IsTainted)
        {
            return;
        }

        MissedLastAck = arrived && !known;
        if (!arrived && plan.Demand == Demand.Completes && silence.HasExcuse)
        {
            IsExcused = true;
        }
        else if (!arrived)
        {
            Report($"the file did not arrive: {Say(client)}; {string.Join(", ", ends.Select(Say))}");
        }
        else if (!known && Loop.Network.Counters.Disturbances == 0)
        {
            Report($"the sender does not know that the file arrived: {Say(client)}; {string.Join(", ", ends.Select(Say))}");
        }

        if (plan.Demand == Demand.CompletesCleanly)
        {
            foreach (TransferNode node in Loop.Nodes.OfType<TransferNode>())
            {
                if (node.Machine.Statistics is { Retransmissions: > 0 } or { Timeouts: > 0 })
                {
                    Report($"{node.Name} sent {node.Machine.Statistics.Retransmissions} packets again on a perfect network");
                }
            }
        }
    }

    private static bool IsComplete(SimulatedNode node) => node switch
    {
        TransferNode transfer => transfer.Machine.Outcome == TransferOutcome.Complete,
        ReferencePeer peer => peer.IsComplete,
        _ => false,
    };

    private static string Say(SimulatedNode node) => node switch
    {
        TransferNode transfer => $"{node.Name} {transfer.Machine.Outcome} \"{transfer.Machine.ErrorMessage}\"",
        ReferencePeer peer => $"{node.Name} {(peer.IsComplete ? "complete" : "not complete")}",
        _ => node.Name,
    };

    private void CheckServerOutcome(IEnumerable<SimulatedNode> ends)
    {
        if (plan.ServerOutcome == TransferOutcome.None || Loop.Network.Counters.Disturbances > 0)
        {
            return;
        }

        foreach (TransferNode node in ends.OfType<TransferNode>())
        {
            if (node.Machine.Outcome != plan.ServerOutcome)
            {
                Report($"{node.Name} ended as {node.Machine.Outcome} where {plan.ServerOutcome} was expected");
            }
        }
    }
}
