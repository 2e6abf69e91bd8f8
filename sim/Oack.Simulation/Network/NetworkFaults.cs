namespace Oack.Simulation.Network;

/// <summary>
/// What the network does to datagrams. All of it holds for each direction on its own; probabilities are per datagram,
/// 0 to 1, and default to 0.
/// </summary>
public sealed record NetworkFaults
{
    /// <summary>A network that only takes its time.</summary>
    public static NetworkFaults None { get; } = new();

    /// <summary>The probability that a datagram is lost.</summary>
    public double Loss { get; init; }

    /// <summary>Loss in bursts, beside <see cref="Loss"/>; null for none.</summary>
    public BurstLoss? Burst { get; init; }

    /// <summary>The probability that a datagram arrives twice.</summary>
    public double Duplication { get; init; }

    /// <summary>The probability that a datagram is held back by up to <see cref="ReorderingDelay"/>, so that others overtake it.</summary>
    public double Reordering { get; init; }

    /// <summary>The longest time that a reordered or duplicated datagram is held back. Defaults to 5 ms.</summary>
    public TimeSpan ReorderingDelay { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>The time from one end to the other. Defaults to 500 µs: a round trip of 1 ms.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromMicroseconds(500);

    /// <summary>Up to this much is added to the delay, without changing the order. Defaults to 0.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>The probability that a datagram is damaged and the UDP checksum sees it: it counts as lost.</summary>
    public double DetectedCorruption { get; init; }

    /// <summary>
    /// The probability that one to three bits of the first bytes of a datagram are flipped and it is delivered all the same,
    /// as on a path without the UDP checksum. No protocol can promise the right bytes then; see <see cref="VirtualNetwork.IsTainted"/>.
    /// </summary>
    public double UndetectedCorruption { get; init; }

    /// <summary>The periods without any connection.</summary>
    public IReadOnlyList<Partition> Partitions { get; init; } = [];

    /// <summary>The probability that a datagram is followed by one that a stranger sends to one of the two ends.</summary>
    public double ForeignPackets { get; init; }

    /// <summary>The rate of the link, in bytes a second with 28 bytes of UDP and IPv4 header for each datagram; 0 for no limit.</summary>
    public long BytesPerSecond { get; init; }

    /// <summary>The queue before the link, in bytes; what does not fit is lost. Means nothing without a rate. Defaults to 64 KB.</summary>
    public int QueueBytes { get; init; } = 64 * 1_024;

    /// <summary>Whether a host answers for a port where nobody listens (ICMP port unreachable).</summary>
    public bool ReportsUnreachable { get; init; }

    /// <summary>Whether each datagram arrives, once and in order.</summary>
    public bool IsReliable =>
        Loss == 0 && Burst is null && Duplication == 0 && Reordering == 0 && DetectedCorruption == 0
        && UndetectedCorruption == 0 && Partitions.Count == 0 && BytesPerSecond == 0;
}
