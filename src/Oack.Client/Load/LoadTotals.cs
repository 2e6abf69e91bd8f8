using Oack.Protocol;
using Oack.Protocol.Options;
using Oack.Protocol.Transfer;

namespace Oack.Client;

/// <summary>What one shard counted, and then what all of them did.</summary>
/// <param name="transfers">How many transfers the run has.</param>
internal sealed class LoadTotals(int transfers)
{
    /// <summary>How many different causes are told apart; a server that words each refusal anew must not fill the memory.</summary>
    public const int MaxCauses = 100;

    public const string OtherCauses = "other causes";

    private readonly Dictionary<string, long> _failures = new(StringComparer.Ordinal);

    public int Completed { get; private set; }

    public int Failed { get; private set; }

    public long Bytes { get; private set; }

    public long Retransmissions { get; private set; }

    public long Timeouts { get; private set; }

    public long Duplicates { get; private set; }

    public int? GrantedBlockSize { get; private set; }

    public int? GrantedWindowBlocks { get; private set; }

    public LatencySamples Latency { get; } = new(transfers);

    public LatencySamples FirstAnswer { get; } = new(transfers);

    /// <summary>When the first request was sent.</summary>
    public Instant FirstRequest { get; private set; } = Instant.Never;

    /// <summary>When the last transfer ended.</summary>
    public Instant LastEnd { get; private set; }

    public TimeSpan Duration { get; private set; }

    public void NoteRequest(Instant now) => FirstRequest = Instant.Min(FirstRequest, now);

    /// <summary>The options of the first transfer that settles them stand for all.</summary>
    public void NoteGrant(in TransferParameters parameters)
    {
        GrantedBlockSize ??= parameters.BlockSize;
        GrantedWindowBlocks ??= parameters.WindowBlocks;
    }

    /// <summary>Counts a transfer that has ended, or was cut short.</summary>
    /// <param name="now">When that was.</param>
    /// <param name="client">Whose.</param>
    /// <param name="statistics">What its machine counted.</param>
    /// <param name="failure">Why it failed; null when it arrived whole or was cut short.</param>
    public void Add(Instant now, LoadClient client, in TransferStatistics statistics, string? failure)
    {
        Bytes += statistics.PayloadBytes;
        Retransmissions += statistics.Retransmissions;
        Timeouts += statistics.Timeouts;
        Duplicates += statistics.Duplicates;
        LastEnd = Instant.Max(LastEnd, now);
        Duration = FirstRequest.IsSet ? LastEnd - FirstRequest : TimeSpan.Zero;
        if (client.AnsweredAt.IsSet)
        {
            FirstAnswer.Add((client.AnsweredAt - client.StartedAt).Ticks);
        }

        if (failure is not null)
        {
            Failed++;
            AddFailure(failure, 1);
        }
        else if (!client.IsCutShort)
        {
            Completed++;
            Latency.Add((client.ReceivedAt - client.StartedAt).Ticks);
        }
    }

    /// <summary>Adds what another shard counted.</summary>
    public void Add(LoadTotals other)
    {
        Completed += other.Completed;
        Failed += other.Failed;
        Bytes += other.Bytes;
        Retransmissions += other.Retransmissions;
        Timeouts += other.Timeouts;
        Duplicates += other.Duplicates;
        GrantedBlockSize = Smaller(GrantedBlockSize, other.GrantedBlockSize);
        GrantedWindowBlocks = Smaller(GrantedWindowBlocks, other.GrantedWindowBlocks);
        Latency.Add(other.Latency);
        FirstAnswer.Add(other.FirstAnswer);

        // Shards have clocks of their own; they begin at the same time.
        Duration = Duration > other.Duration ? Duration : other.Duration;
        foreach ((string cause, long count) in other._failures)
        {
            AddFailure(cause, count);
        }

        static int? Smaller(int? left, int? right) => left is null || right < left ? right : left;
    }

    /// <summary>The causes, the most frequent first.</summary>
    public LoadFailure[] Failures() =>
    [
        .. _failures.Select(cause => new LoadFailure(cause.Value, cause.Key))
            .OrderByDescending(failure => failure.Count)
            .ThenBy(failure => failure.Text, StringComparer.Ordinal),
    ];

    private void AddFailure(string cause, long count)
    {
        string key = _failures.Count < MaxCauses || _failures.ContainsKey(cause) ? cause : OtherCauses;
        _failures[key] = _failures.GetValueOrDefault(key) + count;
    }
}
