using Oack.Protocol.Observe;

namespace Oack.Trace.Report;

/// <summary>How many transfers there were, how they ended, and how much was found in them. Its size does not depend on their number.</summary>
public sealed class TraceTotals
{
    private readonly long[] _byOutcome = new long[Enum.GetValues<ObservedOutcome>().Length];
    private readonly long[] _bySeverity = new long[Enum.GetValues<FindingSeverity>().Length];

    /// <summary>How many transfers were counted.</summary>
    public long Transfers { get; private set; }

    /// <summary>How many a filter left out.</summary>
    public long Hidden { get; set; }

    /// <summary>The gravest finding, or null without one.</summary>
    public FindingSeverity? Severity { get; private set; }

    /// <summary>The totals of some transfers.</summary>
    public static TraceTotals Of(IEnumerable<ObservedTransfer> transfers, long hidden = 0)
    {
        ArgumentNullException.ThrowIfNull(transfers);
        TraceTotals totals = new() { Hidden = hidden };
        foreach (ObservedTransfer transfer in transfers)
        {
            totals.Add(transfer);
        }

        return totals;
    }

    /// <summary>Counts a transfer as it stands now.</summary>
    public void Add(ObservedTransfer transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        Transfers++;
        _byOutcome[(int)transfer.Outcome]++;
        foreach (Finding finding in transfer.Findings)
        {
            _bySeverity[(int)finding.Severity]++;
            Severity = Severity is { } gravest && gravest >= finding.Severity ? gravest : finding.Severity;
        }
    }

    /// <summary>How many transfers ended so.</summary>
    public long Count(ObservedOutcome outcome) => _byOutcome[(int)outcome];

    /// <summary>How many findings are of this severity.</summary>
    public long Count(FindingSeverity severity) => _bySeverity[(int)severity];
}
