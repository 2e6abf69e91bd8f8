using Oack.Protocol;
using Oack.Simulation.Network;

namespace Oack.Simulation.Nodes;

/// <summary>
/// Something with an address on the virtual network: it is handed datagrams and the time, and says when it wants to be
/// called again. The loop arms <see cref="NextDeadline"/> after each call.
/// </summary>
public abstract class SimulatedNode
{
    /// <summary>A node with a name for the log.</summary>
    protected SimulatedNode(string name) => Name = name;

    /// <summary>What the log calls it.</summary>
    public string Name { get; }

    /// <summary>Whether the checkers hold it to account; false for peers that are meant to be stupid or hostile.</summary>
    public virtual bool IsUnderTest => false;

    /// <summary>Whether it has nothing left to do.</summary>
    public abstract bool IsDone { get; }

    /// <summary>When it wants <see cref="HandleTimeout"/>.</summary>
    public abstract Instant NextDeadline { get; }

    /// <summary>What it is acting on right now.</summary>
    public SendCause Cause { get; protected set; }

    internal Instant Armed { get; set; } = Instant.Never;

    /// <summary>Takes a datagram in that arrived at one of its endpoints.</summary>
    public abstract void HandleDatagram(PeerEndpoint local, in PacketSighting packet);

    /// <summary>Hears that nobody listens at <paramref name="remote"/>.</summary>
    public virtual void HandleUnreachable(Instant now, PeerEndpoint local, PeerEndpoint remote)
    {
    }

    /// <summary>Lets time act.</summary>
    public abstract void HandleTimeout(Instant now);
}
