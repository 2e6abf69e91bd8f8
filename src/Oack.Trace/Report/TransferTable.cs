using System.Globalization;
using Oack.Protocol.Observe;

namespace Oack.Trace.Report;

/// <summary>One aligned line a transfer.</summary>
internal static class TransferTable
{
    private const string Gap = "  ";
    private const int LeastNameWidth = 12;
    private const int MostNameWidth = 60;

    private enum Column
    {
        Id, Time, Client, Server, Kind, Name, Bytes, Took, Outcome, Findings,
    }

    /// <summary>The table, headed by the names of its columns; as wide as it must be where no width is given.</summary>
    internal static IEnumerable<TraceLine> Render(IReadOnlyList<ObservedTransfer> transfers, int? width)
    {
        if (transfers.Count == 0)
        {
            yield break;
        }

        bool isOneDay = Amounts.Date(transfers[0].StartedAt) == Amounts.Date(transfers[^1].StartedAt);
        string[] heads = ["#", "time (UTC)", "client", "server", "", "name", "bytes", "took", "outcome", "findings"];
        List<string[]> rows = [.. transfers.Select(transfer => Cells(transfer, isOneDay))];
        int[] widths = [.. heads.Select((head, i) => Math.Max(head.Length, rows.Max(row => row[i].Length)))];
        widths[(int)Column.Name] = Math.Min(widths[(int)Column.Name], MostNameWidth);
        bool[] shown = [.. heads.Select(_ => true)];
        if (width is { } room)
        {
            Shrink(transfers, rows, widths, shown, room);
        }

        if (!shown[(int)Column.Server])
        {
            yield return new TraceLine($"All ask {transfers[0].Server}.", TraceTone.Quiet);
        }

        yield return Line(heads, widths, shown, null);
        for (int i = 0; i < rows.Count; i++)
        {
            yield return Line(rows[i], widths, shown, transfers[i]);
        }
    }

    /// <summary>The line of one transfer that has no table around it.</summary>
    internal static TraceLine Single(ObservedTransfer transfer)
    {
        int[] widths = [4, 12, 21, 18, 5, 24, 11, 8, 11, 0];
        return Line(Cells(transfer, isOneDay: true), widths, [.. widths.Select(_ => true)], transfer);
    }

    /// <summary>The codes that a line names: what is wrong, and what looks wrong; then how many more.</summary>
    internal static string Codes(ObservedTransfer transfer)
    {
        const int MostCodes = 3;
        string[] codes =
        [
            .. transfer.Findings.OrderByDescending(finding => finding.Severity).Select(finding => finding.CodeName).Distinct(),
        ];
        return string.Join(' ', codes.Take(MostCodes))
            + (codes.Length > MostCodes ? string.Create(CultureInfo.InvariantCulture, $" +{codes.Length - MostCodes}") : "");
    }

    private static string[] Cells(ObservedTransfer transfer, bool isOneDay) =>
    [
        transfer.Id.ToString(CultureInfo.InvariantCulture),
        (isOneDay ? "" : Amounts.Date(transfer.StartedAt)[5..] + " ") + Amounts.TimeOfDay(transfer.StartedAt),
        transfer.Client.ToString(),
        transfer.Server.ToString(),
        transfer.IsWrite ? "write" : "read",
        SafeText.NameOf(transfer),
        Amounts.Number(transfer.Bytes),
        Amounts.Time(transfer.Duration),
        FindingCatalogue.NameOf(transfer.Outcome) + (transfer.LinkedTo is { } linked ? $" → {linked.Id}" : ""),
        Codes(transfer),
    ];

    /// <summary>Gives up, one after the other, what can best be done without.</summary>
    private static void Shrink(IReadOnlyList<ObservedTransfer> transfers, List<string[]> rows, int[] widths, bool[] shown, int room)
    {
        const int MillisecondLetters = 4;
        int Excess() => widths.Where((_, i) => shown[i]).Sum() + (Gap.Length * (shown.Count(isShown => isShown) - 1)) - room;
        if (Excess() > 0 && transfers.All(transfer => transfer.Server == transfers[0].Server))
        {
            shown[(int)Column.Server] = false;
        }

        Narrow(Column.Name, LeastNameWidth * 2);
        if (Excess() > 0)
        {
            shown[(int)Column.Findings] = false;
        }

        Narrow(Column.Name, LeastNameWidth);
        if (Excess() > 0)
        {
            rows.ForEach(row => row[(int)Column.Time] = row[(int)Column.Time][..^MillisecondLetters]);
            widths[(int)Column.Time] = Math.Max(rows.Max(row => row[(int)Column.Time].Length), "time".Length);
        }

        void Narrow(Column column, int least) =>
            widths[(int)column] = Math.Clamp(widths[(int)column] - Math.Max(0, Excess()), Math.Min(least, widths[(int)column]), widths[(int)column]);
    }

    private static TraceLine Line(string[] cells, int[] widths, bool[] shown, ObservedTransfer? transfer)
    {
        TraceLine line = new();
        int last = Enumerable.Range(0, cells.Length).Last(i => shown[i] && cells[i].Length > 0);
        for (int i = 0; i <= last; i++)
        {
            if (!shown[i])
            {
                continue;
            }

            Column column = (Column)i;
            string text = column == Column.Name ? SafeText.KeepEnd(cells[i], widths[i]) : cells[i];
            string padded = column is Column.Id or Column.Bytes or Column.Took ? text.PadLeft(widths[i]) : text.PadRight(widths[i]);
            if (transfer is null && column == Column.Time)
            {
                padded = text[..Math.Min(text.Length, widths[i])].PadRight(widths[i]);
            }

            line.Add(i == last ? padded.TrimEnd() : padded, ToneOf(column, transfer));
            line.Add(i == last ? "" : Gap);
        }

        return line;
    }

    private static TraceTone ToneOf(Column column, ObservedTransfer? transfer) => (column, transfer) switch
    {
        (_, null) => TraceTone.Quiet,
        (Column.Outcome, _) => TraceLine.ToneOf(transfer.Outcome),
        (Column.Findings, _) when transfer.Severity is { } severity => TraceLine.ToneOf(severity),
        (Column.Name, _) => TraceTone.Strong,
        _ => TraceTone.Plain,
    };
}
