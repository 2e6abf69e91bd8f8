namespace Oack.Protocol.Wire;

/// <summary>Why bytes are, or are not, a packet.</summary>
public enum ParseStatus : byte
{
    /// <summary>They are.</summary>
    Ok = 0,

    /// <summary>Fewer bytes than the fixed part of the packet.</summary>
    TooShort,

    /// <summary>Another opcode than the one asked for, or none that TFTP has.</summary>
    WrongOpcode,

    /// <summary>A string without its NUL.</summary>
    Unterminated,

    /// <summary>A request without a file name.</summary>
    EmptyName,

    /// <summary>A file name or mode past the documented maximum.</summary>
    TooLong,

    /// <summary>An option name without a value, or an empty option name, in an OACK.</summary>
    BadOption,
}
