using Oack.Simulation.Scenarios;

namespace Oack.Simulation.Tests;

/// <summary>Cuts the seeds of a scenario into ranges, one test case each, and runs them.</summary>
public static class Seeds
{
    private const int RangeSeeds = 250;
    private const int LargeFileRangeSeeds = 2;

    /// <summary>The ranges of a scenario: first seed and how many.</summary>
    public static TheoryData<long, int> Of(string scenario)
    {
        int all = Find(scenario).TestSeeds;
        int size = all < RangeSeeds ? LargeFileRangeSeeds : RangeSeeds;
        TheoryData<long, int> ranges = [];
        for (int first = 0; first < all; first += size)
        {
            ranges.Add(first, Math.Min(size, all - first));
        }

        return ranges;
    }

    /// <summary>Runs a range; a seed that breaks a rule fails it with the line that replays the seed.</summary>
    public static void Check(string scenario, long first, int count)
    {
        SeedRangeResult result = SeedRange.Run(Find(scenario), first, count, inParallel: false);
        Assert.True(result.Failures.Count == 0, string.Join('\n', result.Failures.Take(5)));

        // Bad luck happens; if it happened often it would be something else.
        Assert.True(result.Excused <= 2 + (count / 50), $"{result.Excused} of {count} files did not arrive, each excused by bad luck");
        Assert.True(result.MissedLastAcks <= 2 + (count / 12), $"{result.MissedLastAcks} of {count} senders missed the last ACK");
    }

    /// <summary>The scenario of a name.</summary>
    public static Scenario Find(string scenario) =>
        ScenarioCatalogue.Find(scenario) ?? throw new ArgumentException($"There is no scenario {scenario}.", nameof(scenario));
}
