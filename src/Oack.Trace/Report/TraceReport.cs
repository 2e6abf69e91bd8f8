using Oack.Protocol.Observe;

namespace Oack.Trace.Report;

/// <summary>What was read from one capture: the input of everything that shows it.</summary>
public sealed record TraceReport
{
    /// <summary>The capture's name as the user gave it; <c>-</c> for standard input.</summary>
    public required string File { get; init; }

    /// <summary>How many packets (frames) the capture holds, TFTP or not.</summary>
    public long Packets { get; init; }

    /// <summary>The transfers that are shown, in the order of their requests.</summary>
    public required IReadOnlyList<ObservedTransfer> Transfers { get; init; }

    /// <summary>How many transfers a filter leaves out.</summary>
    public int HiddenTransfers { get; init; }

    /// <summary>What else the capture tells, a sentence each: who offered which file to whom (DHCP).</summary>
    public IReadOnlyList<string> Context { get; init; } = [];

    /// <summary>What could not be read of the capture, a sentence each; empty when all of it was.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>The files that were taken out of it, where that was asked for.</summary>
    public IReadOnlyList<ExtractedFile> Extracted { get; init; } = [];

    /// <summary>The gravest finding of the transfers that are shown, or null without one.</summary>
    public FindingSeverity? Severity => Transfers.Max(transfer => transfer.Severity);

    /// <summary>The report of a run that has finished.</summary>
    /// <param name="file">The capture's name as the user gave it.</param>
    /// <param name="run">The run.</param>
    /// <param name="filter">Which transfers are shown; all without one.</param>
    public static TraceReport Of(string file, TraceRun run, TraceFilter? filter = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        ObservedTransfer[] shown = [.. run.Transfers.Where(transfer => filter is null || filter.Matches(transfer))];
        return new TraceReport
        {
            File = file,
            Packets = run.Counters.Frames,
            Transfers = shown,
            HiddenTransfers = run.Transfers.Count - shown.Length,
            Context = TraceContext.Offers(run.Network),
            Problems = TraceContext.Problems(run),
        };
    }

    /// <summary>How many findings of a severity the transfers have.</summary>
    public int Count(FindingSeverity severity) =>
        Transfers.Sum(transfer => transfer.Findings.Count(finding => finding.Severity == severity));
}
