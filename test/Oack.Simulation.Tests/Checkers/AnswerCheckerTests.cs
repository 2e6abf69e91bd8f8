using Oack.Simulation.Checkers;
using Oack.Simulation.Nodes;

namespace Oack.Simulation.Tests.Checkers;

public sealed class AnswerCheckerTests
{
    private readonly CheckerBench _bench = new();

    [Fact]
    public void BreachIsSeen_When_ADuplicateAckIsAnsweredWithData()
    {
        _bench.Under(new DuplicateAckChecker(_bench.Loop, _bench.Flows))
            .Hears(RawPacket.MakeRequest(1, [])).Sends(_bench.Data(1), SendCause.Start)
            .Hears(RawPacket.MakeAck(1)).Sends(_bench.Data(2)).Hears(RawPacket.MakeAck(1));
        Assert.Empty(_bench.Broken);
        _bench.Sends(_bench.Data(2));
        Assert.Equal(["duplicate ACK"], _bench.Broken);
    }

    [Fact]
    public void NothingIsWrong_When_ATimeoutFollowsADuplicateAck()
    {
        _bench.Under(new DuplicateAckChecker(_bench.Loop, _bench.Flows))
            .Hears(RawPacket.MakeRequest(1, [])).Sends(_bench.Data(1), SendCause.Start)
            .Hears(RawPacket.MakeAck(1)).Sends(_bench.Data(2)).Hears(RawPacket.MakeAck(1)).Sends(_bench.Data(2), SendCause.Timeout);
        Assert.Empty(_bench.Broken);
    }

    [Fact]
    public void BreachIsSeen_When_AnErrorIsAnswered()
    {
        _bench.Under(new ErrorNeverAnsweredChecker(_bench.Loop, _bench.Flows))
            .Hears(RawPacket.MakeError(0, "closed")).Sends(RawPacket.MakeError(5, "unknown"));
        Assert.Equal(["an ERROR is never answered"], _bench.Broken);
    }

    [Fact]
    public void BreachIsSeen_When_AnUnansweredPeerGetsTwoPacketsAtOnce()
    {
        _bench.Under(new UnansweredChecker(_bench.Loop, _bench.Flows, Protocol.Transfer.TransferSettings.Default))
            .Hears(RawPacket.MakeRequest(1, [])).Sends(_bench.Data(1), SendCause.Start)
            .After(TimeSpan.FromMilliseconds(10)).Sends(_bench.Data(1), SendCause.RepeatedRequest);
        Assert.Equal(["unanswered peer"], _bench.Broken);
    }

    [Fact]
    public void BreachIsSeen_When_AnUnansweredPeerGetsOnePacketTooMany()
    {
        _bench.Under(new UnansweredChecker(_bench.Loop, _bench.Flows, Protocol.Transfer.TransferSettings.Default))
            .Hears(RawPacket.MakeRequest(1, [])).Sends(_bench.Data(1), SendCause.Start);
        for (int i = 0; i < 3; i++)
        {
            _bench.After(TimeSpan.FromSeconds(5)).Sends(_bench.Data(1), SendCause.Timeout);
        }

        Assert.Empty(_bench.Broken);
        _bench.After(TimeSpan.FromSeconds(5)).Sends(_bench.Data(1), SendCause.Timeout);
        Assert.Equal(["unanswered peer"], _bench.Broken);
    }
}
