namespace Oack.Boot;

/// <summary>What became of a message.</summary>
public enum BootVerdict : byte
{
    /// <summary>It is nobody's that boots, or it is for another server: most messages on a wire are.</summary>
    NotForUs = 0,

    /// <summary>It is no DHCP message.</summary>
    Malformed,

    /// <summary>The client was told what to boot.</summary>
    Answered,

    /// <summary>The client boots, and there is nothing for it: the text says why, and what would help.</summary>
    NothingToBoot,

    /// <summary>An address was offered, confirmed, refused or taken back.</summary>
    Address,

    /// <summary>No address is free.</summary>
    Exhausted,

    /// <summary>Another server was seen that gets in the way: the text says how. Once a server.</summary>
    OtherServer,
}
