namespace Oack.Simulation.Network;

/// <summary>What the network knows of a datagram that its receiver cannot know.</summary>
[Flags]
public enum PacketMarks
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Bits were flipped.</summary>
    Corrupted = 1,

    /// <summary>A copy that the network made.</summary>
    Duplicate = 2,

    /// <summary>Held back, so that others could overtake it.</summary>
    Late = 4,

    /// <summary>Sent by a stranger.</summary>
    Foreign = 8,
}
