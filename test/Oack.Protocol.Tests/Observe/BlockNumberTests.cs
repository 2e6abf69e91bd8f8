using Oack.Protocol.Observe;
using static Oack.Protocol.Tests.Observe.TrackerBench;

namespace Oack.Protocol.Tests.Observe;

public sealed class BlockNumberTests
{
    private readonly TrackerBench _bench = new();

    [Fact]
    public void ZeroFollows_When_TheSenderRollsOverToZero()
    {
        _bench.Read("a", "blksize", "8").OptionAck("blksize", "8").Ack(0).Exchange(1, 65_540, 8).Data(65_541, 0).Ack(65_541);

        Assert.Equal(["rollover-to-zero"], CodesOf(_bench.Only));
        Assert.Equal(65_540L * 8, _bench.Only.Bytes);
    }

    [Fact]
    public void OneFollows_When_TheSenderRollsOverToOne()
    {
        _bench.Read("a", "blksize", "8").OptionAck("blksize", "8").Ack(0).Exchange(1, 65_535, 8);
        _bench.Exchange(1, 5, 8).Data(6, 0).Ack(6);

        Assert.Equal(["rollover-to-one"], CodesOf(_bench.Only));
        Assert.Equal(65_540L * 8, _bench.Only.Bytes);
    }

    [Fact]
    public void RolloverFailed_When_TheTransferEndsAtTheLargestNumber()
    {
        _bench.Read("a", "blksize", "8", "tsize", "0").OptionAck("blksize", "8", "tsize", "900000").Ack(0).Exchange(1, 65_535, 8).Wait(1000).Ack(65_535).Wait(1000).Ack(65_535);

        Assert.Contains("rollover-failed", CodesOf(_bench.Only));
    }

    [Fact]
    public void TheAckIsAhead_When_ItsBlockIsSentLater()
    {
        _bench.Read("a").Exchange(1, 3).Ack(4).Data(4).Ack(4).Data(5, 0).Ack(5);

        Assert.Equal(["ack-ahead"], CodesOf(_bench.Only));
    }

    [Fact]
    public void TheAckIsAhead_When_TheSenderRefusesIt()
    {
        _bench.Read("a").Exchange(1, 3).Ack(9).ServerError(4, "no such block");

        Assert.Equal(["ack-ahead", "illegal-operation"], CodesOf(_bench.Only).Order());
    }

    [Fact]
    public void NothingIsAhead_When_TheSenderHangsUpBehindABlockThatTheCaptureMissed()
    {
        _bench.Read("a").Exchange(1, 3).Ack(4).ServerError(0, "disk error");

        Assert.DoesNotContain("ack-ahead", CodesOf(_bench.Only));
    }

    [Fact]
    public void NothingIsAhead_When_TheCaptureMissedTheBlock()
    {
        _bench.Read("a").Exchange(1, 3).Ack(4).Data(5).Ack(5).Data(6, 0).Ack(6);

        Assert.DoesNotContain("ack-ahead", CodesOf(_bench.Only));
    }

    [Fact]
    public void TheClientStartedOver_When_ItAsksAgainMidway()
    {
        _bench.Read("a").Exchange(1, 5).Data(6).Wait(3000);
        _bench.Client = _bench.Client.WithPort(2_002);
        _bench.From = Tid.WithPort(40_009);
        _bench.Read("a").Exchange(1, 9).Data(10, 0).Ack(10);

        Assert.Contains("restarted-from-request", CodesOf(_bench[1]));
        Assert.Equal(ObservedOutcome.Complete, _bench[2].Outcome);
    }
}
