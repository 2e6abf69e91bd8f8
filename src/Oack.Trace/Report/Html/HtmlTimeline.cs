using System.Globalization;
using Oack.Protocol.Observe;
using static Oack.Trace.Report.Html.HtmlText;

namespace Oack.Trace.Report.Html;

/// <summary>All transfers as bars over the time of the capture.</summary>
internal static class HtmlTimeline
{
    private const double Width = 900;
    private const double Margin = 8;
    private const double AxisHeight = 24;
    private const int MaxBars = 400;

    /// <summary>Writes the bars of the first 400 transfers; nothing for a single one.</summary>
    internal static void Write(TextWriter page, IReadOnlyList<ObservedTransfer> transfers)
    {
        if (transfers.Count < 2)
        {
            return;
        }

        ObservedTransfer[] shown = [.. transfers.Take(MaxBars)];
        double start = shown.Min(transfer => Seconds(transfer.StartedAt.Ticks));
        double seconds = Math.Max(1e-6, shown.Max(transfer => Seconds(transfer.LastAt.Ticks)) - start);
        TimeScale time = new(seconds, [], Margin, Width - (2 * Margin));
        double row = shown.Length switch { <= 16 => 14, <= 60 => 9, _ => 4 };
        double height = (row * shown.Length) + AxisHeight;
        page.WriteLine($"<figure><svg class=\"timeline\" viewBox=\"0 0 {Number(Width)} {Number(height)}\" role=\"img\" aria-label=\"Transfers over time\">");
        foreach ((double x, string text) in time.Ticks())
        {
            string anchor = x > Width - 40 ? "end" : x < 40 ? "start" : "middle";
            page.Write($"<path class=\"grid\" d=\"M{Number(x)} 0V{Number(height - AxisHeight + 4)}\"/><text class=\"x\" style=\"text-anchor:{anchor}\" x=\"{Number(x)}\" y=\"{Number(height - 4)}\">{text}</text>");
        }

        for (int i = 0; i < shown.Length; i++)
        {
            ObservedTransfer transfer = shown[i];
            double x = time[Seconds(transfer.StartedAt.Ticks) - start];
            double width = Math.Max(2.5, time[Seconds(transfer.LastAt.Ticks) - start] - x);
            string title = Encode(string.Create(
                CultureInfo.InvariantCulture, $"#{transfer.Id} {SafeText.NameOf(transfer)}, {transfer.Client}: {FindingCatalogue.NameOf(transfer.Outcome)}, {Amounts.Time(transfer.Duration)}"));
            page.Write(string.Create(CultureInfo.InvariantCulture, $"<a href=\"#t{transfer.Id}\"><rect class=\"{ClassOf(TraceLine.ToneOf(transfer.Outcome))}\" x=\"{Number(x)}\" y=\"{Number((i * row) + 1)}\" width=\"{Number(width)}\" height=\"{Number(row - 2)}\" rx=\"1.5\"><title>{title}</title></rect></a>"));
        }

        page.WriteLine("</svg></figure>");
    }

    private static double Seconds(long ticks) => ticks / (double)TimeSpan.TicksPerSecond;
}
