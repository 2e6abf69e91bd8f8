using System.Globalization;
using Oack.Protocol.Observe;

namespace Oack.Trace.Report;

/// <summary>A report for a person: a line for each transfer, a story for each that needs one, and a summary.</summary>
public static class TraceText
{
    /// <summary>The width of stories where no terminal says otherwise: 80 letters.</summary>
    public const int DefaultWidth = 80;

    /// <summary>Of transfers that went wrong in the same way, how many have their story told; the others are named in one line.</summary>
    public const int MaxStoriesAlike = 5;

    private const int WidestStory = 100;

    /// <summary>The whole report.</summary>
    /// <param name="report">What was read.</param>
    /// <param name="width">The terminal's width; without one lines of the table are as long as they must be.</param>
    public static IEnumerable<TraceLine> Render(TraceReport report, int? width = null)
    {
        ArgumentNullException.ThrowIfNull(report);
        int storyWidth = Math.Min(width ?? DefaultWidth, WidestStory);
        yield return Heading(report);
        foreach (string sentence in report.Context)
        {
            foreach (TraceLine line in TextWrap.Lines(sentence, storyWidth, "", TraceTone.Quiet))
            {
                yield return line;
            }
        }

        foreach (TraceLine line in TransferTable.Render(report.Transfers, width))
        {
            yield return line;
        }

        foreach (TraceLine line in Stories(report, storyWidth))
        {
            yield return line;
        }

        if (report.Extracted.Count > 0)
        {
            yield return new TraceLine();
        }

        foreach (TraceLine line in ExtractText.Render(report.Extracted))
        {
            yield return line;
        }

        yield return new TraceLine();
        foreach (TraceLine line in Summary(report, storyWidth))
        {
            yield return line;
        }
    }

    /// <summary>Only what failed: one line for each finding of severity error.</summary>
    public static IEnumerable<TraceLine> RenderErrors(TraceReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        foreach (ObservedTransfer transfer in report.Transfers)
        {
            foreach (Finding finding in transfer.Findings.Where(finding => finding.Severity == FindingSeverity.Error))
            {
                yield return OfFinding(transfer, finding);
            }
        }
    }

    /// <summary>A finding in one line, as live watching prints it.</summary>
    public static TraceLine OfFinding(ObservedTransfer transfer, Finding finding)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        ArgumentNullException.ThrowIfNull(finding);
        return new TraceLine(string.Create(CultureInfo.InvariantCulture, $"#{transfer.Id} {SafeText.NameOf(transfer)}, {transfer.Client}: "))
            .Add($"{FindingCatalogue.NameOf(finding.Severity)} {finding.CodeName}", TraceLine.ToneOf(finding.Severity))
            .Add(string.Create(CultureInfo.InvariantCulture, $" (frame {finding.Frame}): {finding.Explanation}"));
    }

    /// <summary>A transfer in one line, as live watching prints it.</summary>
    public static TraceLine OfTransfer(ObservedTransfer transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        return TransferTable.Single(transfer);
    }

    /// <summary>How many transfers there are, how they ended, what was found, and what could not be read.</summary>
    /// <param name="report">What was read.</param>
    /// <param name="width">The width of its lines.</param>
    public static IEnumerable<TraceLine> Summary(TraceReport report, int width = DefaultWidth)
    {
        ArgumentNullException.ThrowIfNull(report);
        return Summary(TraceTotals.Of(report.Transfers, report.HiddenTransfers), report.Problems, width);
    }

    /// <summary>The same of transfers that are no longer there.</summary>
    /// <param name="totals">What was counted of them.</param>
    /// <param name="problems">What could not be read, a sentence each.</param>
    /// <param name="width">The width of its lines.</param>
    public static IEnumerable<TraceLine> Summary(TraceTotals totals, IReadOnlyList<string> problems, int width = DefaultWidth)
    {
        ArgumentNullException.ThrowIfNull(totals);
        ArgumentNullException.ThrowIfNull(problems);
        string outcomes = string.Join(", ", Enum.GetValues<ObservedOutcome>()
            .Where(outcome => totals.Count(outcome) > 0)
            .OrderBy(outcome => outcome == ObservedOutcome.InProgress ? byte.MaxValue : (byte)outcome)
            .Select(outcome => $"{Amounts.Number(totals.Count(outcome))} {FindingCatalogue.NameOf(outcome)}"));
        string hidden = totals.Hidden > 0 ? $" ({Amounts.Number(totals.Hidden)} more left out by the filter)" : "";
        TraceLine line = new($"{Sentence(Amounts.Count(totals.Transfers, "transfer"))}{hidden}{(outcomes.Length > 0 ? ": " : "")}{outcomes}. ");
        foreach (FindingSeverity severity in new[] { FindingSeverity.Error, FindingSeverity.Warning, FindingSeverity.Note })
        {
            long count = totals.Count(severity);
            string text = Amounts.Count(count, FindingCatalogue.NameOf(severity));
            line.Add(severity == FindingSeverity.Error ? Sentence(text) : text, count > 0 ? TraceLine.ToneOf(severity) : TraceTone.Plain)
                .Add(severity == FindingSeverity.Note ? "." : ", ");
        }

        yield return line;
        foreach (string problem in problems)
        {
            foreach (TraceLine wrapped in TextWrap.Lines("Not read: " + problem, width, "", TraceTone.Warning))
            {
                yield return wrapped;
            }
        }
    }

    private static TraceLine Heading(TraceReport report)
    {
        string name = report.File == "-" ? "standard input" : SafeText.Quote(report.File);
        TraceLine line = new TraceLine(name, TraceTone.Strong).Add(": " + Amounts.Count(report.Packets, "packet"));
        return report.Transfers.Count == 0 ? line : line.Add($", {Amounts.Date(report.Transfers[0].StartedAt)}");
    }

    private static IEnumerable<TraceLine> Stories(TraceReport report, int width)
    {
        Dictionary<string, List<ObservedTransfer>> alike = [];
        List<string> order = [];
        foreach (ObservedTransfer transfer in report.Transfers.Where(TransferStory.IsNeeded))
        {
            string way = $"{transfer.Outcome} {string.Join(' ', transfer.Findings.Select(finding => finding.CodeName).Distinct().Order(StringComparer.Ordinal))}";
            if (!alike.TryGetValue(way, out List<ObservedTransfer>? group))
            {
                alike[way] = group = [];
                order.Add(way);
            }

            group.Add(transfer);
            if (group.Count > MostAlike(transfer))
            {
                continue;
            }

            yield return new TraceLine();
            foreach (TraceLine line in TransferStory.Render(transfer, width))
            {
                yield return line;
            }
        }

        foreach (List<ObservedTransfer> group in order.Select(way => alike[way]).Where(group => group.Count > MostAlike(group[0])))
        {
            yield return new TraceLine();
            foreach (TraceLine line in TextWrap.Lines(OthersLike(group), width, ""))
            {
                yield return line;
            }
        }
    }

    /// <summary>What is normal is told once.</summary>
    private static int MostAlike(ObservedTransfer transfer) => transfer.Severity > FindingSeverity.Note ? MaxStoriesAlike : 1;

    private static string OthersLike(List<ObservedTransfer> group)
    {
        const int MostIds = 40;
        ObservedTransfer[] others = [.. group.Skip(MostAlike(group[0]))];
        string ids = string.Join(", ", others.Take(MostIds).Select(transfer => string.Create(CultureInfo.InvariantCulture, $"#{transfer.Id}")));
        string more = others.Length > MostIds ? $" and {Amounts.Number(others.Length - MostIds)} more" : "";
        string codes = TransferTable.Codes(group[0]);
        return $"Like #{group[0].Id} ({FindingCatalogue.NameOf(group[0].Outcome)}{(codes.Length > 0 ? ", " : "")}{codes}): {ids}{more}.";
    }

    private static string Sentence(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
