namespace Oack.Protocol.Observe;

/// <summary>How much a finding matters.</summary>
public enum FindingSeverity : byte
{
    /// <summary>Normal; it only looks bad.</summary>
    Note = 0,

    /// <summary>It works, but slowly or by luck.</summary>
    Warning,

    /// <summary>The transfer failed because of it.</summary>
    Error,
}
