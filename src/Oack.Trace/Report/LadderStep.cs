namespace Oack.Trace.Report;

/// <summary>A step of a ladder: a packet that is shown, or packets that are only counted.</summary>
/// <param name="Run">The packet or the packets.</param>
/// <param name="IsFolded">Whether they are only counted.</param>
internal readonly record struct LadderStep(PacketRun Run, bool IsFolded)
{
    /// <summary>As many ordinary packets in a row are still shown one by one.</summary>
    private const int ShownInARow = 8;

    /// <summary>Of a longer row as many are shown at its start and at its end.</summary>
    private const int ShownAtEdge = 2;

    /// <summary>Folds the long rows of ordinary packets.</summary>
    internal static List<LadderStep> Fold(PacketTrail trail)
    {
        List<LadderStep> steps = [];
        List<PacketRun> row = [];
        foreach (PacketRun run in trail.Runs)
        {
            if (run.IsOrdinary)
            {
                row.Add(run);
                continue;
            }

            AddRow(steps, row);
            steps.Add(new LadderStep(run, run.Packets > 1));
        }

        AddRow(steps, row);
        return steps;
    }

    /// <summary>Keeps the first and the last steps, so that at most so many are left; what lies between is one fold.</summary>
    internal static List<LadderStep> Limit(List<LadderStep> steps, int most)
    {
        if (steps.Count <= most)
        {
            return steps;
        }

        int head = most * 3 / 4;
        int tail = most - head - 1;
        PacketRun between = steps[head].Run;
        foreach (LadderStep step in steps[(head + 1)..^tail])
        {
            between = between.With(step.Run);
        }

        return [.. steps[..head], new LadderStep(between, true), .. steps[^tail..]];
    }

    private static void AddRow(List<LadderStep> steps, List<PacketRun> row)
    {
        int edge = row.Sum(run => run.Packets) <= ShownInARow ? row.Count : ShownAtEdge;
        int start = 0;
        while (start < Math.Min(edge, row.Count) && row[start].Packets == 1)
        {
            steps.Add(new LadderStep(row[start++], false));
        }

        int end = row.Count;
        while (end > Math.Max(start, row.Count - edge) && row[end - 1].Packets == 1)
        {
            end--;
        }

        if (start < end)
        {
            PacketRun folded = row[start];
            foreach (PacketRun run in row[(start + 1)..end])
            {
                folded = folded.With(run);
            }

            steps.Add(new LadderStep(folded, true));
        }

        steps.AddRange(row[end..].Select(run => new LadderStep(run, false)));
        row.Clear();
    }
}
