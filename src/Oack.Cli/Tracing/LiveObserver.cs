using Oack.Protocol.Observe;
using Oack.Trace.Report;

namespace Oack.Cli.Tracing;

/// <summary>Prints what becomes certain while it does: each finding, and a line for each transfer that has ended.</summary>
/// <remarks>
/// It counts for the summary. What later transfers of a host show (a fetch behind a probe, a hit in a search list) still
/// changes the findings of those that ended last, so these are counted at the end: as many as the tracker remembers.
/// </remarks>
internal sealed class LiveObserver(TracePrinter printer, TraceFilter filter, bool isQuiet, Action flush) : IConversationObserver
{
    private readonly Queue<ObservedTransfer> _last = new();
    private readonly TraceTotals _totals = new();

    /// <summary>What was seen in all; called once, at the end.</summary>
    public TraceTotals Finish()
    {
        while (_last.TryDequeue(out ObservedTransfer? transfer))
        {
            CountIn(transfer);
        }

        return _totals;
    }

    /// <inheritdoc/>
    public void OnPacket(ObservedTransfer transfer, in ObservedPacket packet, ReadOnlySpan<byte> datagram)
    {
    }

    /// <inheritdoc/>
    public void OnFinding(ObservedTransfer transfer, Finding finding)
    {
        if (filter.Matches(transfer) && (!isQuiet || finding.Severity == FindingSeverity.Error))
        {
            printer.Print(TraceText.OfFinding(transfer, finding));
            flush();
        }
    }

    /// <inheritdoc/>
    public void OnEnded(ObservedTransfer transfer)
    {
        _last.Enqueue(transfer);
        if (_last.Count > ConversationTracker.MaxRememberedWithoutEnded)
        {
            CountIn(_last.Dequeue());
        }

        if (!isQuiet && filter.Matches(transfer))
        {
            printer.Print(TraceText.OfTransfer(transfer));
            flush();
        }
    }

    private void CountIn(ObservedTransfer transfer)
    {
        if (filter.Matches(transfer))
        {
            _totals.Add(transfer);
        }
        else
        {
            _totals.Hidden++;
        }
    }
}
