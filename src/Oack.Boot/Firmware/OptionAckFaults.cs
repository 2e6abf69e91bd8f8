namespace Oack.Boot.Firmware;

/// <summary>What an answer to a request's options has about it that some program minds.</summary>
[Flags]
public enum OptionAckFaults
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A name comes back in other letters than it was asked for.</summary>
    NameCase = 1 << 0,

    /// <summary>An option of TFTP that was not asked for (RFC 2347: the server must not).</summary>
    UnrequestedOption = 1 << 1,

    /// <summary>A <c>timeout</c> that was not asked for.</summary>
    UnrequestedTimeout = 1 << 2,

    /// <summary>A name that TFTP does not have, and that was not asked for.</summary>
    UnknownOption = 1 << 3,

    /// <summary>More bytes a block than were asked for.</summary>
    LargerBlockSize = 1 << 4,

    /// <summary>More blocks a window than were asked for.</summary>
    LargerWindow = 1 << 5,

    /// <summary>Another timeout than was asked for.</summary>
    OtherTimeout = 1 << 6,

    /// <summary>A value that is no number, or outside the option's range.</summary>
    IllegalValue = 1 << 7,

    /// <summary>The last string has no NUL.</summary>
    Unterminated = 1 << 8,

    /// <summary>A name without a value.</summary>
    WithoutValue = 1 << 9,

    /// <summary>The size was asked for and is not told.</summary>
    SizeMissing = 1 << 10,

    /// <summary>DATA answers the request; no option holds.</summary>
    OptionsIgnored = 1 << 11,
}
