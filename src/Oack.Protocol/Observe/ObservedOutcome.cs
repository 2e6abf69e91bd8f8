namespace Oack.Protocol.Observe;

/// <summary>How a transfer ended, as far as its packets show.</summary>
public enum ObservedOutcome : byte
{
    /// <summary>The capture ends while it still moved.</summary>
    InProgress = 0,

    /// <summary>The whole file was carried.</summary>
    Complete,

    /// <summary>The client asked only for the size, then hung up on purpose.</summary>
    Probed,

    /// <summary>The client took what it wanted and hung up on purpose.</summary>
    ClosedEarly,

    /// <summary>An ERROR answered the request.</summary>
    Refused,

    /// <summary>An ERROR, or a proven fault, ended it midway.</summary>
    Failed,

    /// <summary>It fell silent midway.</summary>
    Stalled,

    /// <summary>Nothing answered the request.</summary>
    Unanswered,
}
