using Oack.Protocol;

namespace Oack.Client;

/// <summary>What the attempts of one transfer share: the clock, the wishes of the user, and where progress goes.</summary>
internal sealed class TransferContext(
    TftpClientOptions options, IProgress<TransferProgress>? progress, TimeProvider time, CancellationToken cancellationToken)
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(100);

    private readonly long _started = time.GetTimestamp();
    private Instant _nextProgress = Instant.Zero;

    public TftpClientOptions Options { get; } = options;

    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>Time since the transfer began.</summary>
    public Instant Now => new(time.GetElapsedTime(_started).Ticks);

    /// <summary>Whether <see cref="Report"/> would report: what it takes need not be gathered before.</summary>
    public bool IsReportDue(Instant now) => progress is not null && now >= _nextProgress;

    /// <summary>Reports progress, at most ten times a second.</summary>
    public void Report(Instant now, long bytes, long? totalBytes, long retransmissions, GroupPart? group = null)
    {
        if (IsReportDue(now))
        {
            _nextProgress = now + ProgressInterval;
            progress!.Report(new(bytes, totalBytes, now - Instant.Zero, retransmissions) { Group = group });
        }
    }

    /// <summary>Reports the end, whatever was reported before.</summary>
    public void ReportEnd(Instant now, long bytes, long retransmissions) =>
        progress?.Report(new(bytes, bytes, now - Instant.Zero, retransmissions));
}
