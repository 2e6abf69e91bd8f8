namespace Oack.Simulation.Network;

/// <summary>Why a datagram did not arrive.</summary>
public enum DropReason
{
    /// <summary>Lost at random.</summary>
    Loss,

    /// <summary>Lost in a burst.</summary>
    Burst,

    /// <summary>Damaged, and the checksum saw it.</summary>
    Corruption,

    /// <summary>The ends were cut off from each other.</summary>
    Partition,

    /// <summary>The queue before the link was full.</summary>
    QueueFull,

    /// <summary>Nobody listens on the port.</summary>
    NobodyThere,
}
