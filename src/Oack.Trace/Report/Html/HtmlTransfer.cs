using System.Globalization;
using Oack.Protocol;
using Oack.Protocol.Observe;
using static Oack.Trace.Report.Html.HtmlText;

namespace Oack.Trace.Report.Html;

/// <summary>One transfer of a page: its story, where its time went, its plot and its ladder.</summary>
internal static class HtmlTransfer
{
    /// <summary>The most rungs of a ladder: more than somebody scrolls through.</summary>
    private const int MaxRungs = 250;

    /// <summary>Writes it.</summary>
    /// <param name="page">The page.</param>
    /// <param name="transfer">The transfer.</param>
    /// <param name="trail">Its packets, or null to leave out plot and ladder.</param>
    internal static void Write(TextWriter page, ObservedTransfer transfer, PacketTrail? trail)
    {
        string id = transfer.Id.ToString(CultureInfo.InvariantCulture);
        string outcome = FindingCatalogue.NameOf(transfer.Outcome);
        page.WriteLine($"<article id=\"t{id}\">");
        page.WriteLine($"<h2><a href=\"#t{id}\">#{id}</a> {Encode(SafeText.NameOf(transfer))} <span class=\"pill {ClassOf(TraceLine.ToneOf(transfer.Outcome))}\">{outcome}</span></h2>");
        page.WriteLine($"<p>{Encode(TransferStory.Opening(transfer))}</p>");
        WriteFacts(page, transfer);
        foreach (Finding finding in transfer.Findings.OrderByDescending(finding => finding.Severity))
        {
            string severity = FindingCatalogue.NameOf(finding.Severity);
            page.WriteLine(string.Create(CultureInfo.InvariantCulture, $"<div class=\"finding {severity}\"><h3><b>{severity}</b> {finding.CodeName} <small>frame {finding.Frame} · {Encode(finding.Reference)}</small></h3>"));
            page.WriteLine($"<p>{Encode(finding.Explanation)}</p><p class=\"remedy\">{Encode(finding.Remedy)}</p></div>");
        }

        if (transfer.LinkedTo is { } linked)
        {
            page.WriteLine($"<p><a href=\"#t{linked.Id.ToString(CultureInfo.InvariantCulture)}\">{Encode(TransferStory.LinkSentence(transfer))}</a></p>");
        }

        WriteTime(page, transfer);
        if (trail is not null)
        {
            HtmlPlot.Write(page, trail);
            WriteLadder(page, trail);
        }

        page.WriteLine("</article>");
    }

    private static void WriteFacts(TextWriter page, ObservedTransfer transfer)
    {
        string announced = transfer.AnnouncedBytes is { } bytes ? $" of {Amounts.Number(bytes)}" : "";
        (string Name, string Value)[] facts =
        [
            ("bytes", Amounts.Number(transfer.Bytes) + announced),
            ("took", Amounts.Time(transfer.Duration)),
            ("packets", Amounts.Number(transfer.Packets)),
            ("sent again", Amounts.Number(transfer.Retransmissions)),
            ("block size", Amounts.Number(transfer.BlockSize)),
            ("window", Amounts.Number(transfer.WindowBlocks)),
            ("frames", string.Create(CultureInfo.InvariantCulture, $"{transfer.FirstFrame}–{transfer.LastFrame}")),
        ];
        page.WriteLine($"<dl>{string.Concat(facts.Select(fact => $"<div><dt>{fact.Name}</dt><dd>{Encode(fact.Value)}</dd></div>"))}</dl>");
    }

    private static void WriteTime(TextWriter page, ObservedTransfer transfer)
    {
        (string Name, TimeSpan Time)[] shares = [.. TimeWords.Shares(transfer.Time).Where(share => share.Time > TimeSpan.Zero)];
        double all = shares.Sum(share => share.Time.TotalSeconds);
        if (all <= 0)
        {
            return;
        }

        page.Write("<div class=\"time\">");
        foreach ((string name, TimeSpan time) in shares)
        {
            string percent = (time.TotalSeconds / all * 100).ToString("0.##", CultureInfo.InvariantCulture);
            page.Write($"<i class=\"{name}\" style=\"width:{percent}%\" title=\"{name} {Encode(Amounts.Time(time))}\"></i>");
        }

        page.Write("</div><p class=\"shares\">");
        page.Write(string.Join(' ', shares.Select(share => $"<span class=\"key {share.Name}\">{share.Name} {Encode(Amounts.Time(share.Time))}</span>")));
        page.WriteLine("</p>");
        string estimate = TimeWords.Estimate(transfer);
        if (estimate.Length > 0)
        {
            page.WriteLine($"<p class=\"quiet\">{Encode(estimate)}</p>");
        }
    }

    private static void WriteLadder(TextWriter page, PacketTrail trail)
    {
        ObservedTransfer transfer = trail.Transfer;
        page.WriteLine($"<details class=\"ladder\"><summary>Packets ({Amounts.Number(trail.Packets)})</summary>");
        page.WriteLine("<table><thead><tr><th>frame</th><th>time</th><th>gap</th><th class=\"lane\"><span>client</span><span>server</span></th></tr></thead><tbody>");
        Instant previous = transfer.StartedAt;
        foreach (LadderStep step in LadderStep.Limit(LadderStep.Fold(trail), MaxRungs))
        {
            if (step.IsFolded)
            {
                page.WriteLine($"<tr class=\"fold\"><td colspan=\"4\">… {Encode(PacketWords.Describe(step.Run))}</td></tr>");
            }
            else
            {
                WriteRung(page, step.Run.First, transfer, previous);
            }

            previous = step.Run.Last.Time;
        }

        page.WriteLine("</tbody></table></details>");
    }

    private static void WriteRung(TextWriter page, in LoggedPacket packet, ObservedTransfer transfer, Instant previous)
    {
        TimeSpan gap = packet.Time - previous;
        string side = packet.FromClient ? "fromc" : "froms";
        string odd = packet.IsOrdinary ? ""
            : (packet.Marks & (PacketMarks.Unreachable | PacketMarks.FragmentsMissing)) != 0 ? " bad"
            : (packet.Marks & ~PacketMarks.FromClient) != 0 ? " warning"
            : "";
        string marks = PacketWords.Marks(packet, gap);
        marks = marks.Length > 0 ? $" <em>{Encode(marks)}</em>" : "";
        string gapClass = packet.Marks.HasFlag(PacketMarks.AfterPause) ? " class=\"late\"" : "";
        page.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"<tr><td>{packet.Frame}</td><td>{(packet.Time - transfer.StartedAt).TotalSeconds:0.000000}</td><td{gapClass}>{gap.TotalSeconds:+0.000000;-0.000000;0.000000}</td><td class=\"lane\"><div class=\"rung {side}{odd}\"><span>{Encode(PacketWords.Describe(packet))}{marks}</span></div></td></tr>"));
    }
}
