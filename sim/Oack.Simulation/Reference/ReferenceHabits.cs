namespace Oack.Simulation.Reference;

/// <summary>What kind of simple peer a <see cref="ReferencePeer"/> is. The defaults make a lock-step peer of 1992.</summary>
public sealed record ReferenceHabits
{
    /// <summary>The fixed timer before the last packet is sent again. Defaults to 1 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often in a row the same packet is sent again before the peer gives up. Defaults to 25.</summary>
    public int MaxTries { get; init; } = 25;

    /// <summary>The options that a client asks for, in order. Defaults to none.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> Asks { get; init; } = [];

    /// <summary>Whether a server answers as if the request had no options.</summary>
    public bool IgnoresOptions { get; init; }

    /// <summary>The most that a server grants as blksize.</summary>
    public int MaxBlockSize { get; init; } = 65_464;

    /// <summary>The most that a server grants as windowsize.</summary>
    public int MaxWindowBlocks { get; init; } = 64;

    /// <summary>A sender answers each duplicate ACK with the DATA after it: the Sorcerer's Apprentice (RFC 1123 §4.2.3.1).</summary>
    public bool AnswersDuplicateAcks { get; init; }

    /// <summary>A receiver acknowledges each block, not just each window (RFC 7440 allows it).</summary>
    public bool AcknowledgesEachBlock { get; init; }

    /// <summary>A receiver acknowledges again each duplicate of a block it has, as curl and tftp-hpa do.</summary>
    public bool AcknowledgesDuplicates { get; init; } = true;

    /// <summary>What a receiver does upon a gap in a window.</summary>
    public GapHabit Gap { get; init; } = GapHabit.ReportOnce;

    /// <summary>How long a receiver stays after its last ACK. Defaults to not at all, as most boot loaders do.</summary>
    public TimeSpan Dally { get; init; }

    /// <summary>A client takes a new port each time it sends its request again, as EDK1 and Etherboot do.</summary>
    public bool ChangesPortOnRetry { get; init; }

    /// <summary>A client sends its first request twice, this far apart, as a Raspberry Pi does; null for once.</summary>
    public TimeSpan? RepeatsRequestAfter { get; init; }

    /// <summary>A server starts another transfer for a repeated request while the first one runs, as old servers do.</summary>
    public bool StartsAgainOnRepeatedRequest { get; init; }

    /// <summary>A client answers an OACK with this ERROR and leaves, as a size probe does; null to go on.</summary>
    public int? HangsUpOnOptionAckWith { get; init; }

    /// <summary>A client leaves with ERROR 0 after this many blocks, as GRUB does; null to go on.</summary>
    public int? HangsUpAfterBlocks { get; init; }

    /// <summary>An ACK carries a fifth byte, the next window, as the Windows boot manager has it.</summary>
    public bool SendsFiveByteAcks { get; init; }
}
