using System.Globalization;
using Oack.Simulation.Scenarios;

namespace Oack.Simulation.Tests;

public sealed class ReplayTests
{
    public static TheoryData<string> Scenarios => [.. ScenarioCatalogue.All.Where(one => one.Name != "rollover").Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void EveryPacketIsTheSame_When_ASeedIsReplayed(string scenario)
    {
        for (long seed = 0; seed < 20; seed++)
        {
            using var log = new StringWriter(CultureInfo.InvariantCulture);
            SimulationReport first = SimulationRunner.Run(Seeds.Find(scenario), seed);
            SimulationReport again = SimulationRunner.Run(Seeds.Find(scenario), seed, log);
            Assert.Equal(first.Fingerprint, again.Fingerprint);
            Assert.Equal(first.DatagramsSent, again.DatagramsSent);
            Assert.Equal(first.ClientTime, again.ClientTime);
        }
    }

    [Fact]
    public void RunsDiffer_When_SeedsDiffer()
    {
        IEnumerable<ulong> fingerprints = Enumerable.Range(0, 50).Select(seed => SimulationRunner.Run(Seeds.Find("loss"), seed).Fingerprint);
        Assert.True(fingerprints.Distinct().Count() >= 49);
    }

    [Fact]
    public void LogHasVirtualTimesAndPackets_When_ASeedIsReplayed()
    {
        using var log = new StringWriter(CultureInfo.InvariantCulture);
        SimulationRunner.Run(Seeds.Find("clean"), 1, log);
        Assert.Matches(@"    1\.000000  client +--> 10\.0\.0\.1:69  [RW]RQ file octet", log.ToString());
        Assert.Contains("DATA 1 (", log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void ReplayLineNamesScenarioAndSeed_When_ARuleIsBroken()
    {
        var report = new SimulationReport { Scenario = "loss", Seed = 4_711, Violations = ["1.0 window: too far"] };
        Assert.Equal(
            "1.0 window: too far\n  dotnet run --project sim/Oack.Simulation -c Release -- replay loss 4711",
            report.ToString());
    }
}
