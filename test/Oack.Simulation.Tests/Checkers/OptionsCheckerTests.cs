using Oack.Simulation.Checkers;
using Oack.Simulation.Nodes;

namespace Oack.Simulation.Tests.Checkers;

public sealed class OptionsCheckerTests
{
    [Theory]
    [InlineData("blksize", 1_024, "blksize", 1_025)]
    [InlineData("blksize", 1_024, "blksize", 7)]
    [InlineData("windowsize", 4, "windowsize", 5)]
    [InlineData("windowsize", 4, "windowsize", 0)]
    [InlineData("timeout", 5, "timeout", 4)]
    [InlineData("rollover", 1, "rollover", 0)]
    [InlineData("blksize", 1_024, "Blksize", 1_024)]
    [InlineData("blksize", 1_024, "tsize", 1_024)]
    public void BreachIsSeen_When_TheServerGrantsWhatWasNotAsked(string askedName, long asked, string grantedName, long granted)
    {
        var bench = new CheckerBench();
        bench.Under(new OptionsChecker(bench.Loop, bench.Flows))
            .Hears(RawPacket.MakeRequest(1, [new(askedName, asked)]))
            .Sends(RawPacket.MakeOptionAck([new(grantedName, granted)]), SendCause.Start);
        Assert.Equal(["options"], bench.Broken);
    }

    [Fact]
    public void BreachIsSeen_When_TheOrderIsNotThatOfTheRequest()
    {
        var bench = new CheckerBench();
        bench.Under(new OptionsChecker(bench.Loop, bench.Flows))
            .Hears(RawPacket.MakeRequest(1, [new("tsize", 0), new("blksize", 1_024)]))
            .Sends(RawPacket.MakeOptionAck([new("blksize", 1_024), new("tsize", 2_000)]), SendCause.Start);
        Assert.Equal(["options"], bench.Broken);
    }

    [Fact]
    public void NothingIsWrong_When_LessIsGrantedInOrder()
    {
        var bench = new CheckerBench();
        bench.Under(new OptionsChecker(bench.Loop, bench.Flows))
            .Hears(RawPacket.MakeRequest(1, [new("tsize", 0), new("timeout", 5), new("BLKsize", 1_024)]))
            .Sends(RawPacket.MakeOptionAck([new("tsize", 2_000), new("BLKsize", 512)]), SendCause.Start);
        Assert.Empty(bench.Broken);
    }
}
