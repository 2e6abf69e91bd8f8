namespace Oack.Protocol.Options;

/// <summary>
/// What both sides of a transfer work by, once options are settled. An option that is absent has its default.
/// </summary>
public readonly record struct TransferParameters
{
    /// <summary>The block size of RFC 1350, used when blksize is not granted: 512 bytes.</summary>
    public const int DefaultBlockSize = 512;

    /// <summary>The smallest block size (RFC 2348): 8 bytes.</summary>
    public const int MinBlockSize = 8;

    /// <summary>The largest block size (RFC 2348): 65,464 bytes.</summary>
    public const int MaxBlockSize = 65_464;

    /// <summary>The largest window (RFC 7440): 65,535 blocks.</summary>
    public const int MaxWindowBlocks = 65_535;

    /// <summary>Makes the parameters of a transfer without options.</summary>
    public TransferParameters()
    {
    }

    /// <summary>Bytes in each block but the last. Defaults to 512.</summary>
    public int BlockSize { get; init; } = DefaultBlockSize;

    /// <summary>Blocks in a window. Defaults to 1 (lock-step).</summary>
    public int WindowBlocks { get; init; } = 1;

    /// <summary>The agreed fixed timeout, or null: measured.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The number that follows block 65,535: 0 or 1. Defaults to 0.</summary>
    public ushort RolloverTo { get; init; }

    /// <summary>Whether ACKs carry the next window in a fifth byte (msftwindow).</summary>
    public bool HasMicrosoftWindow { get; init; }

    /// <summary>The size of the file as told by tsize, or null.</summary>
    public long? TransferSize { get; init; }
}
