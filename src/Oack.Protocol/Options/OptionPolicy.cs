namespace Oack.Protocol.Options;

/// <summary>
/// What a server is willing to grant. Never more than was asked, and nothing that was not (RFC 2347).
/// </summary>
public sealed record OptionPolicy
{
    /// <summary>The policy that all defaults together make.</summary>
    public static OptionPolicy Default { get; } = new();

    /// <summary>The largest block size granted, in bytes, 8 to 65,464. Defaults to 65,464.</summary>
    public int MaxBlockSize { get; init; } = TransferParameters.MaxBlockSize;

    /// <summary>The largest window granted, in blocks, 1 to 65,535. Defaults to 64.</summary>
    public int MaxWindowBlocks { get; init; } = 64;

    /// <summary>
    /// Whether timeout and utimeout are granted, and then obeyed exactly. Defaults to false: they are left out of the
    /// OACK, as RFC 2347 allows, and the timeout stays measured; U-Boot and curl ask for 5 and 6 s, which would turn
    /// each lost packet into a pause of that length.
    /// </summary>
    public bool GrantsTimeout { get; init; }

    /// <summary>
    /// Whether multicast is granted (RFC 2090), where the file is not too long for it. Defaults to false: only a server
    /// that has groups to give can keep the promise.
    /// </summary>
    public bool GrantsMulticast { get; init; }

    /// <summary>Whether any option is granted at all. Defaults to true.</summary>
    public bool GrantsOptions { get; init; } = true;
}
