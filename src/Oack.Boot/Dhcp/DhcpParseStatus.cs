namespace Oack.Boot.Dhcp;

/// <summary>Why bytes are, or are not, a DHCP message.</summary>
public enum DhcpParseStatus : byte
{
    /// <summary>They are.</summary>
    Ok = 0,

    /// <summary>Fewer bytes than the fixed part of a message: 236.</summary>
    TooShort,

    /// <summary>The field op is neither 1 nor 2.</summary>
    WrongOperation,

    /// <summary>The hardware address is said to be longer than its field: 16 bytes.</summary>
    BadHardwareLength,
}
