using System.Globalization;
using System.Text;
using Oack.Protocol;
using Oack.Protocol.Wire;
using static Oack.Trace.Report.Html.HtmlText;

namespace Oack.Trace.Report.Html;

/// <summary>
/// Blocks over time as a drawing (SVG): DATA as dots, ACKs as a stair, what was sent again as rings, pauses shaded. Its
/// size depends on the trail's entries, which are bounded, and not on the packets.
/// </summary>
internal sealed class HtmlPlot
{
    private const double Width = 900;
    private const double Height = 300;
    private const double Left = 64;
    private const double Right = 16;
    private const double Top = 22;
    private const double Bottom = 34;
    private const double PauseTextWidth = 44;

    /// <summary>More rings than these hide one another.</summary>
    private const int MaxRings = 1_500;
    private const int MaxEvents = 24;

    private readonly PacketTrail _trail;
    private readonly List<PacketRun> _runs;
    private readonly List<(double Start, double End)> _pauses = [];
    private readonly TimeScale _time;
    private readonly long _blocks;
    private readonly HashSet<(int X, int Y, char Kind)> _drawn = [];

    private HtmlPlot(PacketTrail trail, List<PacketRun> runs, double seconds)
    {
        _trail = trail;
        _runs = runs;
        _blocks = Math.Max(1, runs.Max(run => run.HighestBlock));
        double previous = 0;
        foreach (PacketRun run in runs)
        {
            double at = Seconds(run.First.Time);
            if (run.First.Marks.HasFlag(PacketMarks.AfterPause) && at > previous)
            {
                _pauses.Add((previous, at));
            }

            previous = Math.Max(previous, Seconds(run.Last.Time));
        }

        _time = new TimeScale(seconds, _pauses, Left, Width - Left - Right);
    }

    /// <summary>Writes the drawing; nothing where too little was carried to see something in it.</summary>
    internal static void Write(TextWriter page, PacketTrail trail)
    {
        List<PacketRun> runs = [.. trail.Runs];
        long data = runs.Sum(run => run.DataPackets);
        double seconds = runs.Count == 0 ? 0 : (runs.Max(run => run.Last.Time) - trail.Transfer.StartedAt).TotalSeconds;
        if (data >= 3 && seconds > 0)
        {
            new HtmlPlot(trail, runs, seconds).Write(page);
        }
    }

    private double Seconds(Instant time) => Math.Max(0, (time - _trail.Transfer.StartedAt).TotalSeconds);

    private double Y(double block) => Height - Bottom - (block / _blocks * (Height - Top - Bottom));

    private void Write(TextWriter page)
    {
        page.WriteLine($"<figure><svg class=\"plot\" viewBox=\"0 0 {Number(Width)} {Number(Height)}\" role=\"img\" aria-label=\"Blocks over time\">");
        WritePauses(page);
        WriteAxes(page);
        WriteAcks(page);
        WriteData(page);
        WriteRings(page);
        WriteEvents(page);
        page.WriteLine("</svg>");
        string broken = _time.IsBroken ? " <span>Pauses are drawn shorter than they were.</span>" : "";
        page.WriteLine(
            "<figcaption><span class=\"key data\">DATA</span> <span class=\"key ack\">ACK</span> <span class=\"key again\">sent again</span> "
            + $"<span class=\"key pause\">pause</span>{broken}</figcaption></figure>");
    }

    private void WritePauses(TextWriter page)
    {
        foreach ((double start, double end) in _pauses)
        {
            double x = _time[start];
            double width = _time[end] - x;
            page.Write($"<rect class=\"pause\" x=\"{Number(x)}\" y=\"{Number(Top)}\" width=\"{Number(width)}\" height=\"{Number(Height - Top - Bottom)}\"/>");
            if (width >= PauseTextWidth)
            {
                page.Write($"<text class=\"pause\" x=\"{Number(x + (width / 2))}\" y=\"{Number(Top - 7)}\">{Encode(Amounts.Time(TimeSpan.FromSeconds(end - start)))}</text>");
            }
        }

        page.WriteLine();
    }

    private void WriteAxes(TextWriter page)
    {
        const int Lines = 5;
        double step = Math.Max(1, TimeScale.NiceStep(_blocks, Lines));
        for (double block = 0; block <= _blocks; block += step)
        {
            string y = Number(Y(block));
            page.Write($"<path class=\"grid\" d=\"M{Number(Left)} {y}H{Number(Width - Right)}\"/>");
            page.Write($"<text class=\"y\" x=\"{Number(Left - 8)}\" y=\"{Number(Y(block) + 4)}\">{Amounts.Number((long)block)}</text>");
        }

        foreach ((double x, string text) in _time.Ticks())
        {
            page.Write($"<path class=\"grid\" d=\"M{Number(x)} {Number(Height - Bottom)}v5\"/>");
            page.Write($"<text class=\"x\" x=\"{Number(x)}\" y=\"{Number(Height - Bottom + 20)}\">{text}</text>");
        }

        page.WriteLine($"<text class=\"unit\" x=\"{Number(Left - 8)}\" y=\"{Number(Top - 8)}\">block</text>");
    }

    private void WriteAcks(TextWriter page)
    {
        StringBuilder path = new();
        bool isFirst = true;
        foreach (PacketRun run in _runs.Where(run => run.IsOrdinary && (run.First.IsAck || run.Packets > run.DataPackets)))
        {
            foreach (LoggedPacket packet in run.Packets == 1 ? new[] { run.First } : [run.First, run.Last])
            {
                string x = Number(_time[Seconds(packet.Time)]);
                path.Append(CultureInfo.InvariantCulture, $"{(isFirst ? "M" : "H")}{x}{(isFirst ? " " + Number(Y(0)) : "")}V{Number(Y(packet.Block))}");
                isFirst = false;
            }
        }

        page.WriteLine($"<path class=\"ack\" d=\"{path}\"/>");
    }

    private void WriteData(TextWriter page)
    {
        StringBuilder dots = new();
        StringBuilder lines = new();
        foreach (PacketRun run in _runs.Where(run => run.DataPackets > 0 && !IsAgain(run)))
        {
            double x0 = _time[Seconds(run.First.Time)];
            double y0 = Y(Math.Max(0, run.First.Block));
            if (run.Packets == 1)
            {
                if (_drawn.Add(((int)(x0 * 2), (int)(y0 * 2), 'd')))
                {
                    dots.Append(CultureInfo.InvariantCulture, $"M{Number(x0)} {Number(y0)}h0");
                }

                continue;
            }

            lines.Append(CultureInfo.InvariantCulture, $"M{Number(x0)} {Number(y0)}L{Number(_time[Seconds(run.Last.Time)])} {Number(Y(run.HighestBlock))}");
        }

        page.WriteLine($"<path class=\"data run\" d=\"{lines}\"/><path class=\"data\" d=\"{dots}\"/>");
    }

    private void WriteRings(TextWriter page)
    {
        int rings = 0;
        foreach (PacketRun run in _runs.Where(IsAgain))
        {
            LoggedPacket packet = run.First;
            double x = _time[Seconds(packet.Time)];
            double y = Y(Math.Max(0, packet.Block));
            if (!_drawn.Add(((int)x, (int)y, packet.IsData ? 'r' : 'a')) || ++rings > MaxRings)
            {
                continue;
            }

            string title = Encode(string.Create(CultureInfo.InvariantCulture, $"frame {packet.Frame}: {PacketWords.Describe(packet)} again"));
            page.Write($"<circle class=\"{(packet.IsData ? "again" : "again small")}\" cx=\"{Number(x)}\" cy=\"{Number(y)}\" r=\"{(packet.IsData ? "3.2" : "2.2")}\"><title>{title}</title></circle>");
        }

        page.WriteLine();
    }

    /// <summary>ERROR and ICMP errors as flags.</summary>
    private void WriteEvents(TextWriter page)
    {
        foreach (LoggedPacket packet in _runs.Select(run => run.First)
            .Where(packet => packet.Opcode == Opcode.Error || packet.Marks.HasFlag(PacketMarks.Unreachable)).Take(MaxEvents))
        {
            string x = Number(_time[Seconds(packet.Time)]);
            string title = Encode(string.Create(CultureInfo.InvariantCulture, $"frame {packet.Frame}: {PacketWords.Describe(packet)}"));
            string name = packet.Marks.HasFlag(PacketMarks.Unreachable) ? "ICMP" : "ERROR";
            page.Write($"<g class=\"event\"><title>{title}</title><path d=\"M{x} {Number(Height - Bottom)}V{Number(Top - 4)}\"/><text x=\"{x}\" y=\"{Number(Top - 8)}\">{name}</text></g>");
        }

        page.WriteLine();
    }

    private static bool IsAgain(PacketRun run) =>
        run.Packets == 1 && run.First.Marks.HasFlag(PacketMarks.Retransmission) && (run.First.IsData || run.First.IsAck);
}
