namespace Oack.Compare;

/// <summary>The two plots of docs/performance.md.</summary>
internal static class Plots
{
    private const int Width = 760;

    private static readonly Dictionary<ServerKind, string> s_colours = new()
    {
        [ServerKind.Oack] = "#0072b2",
        [ServerKind.TftpdHpa] = "#009e73",
        [ServerKind.Atftpd] = "#d55e00",
        [ServerKind.Dnsmasq] = "#a3518b",
    };

    /// <summary>Speed of one client over the window; null when no such workload ran.</summary>
    internal static string? Window(Report report)
    {
        const int Height = 450, Left = 80, Right = 600, Top = 50, Bottom = 360;
        Workload[] steps = [.. report.Workloads
            .Where(workload => workload is { Clients: 1, GeneratorSwitches: [] }).OrderBy(workload => workload.WindowBlocks)];
        Spread?[][] series = [.. Contender.Usual.Select(server => steps.Select(step => SpeedOf(report, step, server)).ToArray())];
        double[] all = [.. series.SelectMany(row => row).OfType<Spread>().SelectMany(spread => (double[])[spread.Min, spread.Max])];
        if (steps.Length < 2 || all.Length == 0)
        {
            return null;
        }

        // Logarithmic both ways: in lock-step the servers differ too, and a linear axis would hide it.
        SvgCanvas canvas = new(Width, Height, "One client, one large file: speed over the window");
        double first = Math.Log10(all.Min() * 0.8), last = Math.Log10(all.Max() * 1.25);
        double X(int index) => Left + 40 + (index * (Right - Left - 80.0) / (steps.Length - 1));
        double Y(double value) => Bottom - ((Math.Log10(value) - first) / (last - first) * (Bottom - Top));
        foreach (double value in Ticks(first, last))
        {
            canvas.Line(Left, Y(value), Right, Y(value), SvgCanvas.Faint);
            canvas.Text(Left - 8, Y(value) + 4, Report.Plain(value), "end");
        }

        for (int index = 0; index < steps.Length; index++)
        {
            canvas.Text(X(index), Bottom + 20, Report.Plain(steps[index].WindowBlocks), "middle");
        }

        canvas.Text((Left + Right) / 2.0, Bottom + 44, $"window, blocks of {Workload.BlockBytes} bytes", "middle");
        canvas.Text(24, (Top + Bottom) / 2.0, "content received, MB/s (logarithmic)", "middle", upwards: true);
        foreach ((int row, Contender server) in Contender.Usual.Index().Reverse())
        {
            double aside = (row - 1.5) * 7;
            Curve(canvas, series[row], index => X(index) + aside, Y, row, s_colours[server.Kind]);
        }

        foreach ((int row, Contender server) in Contender.Usual.Index().Where(entry => series[entry.Index].Any(spread => spread is not null)))
        {
            double y = Top + 20 + (row * 26);
            canvas.Line(Right + 20, y, Right + 48, y, s_colours[server.Kind], 2);
            canvas.Mark(Right + 34, y, row, s_colours[server.Kind]);
            canvas.Text(Right + 56, y + 4, server.Name);
        }

        string[] lockStep = [.. Contender.Usual.Where(server => report.IsLockStep(server)).Select(server => server.Name)];
        canvas.Text(
            Left, Height - 16,
            "Bars reach from the slowest to the fastest round." + (lockStep.Length == 0 ? "" : $" {string.Join(" and ", lockStep)} grant no window."));
        return canvas.Close();
    }

    /// <summary>How long the transfers of a storm take, one panel a window; null when no storm ran.</summary>
    internal static string? Storm(Report report)
    {
        const int Left = 110, Right = 720, Top = 70, RowHeight = 34, PanelGap = 50;
        Figure[] figures = [Figure.P50, Figure.P90, Figure.P99, Figure.Max];
        Workload[] storms = [.. report.Workloads.Where(workload => workload.Id.StartsWith("storm", StringComparison.Ordinal))];
        var rows = storms.SelectMany(storm => storm.Contenders.Select(server => (
            Storm: storm, Server: server, Values: figures.Select(figure => report.Of(storm, server.Name, figure)?.Median).ToArray())))
            .Where(row => row.Values[0] is > 0).ToArray();
        if (rows.Length == 0)
        {
            return null;
        }

        // Time spans decades when somebody waits for a timeout, so the axis is logarithmic.
        double[] all = [.. rows.SelectMany(row => row.Values).OfType<double>()];
        double first = Math.Log10(all.Min() * 0.8), last = Math.Log10(all.Max() * 1.25);
        double X(double value) => Left + ((Math.Log10(value) - first) / (last - first) * (Right - Left));
        int height = Top + (storms.Length * PanelGap) + (rows.Length * RowHeight) + 40;
        SvgCanvas canvas = new(Width, height, "A storm of 1,000 transfers of 1 MB, 200 at once: how long each takes");
        for (int index = 0; index < figures.Length; index++)
        {
            canvas.Mark(250 + (index * 90), 48, index, SvgCanvas.Ink);
            canvas.Text(262 + (index * 90), 52, figures[index].Label.Split(',')[0]);
        }

        double y = Top;
        foreach (Workload storm in storms)
        {
            var panel = rows.Where(row => row.Storm == storm).ToArray();
            double bottom = y + 26 + (panel.Length * RowHeight);
            canvas.Text(Left, y + 16, $"window {storm.WindowBlocks}");
            foreach (double value in Ticks(first, last))
            {
                canvas.Line(X(value), y + 24, X(value), bottom, SvgCanvas.Faint);
                canvas.Text(X(value), bottom + 16, Report.Plain(value), "middle");
            }

            for (int row = 0; row < panel.Length; row++)
            {
                StormRow(canvas, panel[row].Server, panel[row].Values, X, y + 26 + (row * RowHeight) + (RowHeight / 2.0), Left);
            }

            y = bottom + PanelGap - 26;
        }

        canvas.Text((Left + Right) / 2.0, height - 14, "from the request to the last block, ms (logarithmic); medians of the rounds", "middle");
        return canvas.Close();
    }

    private static void StormRow(SvgCanvas canvas, Contender server, double?[] values, Func<double, double> x, double y, double left)
    {
        string colour = s_colours[server.Kind];
        canvas.Text(left - 10, y + 4, server.Name, "end", colour: colour);
        canvas.Line(x(values[0]!.Value), y, x(values[^1]!.Value), y, colour, 2);
        for (int index = values.Length - 1; index >= 0; index--)
        {
            canvas.Mark(x(values[index]!.Value), y, index, colour);
        }
    }

    private static void Curve(SvgCanvas canvas, Spread?[] points, Func<int, double> x, Func<double, double> y, int shape, string colour)
    {
        int previous = -1;
        for (int index = 0; index < points.Length; index++)
        {
            if (points[index] is not Spread point)
            {
                continue;
            }

            if (previous >= 0)
            {
                canvas.Line(x(previous), y(points[previous]!.Value.Median), x(index), y(point.Median), colour, 2);
            }

            canvas.Line(x(index), y(point.Min), x(index), y(point.Max), colour, 1.5);
            previous = index;
        }

        for (int index = 0; index < points.Length; index++)
        {
            if (points[index] is Spread point)
            {
                canvas.Mark(x(index), y(point.Median), shape, colour);
            }
        }
    }

    private static Spread? SpeedOf(Report report, Workload step, Contender server) =>
        step.Contenders.FirstOrDefault(contender => contender.Kind == server.Kind) is Contender contender
            ? report.Of(step, contender.Name, Figure.Speed)
            : null;

    private static IEnumerable<double> Ticks(double first, double last) =>
        from exponent in Enumerable.Range((int)Math.Floor(first), (int)Math.Ceiling(last) - (int)Math.Floor(first) + 1)
        from factor in (double[])[1, 2, 5]
        let value = factor * Math.Pow(10, exponent)
        where Math.Log10(value) >= first && Math.Log10(value) <= last
        select value;
}
