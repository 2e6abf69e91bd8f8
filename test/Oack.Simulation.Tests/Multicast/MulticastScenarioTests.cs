using Oack.Simulation.Multicast;

namespace Oack.Simulation.Tests.Multicast;

public sealed class MulticastScenarioTests
{
    private const int RangeSeeds = 50;

    public static TheoryData<string, long, int> Ranges
    {
        get
        {
            TheoryData<string, long, int> ranges = [];
            foreach (MulticastScenario scenario in MulticastScenarioCatalogue.All)
            {
                for (int first = 0; first < scenario.TestSeeds; first += RangeSeeds)
                {
                    ranges.Add(scenario.Name, first, Math.Min(RangeSeeds, scenario.TestSeeds - first));
                }
            }

            return ranges;
        }
    }

    [Theory]
    [MemberData(nameof(Ranges))]
    public void AllHonestReceiversHaveTheFile_When_ASeedRuns(string scenario, long first, int count)
    {
        MulticastScenario found = MulticastScenarioCatalogue.Find(scenario)!;
        List<string> failures = [];
        for (long seed = first; seed < first + count; seed++)
        {
            MulticastReport report = MulticastRunner.Run(found, seed);
            if (!report.IsGood)
            {
                failures.Add(report.ToString());
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures.Take(5)));
    }

    /// <summary>A listener's ACK of its OACK came when it had been made the master client, by an OACK that was lost.</summary>
    [Fact]
    public void MasterThatDoesNotKnowIt_IsTold()
    {
        MulticastReport report = MulticastRunner.Run(MulticastScenarioCatalogue.Find("multicast-late")!, 645);

        Assert.True(report.IsGood, report.ToString());
    }

    [Theory]
    [InlineData("multicast-mixed")]
    [InlineData("mtftp-mixed")]
    public void EveryPacketIsTheSame_When_ASeedIsReplayed(string scenario)
    {
        MulticastScenario found = MulticastScenarioCatalogue.Find(scenario)!;
        for (long seed = 0; seed < 10; seed++)
        {
            Assert.Equal(MulticastRunner.Run(found, seed).Fingerprint, MulticastRunner.Run(found, seed).Fingerprint);
        }
    }
}
