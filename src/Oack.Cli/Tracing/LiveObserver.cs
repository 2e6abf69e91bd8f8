using Oack.Protocol.Observe;
using Oack.Trace.Report;

namespace Oack.Cli.Tracing;

/// <summary>Prints what becomes certain while it does: each finding, and a line for each transfer that has ended.</summary>
internal sealed class LiveObserver(TracePrinter printer, TraceFilter filter, bool isQuiet, Action flush) : IConversationObserver
{
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
        if (!isQuiet && filter.Matches(transfer))
        {
            printer.Print(TraceText.OfTransfer(transfer));
            flush();
        }
    }
}
