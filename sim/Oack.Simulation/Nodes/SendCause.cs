namespace Oack.Simulation.Nodes;

/// <summary>What made a node send.</summary>
public enum SendCause
{
    /// <summary>Its own beginning: the request, or the first answer.</summary>
    Start,

    /// <summary>A datagram that came in.</summary>
    Datagram,

    /// <summary>A timer that ran out.</summary>
    Timeout,

    /// <summary>The request came again.</summary>
    RepeatedRequest,

    /// <summary>Its user: content became ready or was stored, acknowledgments were released, the transfer was aborted.</summary>
    User,
}
