using Oack.Protocol.Observe;

namespace Oack.Trace.Report;

/// <summary>One transfer as both points saw it.</summary>
/// <param name="AtClient">As seen at the client's side.</param>
/// <param name="AtServer">As seen at the server's side.</param>
/// <param name="Reason">By what the two were found to be one.</param>
public sealed record PairedTransfer(ObservedTransfer AtClient, ObservedTransfer AtServer, MatchReason Reason)
{
    /// <summary>What became of the server's packets; null where there were too many to keep.</summary>
    public LegLoss? TowardClient { get; init; }

    /// <summary>What became of the client's packets; null where there were too many to keep.</summary>
    public LegLoss? TowardServer { get; init; }

    /// <summary>How far the clock at the server's side is ahead, if both legs take the same time; null where too little arrived.</summary>
    public TimeSpan? ClockOffset { get; init; }

    /// <summary>What both legs between the points take together; null where too little arrived.</summary>
    public TimeSpan? RoundTrip { get; init; }
}
