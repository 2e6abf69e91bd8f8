using System.Globalization;
using Oack.Protocol.Observe;

namespace Oack.Trace.Report;

/// <summary>What happened in one transfer, in sentences.</summary>
internal static class TransferStory
{
    private const string Indent = "    ";
    private const int LeastWidth = 40;

    /// <summary>Notes that nobody takes for a fault; alone they make no story.</summary>
    private static readonly FindingCode[] s_harmless =
    [
        FindingCode.EmptyFile, FindingCode.SinglePortServer, FindingCode.VariableWindow, FindingCode.RolloverToZero, FindingCode.RolloverToOne,
    ];

    /// <summary>Whether somebody who sees the transfer's packets would ask what is wrong.</summary>
    internal static bool IsNeeded(ObservedTransfer transfer) =>
        transfer.Outcome is not (ObservedOutcome.Complete or ObservedOutcome.InProgress)
        || transfer.Findings.Any(finding => finding.Severity > FindingSeverity.Note || !s_harmless.Contains(finding.Code));

    /// <summary>The story's lines.</summary>
    internal static IEnumerable<TraceLine> Render(ObservedTransfer transfer, int width)
    {
        width = Math.Max(width, LeastWidth);
        yield return Head(transfer);
        foreach (TraceLine line in TextWrap.Lines(Opening(transfer), width, Indent))
        {
            yield return line;
        }

        foreach (Finding finding in transfer.Findings.OrderByDescending(finding => finding.Severity))
        {
            foreach (TraceLine line in Render(finding, width))
            {
                yield return line;
            }
        }

        foreach (string sentence in new[] { TimeSentence(transfer), TimeWords.Estimate(transfer), LinkSentence(transfer) })
        {
            foreach (TraceLine line in TextWrap.Lines(sentence, width, Indent, TraceTone.Quiet))
            {
                yield return line;
            }
        }
    }

    /// <summary>Who asked for what, and what was granted.</summary>
    internal static string Opening(ObservedTransfer transfer)
    {
        string who = transfer.ClientProgram is { } program ? $"{transfer.Client}, by its habits {program}," : transfer.Client.ToString();
        if (!transfer.HasRequest)
        {
            return $"{who} was already {(transfer.IsWrite ? "writing to" : "reading from")} {transfer.Server} when the capture began.";
        }

        string mode = transfer.Mode is "" or "octet" ? "" : $" in mode {SafeText.Quote(transfer.Mode)}";
        string asks = $"{who} asks {transfer.Server} to {(transfer.IsWrite ? "take" : "send")} it{mode}, with {SafeText.Options(transfer.Requested)}";
        string answer = transfer.Granted.Count > 0 ? $"; granted: {SafeText.Options(transfer.Granted)}" : "";
        string from = transfer.ServerTid is { } tid && tid != transfer.Server ? $"; {(tid.HasAddressOf(transfer.Server) ? string.Create(CultureInfo.InvariantCulture, $"port {tid.Port}") : tid.ToString())} answers" : "";
        return asks + from + answer + ".";
    }

    /// <summary>To which other transfer it belongs; empty where to none.</summary>
    internal static string LinkSentence(ObservedTransfer transfer)
    {
        if (transfer.LinkedTo is not { } linked)
        {
            return "";
        }

        string what = transfer.Outcome == ObservedOutcome.Probed ? "is the fetch that this probe prepares" : "asks for the same file after it";
        return string.Create(CultureInfo.InvariantCulture, $"#{linked.Id} {what}; it is {FindingCatalogue.NameOf(linked.Outcome)}.");
    }

    /// <summary>Where the time went; empty where nothing was measured.</summary>
    internal static string TimeSentence(ObservedTransfer transfer)
    {
        string account = TimeWords.Account(transfer);
        return account.Length == 0 ? "" : "Time: " + account;
    }

    private static TraceLine Head(ObservedTransfer transfer)
    {
        TraceLine line = new TraceLine(string.Create(CultureInfo.InvariantCulture, $"#{transfer.Id} "), TraceTone.Strong)
            .Add(SafeText.NameOf(transfer), TraceTone.Strong)
            .Add(": ")
            .Add(FindingCatalogue.NameOf(transfer.Outcome), TraceLine.ToneOf(transfer.Outcome));
        if (transfer.Bytes > 0 || transfer.Outcome == ObservedOutcome.Complete)
        {
            string of = transfer.AnnouncedBytes is { } announced && announced != transfer.Bytes ? $" of {Amounts.Number(announced)}" : "";
            line.Add($", {Amounts.Number(transfer.Bytes)}{of} bytes in {Amounts.Time(transfer.Duration)}");
        }

        return transfer.Retransmissions > 0 ? line.Add($", {Amounts.Count(transfer.Retransmissions, "packet")} sent again") : line;
    }

    private static IEnumerable<TraceLine> Render(Finding finding, int width)
    {
        TraceTone tone = TraceLine.ToneOf(finding.Severity);
        yield return new TraceLine("  ")
            .Add(FindingCatalogue.NameOf(finding.Severity), tone)
            .Add(" ")
            .Add(finding.CodeName, tone == TraceTone.Plain ? TraceTone.Strong : tone)
            .Add(string.Create(CultureInfo.InvariantCulture, $"  frame {finding.Frame}; {finding.Reference}"), TraceTone.Quiet);
        foreach (string sentence in new[] { finding.Explanation, finding.Remedy })
        {
            foreach (TraceLine line in TextWrap.Lines(sentence, width, Indent))
            {
                yield return line;
            }
        }
    }
}
