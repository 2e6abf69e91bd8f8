namespace Oack.Simulation.Checkers;

/// <summary>What the last datagram of a flow was.</summary>
public enum LastDelivered
{
    /// <summary>Nothing that a checker cares about.</summary>
    Other = 0,

    /// <summary>An ACK that says nothing new.</summary>
    DuplicateAck,

    /// <summary>An ERROR.</summary>
    Error,
}
