using Oack.Simulation.Golden;
using Oack.Simulation.Multicast;

namespace Oack.Simulation.Tests.Multicast;

public sealed class MulticastFactorTests
{
    [Fact]
    public void FactorsAreThoseOfTheTable_When_AFileGoesToARoom()
    {
        string expected = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "multicast-factor.txt"));
        string actual = MulticastGoldenTable.Make();
        Assert.True(
            expected == actual,
            $"The factors changed. If that is meant, write the table anew and look at its difference:\n  {GoldenTable.WriteCommand}\n\nnow:\n{actual}\nbefore:\n{expected}");
    }

    [Theory]
    [InlineData("rfc2090-1")]
    [InlineData("rfc2090-16")]
    public void EachBlockIsSentExactlyOnce_When_NothingIsLost(string protocol) =>
        Assert.Equal(1.0, Run($"factor-{protocol}-100-0").Factor);

    [Fact]
    public void OnlyBlockOneIsSentTwice_When_MtftpLosesNothing() => Assert.Equal(1.001, Run("factor-mtftp-100-0").Factor, 6);

    /// <summary>With windows the file is out before those whose request was lost ask again: they need it once more.</summary>
    [Theory]
    [InlineData("rfc2090-1", 3.05)]
    [InlineData("rfc2090-16", 4.05)]
    public void RepairsStayNearWhatTheLossForces_When_AHundredReceiversLoseATenth(string protocol, double most)
    {
        // 1 + (1 - 0.9^100) + (1 - 0.99^100) + (1 - 0.999^100) + ...: 2.74 sendings until all hundred have a block.
        Assert.Equal(2.74, MulticastGoldenTable.Least(100, 0.1), 2);
        Assert.InRange(Run($"factor-{protocol}-100-10").Factor, 2.65, most);
    }

    private static MulticastReport Run(string scenario)
    {
        MulticastReport report = MulticastRunner.Run(MulticastScenarioCatalogue.Find(scenario)!, 0);
        Assert.True(report.IsGood, report.ToString());
        return report;
    }
}
