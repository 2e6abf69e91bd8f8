namespace Oack.Protocol.Options;

/// <summary>What a client made of an OACK.</summary>
public enum OptionAckStatus : byte
{
    /// <summary>A legal answer.</summary>
    Ok = 0,

    /// <summary>It names an option that was not asked for (RFC 2347 forbids it).</summary>
    NotRequested,

    /// <summary>It names an option twice.</summary>
    Repeated,

    /// <summary>A value is not a number, or outside the option's range.</summary>
    ValueInvalid,

    /// <summary>The block size is larger than asked (RFC 2348).</summary>
    BlockSizeTooLarge,

    /// <summary>The window is larger than asked (RFC 7440).</summary>
    WindowTooLarge,

    /// <summary>The timeout is another than asked (RFC 2349).</summary>
    TimeoutChanged,

    /// <summary>The packet itself is broken: a string without NUL, or a name without value.</summary>
    Malformed,
}
