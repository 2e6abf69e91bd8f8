namespace Oack.Client;

/// <summary>What a run of <see cref="LoadGenerator"/> came to.</summary>
public sealed record LoadReport
{
    /// <summary>How many clients read at once.</summary>
    public required int Clients { get; init; }

    /// <summary>How many transfers were asked for: those completed, failed and unfinished together.</summary>
    public required int Transfers { get; init; }

    /// <summary>How many threads drove the clients.</summary>
    public required int Threads { get; init; }

    /// <summary>
    /// The block size of the first transfer that was answered on each thread, in bytes: the smallest of them. Null when
    /// none was answered.
    /// </summary>
    public required int? GrantedBlockSize { get; init; }

    /// <summary>The window likewise, in blocks; null when no transfer was answered.</summary>
    public required int? GrantedWindowBlocks { get; init; }

    /// <summary>How many transfers arrived whole, with the content that was expected.</summary>
    public required int Completed { get; init; }

    /// <summary>How many were refused, fell silent, broke the protocol, or brought other content.</summary>
    public required int Failed { get; init; }

    /// <summary>How many were under way, or had not begun, when the run was ended.</summary>
    public int Unfinished => Transfers - Completed - Failed;

    /// <summary>Bytes of content that arrived, each block once, of all transfers whatever became of them.</summary>
    public required long Bytes { get; init; }

    /// <summary>From the first request to the end of the last transfer.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Requests and ACKs that were sent again.</summary>
    public required long Retransmissions { get; init; }

    /// <summary>Timeouts that ran out and caused a retransmission.</summary>
    public required long Timeouts { get; init; }

    /// <summary>Datagrams that repeated what was known.</summary>
    public required long Duplicates { get; init; }

    /// <summary>From the first request of a transfer to its last block; of the completed ones.</summary>
    public required LatencySummary Latency { get; init; }

    /// <summary>From the first request of a transfer to the first answer; of all that were answered, with an ERROR too.</summary>
    public required LatencySummary FirstAnswer { get; init; }

    /// <summary>The processor time that this process used during the run, on all its threads.</summary>
    public required TimeSpan ProcessorTime { get; init; }

    /// <summary>Why transfers failed, the most frequent cause first; what peers sent is escaped.</summary>
    public required IReadOnlyList<LoadFailure> Failures { get; init; }

    /// <summary><see cref="Bytes"/> a second.</summary>
    public double BytesPerSecond => PerSecond(Bytes);

    /// <summary>Completed transfers a second.</summary>
    public double TransfersPerSecond => PerSecond(Completed);

    private double PerSecond(double amount) => Duration > TimeSpan.Zero ? amount / Duration.TotalSeconds : 0;
}
