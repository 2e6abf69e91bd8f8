namespace Oack.Compare.Tests;

/// <summary>What the tables say about the runs.</summary>
public sealed class ReportTests
{
    private static readonly Workload s_workload = new("one", "One", ServedFile.Small, 1, 1, 1);

    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.0321, "0.032")]
    [InlineData(1.234, "1.23")]
    [InlineData(12.34, "12.3")]
    [InlineData(123.4, "123")]
    [InlineData(12345.6, "12,346")]
    public void Number_KeepsThreeDigits(double value, string expected) =>
        Assert.Equal(expected, Report.Round(value));

    [Theory]
    [InlineData("megabytesPerSecond", "atftpd", 2)]
    [InlineData("p99Ms", "dnsmasq", 10)]
    public void BestPeer_HasMostOrLeast_ByWhatIsBetter(string figure, string peer, double median)
    {
        Report report = ReportOf(
            [RunOf("oack", seconds: 0.1, p99: 1), RunOf("atftpd", seconds: 0.5, p99: 20), RunOf("dnsmasq", seconds: 1, p99: 10)]);

        Assert.Equal((peer, median), report.BestPeer(s_workload, Figure.Columns.First(column => column.Name == figure)));
    }

    [Fact]
    public void Table_SaysRatioToBestPeer()
    {
        string page = ReportOf([RunOf("oack", seconds: 0.25, p99: 5), RunOf("atftpd", seconds: 0.5, p99: 20)], rounds: 1).Write();

        Assert.Contains("| One | ×2.00 atftpd | ×0.25 atftpd |", page, StringComparison.Ordinal);
    }

    /// <summary>The medians, 4 and 1 MB/s, would come from different speeds of the machine.</summary>
    [Fact]
    public void Ratio_IsTheMedianOfTheRounds_When_TheMachineHasTwoSpeeds()
    {
        string page = ReportOf(
            [
                RunOf("oack", seconds: 0.25, p99: 5), RunOf("atftpd", seconds: 0.5, p99: 20),
                RunOf("oack", seconds: 0.5, p99: 10, round: 1), RunOf("atftpd", seconds: 1, p99: 40, round: 1),
                RunOf("oack", seconds: 0.25, p99: 5, round: 2), RunOf("atftpd", seconds: 1, p99: 40, round: 2),
            ],
            rounds: 3).Write();

        Assert.Contains("| One | ×2.00 (2.00–4.00) atftpd | ×0.25 (0.13–0.25) atftpd |", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Ratio_LeavesRoundsOut_That_OneOfTheTwoFailed()
    {
        string page = ReportOf(
            [
                RunOf("oack", seconds: 0.25, p99: 5), RunOf("atftpd", seconds: 0.5, p99: 20),
                RunOf("oack", seconds: 0.25, p99: 5, broken: 1, round: 1), RunOf("atftpd", seconds: 1, p99: 40, round: 1),
                RunOf("oack", seconds: 0.25, p99: 5, round: 2),
            ],
            rounds: 3).Write();

        Assert.Contains("×2.00 (2.00–2.00) atftpd", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_HasNoFigures_When_TransferFailed()
    {
        string page = ReportOf([RunOf("oack", seconds: 0.25, p99: 5, broken: 1)]).Write();

        Assert.Contains("| oack | **failed** | – |", page, StringComparison.Ordinal);
    }

    // A transfer of 1,000,000 bytes, so that MB/s is one divided by the seconds.
    private static Run RunOf(string contender, double seconds, double p99, int broken = 0, int round = 0) => new(
        round, s_workload.Id, contender, new GeneratorResult(1, broken, 1_000_000, seconds, 1, 1, p99, p99, 0, 0, 1, ""), null, null, 0);

    private static Report ReportOf(IEnumerable<Run> runs, int rounds = 5)
    {
        Cores cores = new(0, 1);
        Comparison comparison = new(new Programs("/nowhere"), cores, "/nowhere", "/nowhere");
        comparison.Runs.AddRange(runs);
        return new Report(comparison, [s_workload], new Machine("now", "a processor", 2, false, "6", "0"), [], rounds, cores);
    }
}
