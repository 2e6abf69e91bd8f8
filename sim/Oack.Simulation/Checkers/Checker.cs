using Oack.Protocol;
using Oack.Protocol.Transfer;
using Oack.Simulation.Network;
using Oack.Simulation.Nodes;

namespace Oack.Simulation.Checkers;

/// <summary>What checkers have in common.</summary>
public abstract class Checker : IChecker
{
    private readonly SimulationLoop _loop;

    /// <summary>A checker for a loop.</summary>
    protected Checker(SimulationLoop loop) => _loop = loop;

    /// <inheritdoc/>
    public abstract string Rule { get; }

    protected SimulationLoop Loop => _loop;

    /// <summary>Whether damaged datagrams were delivered, so that numbers and bytes may be wrong without anyone's fault.</summary>
    protected bool IsTainted => _loop.Network.IsTainted;

    /// <inheritdoc/>
    public virtual void OnSent(SimulatedNode sender, in PacketSighting packet, DropReason? dropped)
    {
    }

    /// <inheritdoc/>
    public virtual void OnDelivered(SimulatedNode receiver, in PacketSighting packet)
    {
    }

    /// <inheritdoc/>
    public virtual void OnHandled(TransferNode node, in PacketSighting packet, Disposition disposition, in ReceivedPayload payload)
    {
    }

    /// <inheritdoc/>
    public virtual void OnTimeout(TransferNode node, Instant now)
    {
    }

    /// <inheritdoc/>
    public virtual void OnTransferEvent(TransferNode node, Instant now, TransferEventKind transferEvent)
    {
    }

    /// <inheritdoc/>
    public virtual void OnUserAction(TransferNode node, Instant now, string action)
    {
    }

    /// <inheritdoc/>
    public virtual void OnFinished(Instant now)
    {
    }

    /// <summary>Says that the rule was broken.</summary>
    protected void Report(string what) => _loop.Report(Rule, what);
}
