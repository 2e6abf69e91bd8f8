using System.Globalization;
using Oack.Cli.Output;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;
using Oack.Server;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Oack.Cli.Serving;

/// <summary>
/// The terminal of <c>serve</c>: a table of running transfers, and under it the last outcomes and messages; four times a
/// second, never higher than the terminal.
/// </summary>
internal sealed class LiveView(IAnsiConsole console, string title, Func<IReadOnlyList<ActiveTransfer>> readActive, ServeTotals totals)
{
    private const int MaxRecent = 200;
    private const int LinesAround = 7;
    private const int LastLines = 10;

    /// <summary>What the columns beside client and name take at most, spaces and lines included.</summary>
    private const int OtherColumnsWidth = 58;
    private const int NarrowOtherColumnsWidth = 40;
    private const int NarrowWidth = 100;
    private const int LeastNameWidth = 8;

    private static readonly TimeSpan s_refresh = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private readonly LinkedList<(string Text, Style Style)> _recent = new();
    private string _footer = "Ctrl-C stops";

    /// <summary>Adds a finished transfer to the last outcomes.</summary>
    public void Add(TransferRecord record) => Add(record.ToText(), record.Outcome switch
    {
        TransferOutcome.Complete => new Style(Color.Green),
        TransferOutcome.Probed or TransferOutcome.ClosedEarly => Style.Plain,
        TransferOutcome.Refused => new Style(Color.Yellow),
        _ => new Style(Color.Red),
    });

    /// <summary>Adds a message.</summary>
    public void Add(string text, Style? style = null)
    {
        lock (_lock)
        {
            _recent.AddLast((text, style ?? Style.Plain));
            if (_recent.Count > MaxRecent)
            {
                _recent.RemoveFirst();
            }
        }
    }

    /// <summary>Says what happens next, in the last line.</summary>
    public void SetFooter(string text)
    {
        lock (_lock)
        {
            _footer = text;
        }
    }

    /// <summary>Shows the table until the server has stopped; the last outcomes stay.</summary>
    public async Task ShowAsync(Task stopped)
    {
        await console.Live(Render()).AutoClear(true).Overflow(VerticalOverflow.Crop).StartAsync(async context =>
        {
            while (await Task.WhenAny(stopped, Task.Delay(s_refresh)) != stopped)
            {
                context.UpdateTarget(Render());
            }
        });
        lock (_lock)
        {
            foreach ((string text, Style style) in _recent.Skip(Math.Max(0, _recent.Count - LastLines)))
            {
                console.Write(new Text(text + Environment.NewLine, style));
            }
        }
    }

    /// <summary>The whole picture as it stands now.</summary>
    internal IRenderable Render()
    {
        IReadOnlyList<ActiveTransfer> active = readActive();
        int room = Math.Max(6, console.Profile.Height - LinesAround);
        int activeRows = RowsThatFit(active, Math.Max(1, room * 2 / 3), out int lines);
        int recentRows = Math.Max(1, room - lines);
        List<IRenderable> rows = [new Text(Fit(title), new Style(decoration: Decoration.Bold)), ActiveTable(active, activeRows)];
        lock (_lock)
        {
            foreach ((string text, Style style) in _recent.Skip(Math.Max(0, _recent.Count - recentRows)))
            {
                rows.Add(new Text(Fit(text), style));
            }

            rows.Add(new Text(Fit($"{totals}. {_footer}."), new Style(Color.Grey)));
        }

        return new Rows(rows);
    }

    /// <summary>How many transfers fit into so many lines; one of which something was found takes two.</summary>
    private static int RowsThatFit(IReadOnlyList<ActiveTransfer> active, int most, out int lines)
    {
        lines = 0;
        for (int i = 0; i < active.Count; i++)
        {
            int needed = 1 + (active[i].Findings.Count > 0 ? 1 : 0) + (active[i].Group is null ? 0 : 1);
            if (lines + needed > most && i > 0)
            {
                return i;
            }

            lines += needed;
        }

        return active.Count;
    }

    /// <summary>One line of the terminal: what is longer is cut, because a second line would push the table out.</summary>
    private string Fit(string text) => Cut(text, LineWidth);

    /// <summary>Room is left for the "^C" that the terminal echoes: on a full line it would wrap and shift the picture.</summary>
    private int LineWidth => console.Profile.Width - 4;

    private static string Cut(string text, int width) => text.Length <= width ? text : text[..(width - 1)] + "…";

    private Table ActiveTable(IReadOnlyList<ActiveTransfer> active, int rows)
    {
        bool isNarrow = LineWidth < NarrowWidth;
        int room = LineWidth - (isNarrow ? NarrowOtherColumnsWidth : OtherColumnsWidth);
        int clientWidth = Math.Max(LeastNameWidth, room - LeastNameWidth);
        Table table = new() { Border = TableBorder.Simple };
        table.AddColumns([.. Columns(isNarrow).Select(column => column.NoWrap())]);
        int longestClient = 0;
        foreach (ActiveTransfer transfer in active.Take(rows))
        {
            int longest = Math.Max(transfer.Client.ToString().Length, transfer.Group is { } group ? MasterOf(group).Length : 0);
            longestClient = Math.Max(longestClient, Math.Min(clientWidth, longest));
        }

        foreach (ActiveTransfer transfer in active.Take(rows))
        {
            table.AddRow(Cells(transfer, clientWidth, Math.Max(LeastNameWidth, room - longestClient), isNarrow));
            if (transfer.Group is { } group)
            {
                Style grey = new(Color.Grey);
                table.AddRow(
                    new Text(Cut(MasterOf(group), clientWidth), grey), new Text(""),
                    new Text(Cut(Describe(group), Math.Max(LeastNameWidth, room - longestClient)), grey));
            }

            if (transfer.Findings.Count > 0)
            {
                // Below the file, in its column: the row itself has no room for a sentence.
                table.AddRow(new Text(""), new Text(""), new Text(
                    Cut("└ " + transfer.Findings[^1].Explanation, Math.Max(LeastNameWidth, room - longestClient)), new Style(Color.Yellow)));
            }
        }

        if (active.Count == 0)
        {
            table.AddRow(new Text("no transfer is running", new Style(Color.Grey)));
        }
        else if (active.Count > rows)
        {
            table.AddRow(new Text(string.Create(CultureInfo.InvariantCulture, $"and {active.Count - rows} more"), new Style(Color.Grey)));
        }

        return table;
    }

    /// <summary>Who acknowledges for a group, below it in the column of clients.</summary>
    private static string MasterOf(ActiveGroup group) => group.Master is { } client ? $"└ {client}" : "└ nobody";

    private static string Describe(ActiveGroup group)
    {
        string done = group.Done > 0 ? string.Create(CultureInfo.InvariantCulture, $", {group.Done} done") : "";
        return $"master; {Units.Count(group.Receivers, "receiver")}{done}{(group.IsMtftp ? ", MTFTP" : "")}";
    }

    private static IEnumerable<TableColumn> Columns(bool isNarrow)
    {
        yield return new TableColumn("client");
        yield return new TableColumn("");
        yield return new TableColumn("file");
        yield return new TableColumn("bytes").RightAligned();
        if (!isNarrow)
        {
            yield return new TableColumn("of").RightAligned();
        }

        yield return new TableColumn("%").RightAligned();
        yield return new TableColumn("rate").RightAligned();
        if (!isNarrow)
        {
            yield return new TableColumn("again").RightAligned();
        }
    }

    private static List<IRenderable> Cells(ActiveTransfer transfer, int clientWidth, int nameWidth, bool isNarrow)
    {
        string share = transfer.TotalBytes is > 0 and { } total
            ? (100.0 * transfer.Bytes / total).ToString("0", CultureInfo.InvariantCulture)
            : "";
        List<string> texts =
        [
            Cut(transfer.Client.ToString(), clientWidth),
            transfer.Group is not null ? "all" : transfer.Operation == Opcode.WriteRequest ? "put" : "get",
            Cut(transfer.Name, nameWidth),
            Units.Bytes(transfer.Bytes),
        ];
        if (!isNarrow)
        {
            texts.Add(transfer.TotalBytes is { } size ? Units.Bytes(size) : "?");
        }

        texts.Add(share);
        texts.Add(Units.Rate(transfer.BytesPerSecond));
        if (!isNarrow)
        {
            texts.Add(transfer.Retransmissions.ToString(CultureInfo.InvariantCulture));
        }

        return [.. texts.Select(text => new Text(text))];
    }
}
