using Oack.Protocol;
using Oack.Protocol.Transfer;
using Oack.Simulation.Network;
using Oack.Simulation.Nodes;

namespace Oack.Simulation;

/// <summary>Sees all packets and events of a simulation and changes nothing.</summary>
public interface ISimulationObserver
{
    /// <summary>A node sent a datagram; <paramref name="dropped"/> says why it will not arrive, if so.</summary>
    void OnSent(SimulatedNode sender, in PacketSighting packet, DropReason? dropped)
    {
    }

    /// <summary>A node sent a datagram to a group; <see cref="OnSent"/> follows for each member.</summary>
    void OnSentToGroup(SimulatedNode sender, in PacketSighting packet)
    {
    }

    /// <summary>A datagram reached a node, which has not yet looked at it.</summary>
    void OnDelivered(SimulatedNode receiver, in PacketSighting packet)
    {
    }

    /// <summary>A datagram arrived where nobody listens.</summary>
    void OnUndeliverable(in PacketSighting packet)
    {
    }

    /// <summary>A transfer under test has looked at a datagram, and has not yet been asked for its answer.</summary>
    void OnHandled(TransferNode node, in PacketSighting packet, Disposition disposition, in ReceivedPayload payload)
    {
    }

    /// <summary>A transfer under test had a timer run out.</summary>
    void OnTimeout(TransferNode node, Instant now)
    {
    }

    /// <summary>A transfer under test gave an event.</summary>
    void OnTransferEvent(TransferNode node, Instant now, TransferEventKind transferEvent)
    {
    }

    /// <summary>The user of a transfer did something: stored the content, aborted, and the like.</summary>
    void OnUserAction(TransferNode node, Instant now, string action)
    {
    }

    /// <summary>The simulation is over.</summary>
    void OnFinished(Instant now)
    {
    }
}
