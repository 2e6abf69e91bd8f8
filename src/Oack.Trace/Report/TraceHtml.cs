using System.Globalization;
using System.Text;
using Oack.Protocol.Observe;
using Oack.Trace.Report.Html;
using static Oack.Trace.Report.Html.HtmlText;

namespace Oack.Trace.Report;

/// <summary>
/// A report as one page that needs nothing else: no network, no fonts, no script to be read (one sorts and chooses where
/// scripts run). Its size is bounded: see <see cref="MaxRows"/>, <see cref="MaxArticles"/> and <see cref="MaxDrawnLetters"/>.
/// </summary>
public static class TraceHtml
{
    /// <summary>The most transfers that the table lists.</summary>
    public const int MaxRows = 5_000;

    /// <summary>The most transfers that are told of one by one; those that need a story come first.</summary>
    public const int MaxArticles = 1_000;

    /// <summary>How long the page may be until plots and ladders are left out.</summary>
    public const long MaxDrawnLetters = 8_000_000;

    /// <summary>Writes the page in UTF-8.</summary>
    /// <param name="target">Where it goes; stays open.</param>
    /// <param name="report">What was read.</param>
    /// <param name="log">The packets of its transfers.</param>
    public static void Write(Stream target, TraceReport report, PacketLog log)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(log);
        using StreamWriter page = new(target, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        string name = Encode(report.File == "-" ? "standard input" : SafeText.Quote(Path.GetFileName(report.File)));
        page.WriteLine("<!DOCTYPE html>");
        page.WriteLine("<html lang=\"en\"><head><meta charset=\"utf-8\"/><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>");
        page.WriteLine($"<title>{name} · oack trace</title>");
        page.WriteLine($"<style>\n{HtmlAssets.Style}\n</style></head><body>");
        WriteHeader(page, report, name);
        page.WriteLine("<main>");
        HashSet<ObservedTransfer> told = ChooseTold(report);
        WriteTable(page, report, told);
        WriteArticles(page, report, log, told);
        page.WriteLine($"</main>\n<script>\n{HtmlAssets.Script}\n</script></body></html>");
    }

    private static HashSet<ObservedTransfer> ChooseTold(TraceReport report) =>
        [.. report.Transfers.OrderByDescending(transfer => TransferStory.IsNeeded(transfer)).ThenBy(transfer => transfer.Id).Take(MaxArticles)];

    private static void WriteHeader(TextWriter page, TraceReport report, string name)
    {
        page.WriteLine($"<header><h1>{name}</h1>");
        string when = report.Transfers.Count == 0 ? "" : $" · {Amounts.Date(report.Transfers[0].StartedAt)} {Amounts.TimeOfDay(report.Transfers[0].StartedAt)[..8]} UTC";
        string hidden = report.HiddenTransfers > 0 ? $" · {Amounts.Count(report.HiddenTransfers, "transfer")} left out by the filter" : "";
        page.WriteLine($"<p class=\"sub\">{Amounts.Count(report.Packets, "packet")}{when}{hidden}</p>");
        page.WriteLine("<ul class=\"cards\">");
        WriteCard(page, report.Transfers.Count == 1 ? "transfer" : "transfers", report.Transfers.Count, TraceTone.Plain);
        foreach (IGrouping<ObservedOutcome, ObservedTransfer> group in report.Transfers.GroupBy(transfer => transfer.Outcome).OrderBy(group => group.Key))
        {
            WriteCard(page, FindingCatalogue.NameOf(group.Key), group.Count(), TraceLine.ToneOf(group.Key));
        }

        foreach (FindingSeverity severity in new[] { FindingSeverity.Error, FindingSeverity.Warning, FindingSeverity.Note })
        {
            int count = report.Count(severity);
            WriteCard(page, FindingCatalogue.NameOf(severity) + (count == 1 ? "" : "s"), count, count > 0 ? TraceLine.ToneOf(severity) : TraceTone.Plain);
        }

        page.WriteLine("</ul>");
        foreach (string sentence in report.Context)
        {
            page.WriteLine($"<p class=\"sub\">{Encode(sentence)}</p>");
        }

        foreach (string problem in report.Problems)
        {
            page.WriteLine($"<p class=\"warning\">Not read: {Encode(problem)}</p>");
        }

        page.WriteLine("</header>");
    }

    private static void WriteCard(TextWriter page, string name, int count, TraceTone tone) =>
        page.WriteLine($"<li><b class=\"{(tone == TraceTone.Plain ? "" : ClassOf(tone))}\">{Amounts.Number(count)}</b>{name}</li>");

    private static void WriteTable(TextWriter page, TraceReport report, HashSet<ObservedTransfer> told)
    {
        if (report.Transfers.Count == 0)
        {
            page.WriteLine("<p>The capture holds no TFTP transfer.</p>");
            return;
        }

        page.WriteLine("<section class=\"list\">");
        HtmlTimeline.Write(page, report.Transfers);
        page.WriteLine("<div class=\"tools\"><input id=\"find\" type=\"search\" placeholder=\"Find a name, an address, an outcome, a code\"/><button id=\"all\" type=\"button\">Show all</button></div>");
        page.WriteLine("<div class=\"scroll\"><table><thead><tr><th class=\"num\">#</th><th>time</th><th>client</th><th>server</th><th></th><th>name</th><th class=\"num\">bytes</th><th class=\"num\">took</th><th>outcome</th><th>findings</th></tr></thead><tbody>");
        ObservedTransfer? first = report.Transfers.FirstOrDefault(transfer => told.Contains(transfer) && TransferStory.IsNeeded(transfer)) ?? told.MinBy(transfer => transfer.Id);
        foreach (ObservedTransfer transfer in report.Transfers.Take(MaxRows))
        {
            WriteRow(page, transfer, told.Contains(transfer), transfer == first);
        }

        page.WriteLine("</tbody></table></div>");
        if (report.Transfers.Count > MaxRows)
        {
            page.WriteLine($"<p class=\"quiet\">And {Amounts.Number(report.Transfers.Count - MaxRows)} more; a filter shows fewer.</p>");
        }

        page.WriteLine("</section>");
    }

    private static void WriteRow(TextWriter page, ObservedTransfer transfer, bool isTold, bool isFirst)
    {
        string id = transfer.Id.ToString(CultureInfo.InvariantCulture);
        string link = isTold ? $"<a href=\"#t{id}\">{id}</a>" : id;
        string severity = transfer.Severity is { } worst ? ClassOf(TraceLine.ToneOf(worst)) : "";
        string linked = transfer.LinkedTo is { } other ? string.Create(CultureInfo.InvariantCulture, $" → {other.Id}") : "";
        page.Write($"<tr data-to=\"t{id}\"{(isFirst ? " class=\"first\"" : "")}><td class=\"num\">{link}</td>");
        page.Write($"<td>{Amounts.TimeOfDay(transfer.StartedAt)}</td><td>{transfer.Client}</td><td>{transfer.Server}</td><td>{(transfer.IsWrite ? "write" : "read")}</td>");
        page.Write($"<td class=\"name\">{Encode(SafeText.NameOf(transfer))}</td><td class=\"num\">{Amounts.Number(transfer.Bytes)}</td>");
        page.Write(string.Create(CultureInfo.InvariantCulture, $"<td class=\"num\" data-v=\"{transfer.Duration.Ticks}\">{Amounts.Time(transfer.Duration)}</td>"));
        page.WriteLine($"<td class=\"{ClassOf(TraceLine.ToneOf(transfer.Outcome))}\">{FindingCatalogue.NameOf(transfer.Outcome)}{linked}</td><td class=\"codes {severity}\">{TransferTable.Codes(transfer)}</td></tr>");
    }

    private static void WriteArticles(StreamWriter page, TraceReport report, PacketLog log, HashSet<ObservedTransfer> told)
    {
        bool wasCut = false;
        long letters = 0;
        using StringWriter article = new() { NewLine = "\n" };
        foreach (ObservedTransfer transfer in report.Transfers.Where(told.Contains))
        {
            bool isDrawn = letters < MaxDrawnLetters;
            wasCut |= !isDrawn;
            HtmlTransfer.Write(article, transfer, isDrawn ? log.TrailOf(transfer) : null);
            letters += article.GetStringBuilder().Length;
            page.Write(article.GetStringBuilder());
            article.GetStringBuilder().Clear();
        }

        if (wasCut || told.Count < report.Transfers.Count)
        {
            page.WriteLine("<p class=\"quiet\">Not every transfer is told of or drawn, to keep the page small; a filter shows fewer, and those in full.</p>");
        }
    }
}
