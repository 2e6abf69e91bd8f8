using System.Globalization;
using Oack.Protocol;
using Oack.Protocol.Observe;
using Oack.Protocol.Wire;

namespace Oack.Trace.Report;

/// <summary>
/// The packets of a transfer as a ladder: the client on the left, the server on the right, an arrow for each packet, and
/// long rows of ordinary packets in one line. It fits 80 columns.
/// </summary>
public static class TraceLadder
{
    /// <summary>The most lines of a ladder; what lies between its start and its end is then folded.</summary>
    public const int MaxSteps = 2_000;

    private const int LeastWidth = 72;
    private const int WidestWidth = 120;

    /// <summary>Frame, time and gap with the spaces around them.</summary>
    private const int ColumnsBeforeArrow = 31;
    private const int ShortestShaft = 3;
    private const int LeastLabel = 12;
    private const int TimeLetters = 10;
    private const int GapLetters = 9;

    /// <summary>The ladder's lines.</summary>
    /// <param name="trail">The packets.</param>
    /// <param name="width">The terminal's width.</param>
    public static IEnumerable<TraceLine> Render(PacketTrail trail, int width = TraceText.DefaultWidth)
    {
        ArgumentNullException.ThrowIfNull(trail);
        width = Math.Clamp(width, LeastWidth, WidestWidth);
        ObservedTransfer transfer = trail.Transfer;
        foreach (TraceLine line in Head(transfer, width))
        {
            yield return line;
        }

        int lane = width - ColumnsBeforeArrow;
        yield return new TraceLine($"{"frame",8} {"time",10} {"gap",9}  client{new string(' ', Math.Max(1, lane - 12))}server", TraceTone.Quiet);
        Instant previous = transfer.StartedAt;
        foreach (LadderStep step in LadderStep.Limit(LadderStep.Fold(trail), MaxSteps))
        {
            yield return step.IsFolded ? Fold(step.Run) : Rung(step.Run.First, transfer, previous, lane);
            previous = step.Run.Last.Time;
        }

        string codes = TransferTable.Codes(transfer);
        yield return new TraceLine(new string(' ', ColumnsBeforeArrow))
            .Add(FindingCatalogue.NameOf(transfer.Outcome), TraceLine.ToneOf(transfer.Outcome))
            .Add(codes.Length > 0 ? $" ({codes})" : "");
    }

    private static IEnumerable<TraceLine> Head(ObservedTransfer transfer, int width)
    {
        string verb = transfer.IsWrite ? "writes to" : "reads from";
        yield return new TraceLine(string.Create(CultureInfo.InvariantCulture, $"#{transfer.Id} {SafeText.NameOf(transfer)}"), TraceTone.Strong)
            .Add($": {transfer.Client} {verb} {transfer.Server}");
        string agreed = string.Create(CultureInfo.InvariantCulture, $"asked: {SafeText.Options(transfer.Requested)}; granted: {SafeText.Options(transfer.Granted)}; blocks of {transfer.BlockSize} bytes, window of {transfer.WindowBlocks}");
        foreach (TraceLine line in TextWrap.Lines(agreed, width, "", TraceTone.Quiet))
        {
            yield return line;
        }
    }

    private static TraceLine Fold(in PacketRun run) =>
        new TraceLine(new string(' ', 8) + " ").Add($"… {PacketWords.Describe(run)}", run.IsOrdinary ? TraceTone.Quiet : TraceTone.Warning);

    private static TraceLine Rung(in LoggedPacket packet, ObservedTransfer transfer, Instant previous, int lane)
    {
        TimeSpan gap = packet.Time - previous;
        TraceTone tone = ToneOf(packet);
        TraceTone gapTone = packet.Marks.HasFlag(PacketMarks.AfterPause) ? TraceTone.Bad : TraceTone.Quiet;
        string columns = $"{packet.Frame.ToString(CultureInfo.InvariantCulture),8} {Seconds(packet.Time - transfer.StartedAt, TimeLetters)} ";
        string gapText = Seconds(gap, GapLetters, sign: "+");
        string marks = PacketWords.Marks(packet, gap);
        marks = marks.Length > 0 ? SafeText.KeepStart($" ({marks})", lane - LeastLabel - ShortestShaft - 1) : "";
        string label = SafeText.KeepStart(PacketText.Clean(PacketWords.Describe(packet)), lane - marks.Length - ShortestShaft - 1) + marks;
        string shaft = new(packet.Marks.HasFlag(PacketMarks.Unreachable) ? '╌' : '─', lane - label.Length - 2);
        TraceLine line = new TraceLine(columns, TraceTone.Quiet).Add(gapText, gapTone).Add("  ");
        return packet.FromClient
            ? line.Add(label, tone).Add($" {shaft}▶", TraceTone.Quiet)
            : line.Add($"◀{shaft} ", TraceTone.Quiet).Add(label, tone);
    }

    /// <summary>Seconds with as many decimals as fit, at most six.</summary>
    private static string Seconds(TimeSpan time, int letters, string sign = "")
    {
        const int MostDecimals = 6;
        double seconds = time.TotalSeconds;
        string text = "";
        for (int decimals = MostDecimals; decimals >= 0 && (text.Length == 0 || text.Length > letters); decimals--)
        {
            text = (seconds > 0 ? sign : "") + seconds.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        }

        return text.PadLeft(letters);
    }

    private static TraceTone ToneOf(in LoggedPacket packet) => packet switch
    {
        { IsOrdinary: true } => TraceTone.Plain,
        _ when (packet.Marks & (PacketMarks.Unreachable | PacketMarks.FragmentsMissing)) != 0 => TraceTone.Bad,
        _ when (packet.Marks & ~PacketMarks.FromClient) != 0 => TraceTone.Warning,
        { Opcode: Protocol.Wire.Opcode.Error } => TraceTone.Warning,
        _ => TraceTone.Strong,
    };
}
