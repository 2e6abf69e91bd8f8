using System.Globalization;
using System.Text;

namespace Oack.Compare;

/// <summary>The result as a page: one table a workload.</summary>
internal sealed class Report(
    Comparison comparison, IReadOnlyList<Workload> workloads, Machine machine, IReadOnlyList<string> versions, int rounds, Cores cores)
{
    private const string Nothing = "–";

    /// <summary>What ran.</summary>
    internal IReadOnlyList<Workload> Workloads => workloads;

    /// <summary>Whether a server took part and granted no window.</summary>
    internal bool IsLockStep(Contender server) => comparison.LockStep.Contains(server.Kind) && !comparison.Absent.Contains(server.Kind);

    /// <summary>The page in Markdown.</summary>
    internal string Write()
    {
        StringBuilder page = new();
        WriteHeader(page);
        WriteGlance(page);
        foreach (Workload workload in workloads)
        {
            WriteTable(page, workload);
        }

        foreach (string note in comparison.Notes)
        {
            page.Append("- ").Append(note).Append('\n');
        }

        return page.ToString().TrimEnd('\n') + "\n";
    }

    /// <summary>The spread of a figure over the rounds; null when no run has it.</summary>
    internal Spread? Of(Workload workload, string contender, Figure figure) => Spread.Of(
        comparison.Runs.Where(run => run.Workload == workload.Id && run.Contender == contender).Select(figure.Of));

    /// <summary>The peer whose median is the best, and that median; null when no peer has the figure.</summary>
    internal (string Name, double Median)? BestPeer(Workload workload, Figure figure)
    {
        (string Name, double Median)[] peers =
        [
            .. from contender in workload.Contenders
               where contender.IsPeer
               let spread = Of(workload, contender.Name, figure)
               where spread is not null
               orderby figure.MoreIsBetter ? -spread.Value.Median : spread.Value.Median
               select (contender.Name, spread.Value.Median),
        ];
        return peers.Length == 0 ? null : peers[0];
    }

    /// <summary>A number with three digits that count, and no more after the point than that needs.</summary>
    internal static string Round(double value)
    {
        int decimals = value <= 0 ? 0 : Math.Clamp(2 - (int)Math.Floor(Math.Log10(value)), 0, 3);
        return value.ToString($"#,##0.{new string('0', decimals)}", CultureInfo.InvariantCulture);
    }

    /// <summary>A number of an axis.</summary>
    internal static string Plain(double value) => value.ToString("#,##0.###", CultureInfo.InvariantCulture);

    private void WriteHeader(StringBuilder page)
    {
        string virtually = machine.IsVirtual ? ", a virtual machine" : "";
        string pinned = cores.Server is null
            ? "one processor for both, not pinned"
            : "the servers on one processor, the load on another";
        page.Append(CultureInfo.InvariantCulture, $"{machine.Date}. {machine.Processor}, {machine.Processors} processors{virtually}; Linux {machine.Kernel}; ")
            .Append(CultureInfo.InvariantCulture, $"load average before the start {machine.LoadAverage}; {pinned}.\n")
            .Append(Disturbance())
            .Append(CultureInfo.InvariantCulture, $"{string.Join(", ", versions)}.\n")
            .Append(CultureInfo.InvariantCulture, $"{(rounds == 1 ? "A cell is one run." : $"A cell is the median of {rounds} rounds, with the least and the greatest.")}\n\n");
    }

    // A shared machine shows here, before it shows as a spread.
    private string Disturbance() =>
        Spread.Of(comparison.Runs.Select(run => (double?)run.OthersPercent)) is Spread others
            ? $"Other programs took {Round(others.Median)} % of all processors in the median run, {Round(others.Max)} % in the worst.\n"
            : "";

    // Oack with its usual switches against the best peer, all workloads in one table.
    private void WriteGlance(StringBuilder page)
    {
        Figure[] figures = [Figure.Speed, Figure.P99, Figure.ProcessorPerGigabyte, Figure.Memory];
        page.Append("| oack ÷ best peer | ").AppendJoin(" | ", figures.Select(Heading)).Append(" |\n| --- |")
            .Append(string.Concat(Enumerable.Repeat(" ---: |", figures.Length))).Append('\n');
        foreach (Workload workload in workloads)
        {
            string contender = workload.Contenders[0].Name;
            page.Append(CultureInfo.InvariantCulture, $"| {workload.Title} | {string.Join(" | ", figures.Select(figure => Ratio(workload, contender, figure)))} |\n");
        }

        page.Append('\n');
    }

    private void WriteTable(StringBuilder page, Workload workload)
    {
        Figure[] figures = [.. Figure.Columns, Figure.GeneratorBusy];
        page.Append(CultureInfo.InvariantCulture, $"### {workload.Title}\n\n| `{workload.Id}` | {string.Join(" | ", figures.Select(figure => figure.Label))} |\n| --- |")
            .Append(string.Concat(Enumerable.Repeat(" ---: |", figures.Length))).Append('\n');
        foreach (Contender contender in workload.Contenders)
        {
            page.Append(CultureInfo.InvariantCulture, $"| {contender.Name} | {string.Join(" | ", figures.Select(figure => Cell(workload, contender, figure)))} |\n");
            if (!contender.IsPeer)
            {
                page.Append(CultureInfo.InvariantCulture, $"| ÷ best peer | {string.Join(" | ", figures.Select(figure => Ratio(workload, contender.Name, figure)))} |\n");
            }
        }

        page.Append('\n');
    }

    private static string Heading(Figure figure) => $"{figure.Label} ({(figure.MoreIsBetter ? "more" : "less")} is better)";

    private string Cell(Workload workload, Contender contender, Figure figure)
    {
        if (comparison.Absent.Contains(contender.Kind))
        {
            return "left out";
        }

        if (workload.LeavesOut(contender, comparison.LockStep))
        {
            return figure == Figure.Speed ? "lock-step" : Nothing;
        }

        if (Of(workload, contender.Name, figure) is not Spread spread)
        {
            bool failed = comparison.Runs.Any(run => run.Workload == workload.Id && run.Contender == contender.Name && !run.IsWhole);
            return failed && figure == Figure.Speed ? "**failed**" : Nothing;
        }

        return rounds == 1 ? Round(spread.Median) : $"{Round(spread.Median)} ({Round(spread.Min)}–{Round(spread.Max)})";
    }

    private string Ratio(Workload workload, string contender, Figure figure)
    {
        if (figure == Figure.GeneratorBusy
            || BestPeer(workload, figure) is not (string peer, _)
            || RatioTo(peer, workload, contender, figure) is not Spread ratio)
        {
            return Nothing;
        }

        string spread = rounds == 1 ? "" : $" ({Hundredths(ratio.Min)}–{Hundredths(ratio.Max)})";
        return $"×{Hundredths(ratio.Median)}{spread} {peer}";
    }

    // Of two runs in one round, which follow each other within seconds: a machine that is now faster and now slower is
    // then mostly the same for both.
    private Spread? RatioTo(string peer, Workload workload, string contender, Figure figure) => Spread.Of(
        from own in comparison.Runs
        where own.Workload == workload.Id && own.Contender == contender
        from other in comparison.Runs
        where other.Workload == workload.Id && other.Contender == peer && other.Round == own.Round && figure.Of(other) > 0
        select figure.Of(own) / figure.Of(other));

    private static string Hundredths(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
