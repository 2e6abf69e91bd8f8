using Oack.Simulation.Checkers;
using Oack.Simulation.Nodes;

namespace Oack.Simulation.Tests.Checkers;

public sealed class WindowCheckerTests
{
    private readonly CheckerBench _bench = new();

    public WindowCheckerTests() => _bench.Under(new WindowChecker(_bench.Loop, _bench.Flows));

    [Fact]
    public void BreachIsSeen_When_ABlockGoesPastTheWindow()
    {
        _bench.Hears(RawPacket.MakeRequest(1, [new("windowsize", 2)])).Sends(RawPacket.MakeOptionAck([new("windowsize", 2)]), SendCause.Start)
            .Hears(RawPacket.MakeAck(0)).Sends(_bench.Data(1)).Sends(_bench.Data(2));
        Assert.Empty(_bench.Broken);
        _bench.Sends(_bench.Data(3));
        Assert.Equal(["window"], _bench.Broken);
    }

    [Fact]
    public void BreachIsSeen_When_DataComesBeforeTheOptionAckIsAnswered()
    {
        _bench.Hears(RawPacket.MakeRequest(1, [new("windowsize", 2)])).Sends(RawPacket.MakeOptionAck([new("windowsize", 2)]), SendCause.Start)
            .Sends(_bench.Data(1));
        Assert.Equal(["window"], _bench.Broken);
    }

    [Fact]
    public void NothingIsWrong_When_AnAckInsideMovesTheWindow()
    {
        _bench.Hears(RawPacket.MakeRequest(1, [new("windowsize", 3)])).Sends(RawPacket.MakeOptionAck([new("windowsize", 3)]), SendCause.Start)
            .Hears(RawPacket.MakeAck(0)).Sends(_bench.Data(1)).Sends(_bench.Data(2)).Sends(_bench.Data(3))
            .Hears(RawPacket.MakeAck(1)).Sends(_bench.Data(2)).Sends(_bench.Data(3)).Sends(_bench.Data(4));
        Assert.Empty(_bench.Broken);
    }
}
