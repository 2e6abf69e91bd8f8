using Oack.Protocol.Observe;
using static Oack.Protocol.Tests.Observe.TrackerBench;

namespace Oack.Protocol.Tests.Observe;

public sealed class SilenceTests
{
    private readonly TrackerBench _bench = new();

    [Fact]
    public void ItIsUnanswered_When_OnlyRequestsAreSeen()
    {
        _bench.Read("a").Wait(1000).Read("a").Wait(1000).Read("a");

        Assert.Equal(ObservedOutcome.Unanswered, _bench.Only.Outcome);
        Assert.Equal(["request-unanswered"], CodesOf(_bench.Only));
        Assert.Equal(2, _bench.Only.Retransmissions);
    }

    [Fact]
    public void ThePortIsUnreachable_When_TheServersHostSaysSo()
    {
        _bench.Read("a").Unreachable(_bench.Client, Server);

        Assert.Equal(ObservedOutcome.Unanswered, _bench.Only.Outcome);
        Assert.Equal(["port-unreachable"], CodesOf(_bench.Only));
    }

    [Fact]
    public void ThePortIsUnreachable_When_TheClientLeavesMidway()
    {
        _bench.Read("a").Exchange(1, 3).Data(4).Unreachable(Tid, _bench.Client);

        Assert.Equal(ObservedOutcome.Failed, _bench.Only.Outcome);
        Assert.Contains("client's host", Assert.Single(_bench.Only.Findings).Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void NothingIsFound_When_TheClientClosesItsPortAfterTheLastBlock()
    {
        _bench.Read("a").Exchange(1, 3).Data(4, 7).Ack(4).Data(4, 7).Unreachable(Tid, _bench.Client);

        Assert.Equal(ObservedOutcome.Complete, _bench.Only.Outcome);
        Assert.DoesNotContain("port-unreachable", CodesOf(_bench.Only));
    }

    [Fact]
    public void TheReturnPathIsBlocked_When_BothSidesRepeatAndTheClientNeverGoesOn()
    {
        for (int i = 0; i < 4; i++)
        {
            _bench.From = Tid.WithPort((ushort)(41_000 + i));
            _bench.Read("a").Data(1).Wait(1000);
        }

        Assert.Equal(ObservedOutcome.Failed, _bench.Only.Outcome);
        Assert.Equal(["return-path-blocked"], CodesOf(_bench.Only));
    }

    [Fact]
    public void TheClientIsSilent_When_TheServerRepeatsItsOptionAck()
    {
        _bench.Read("a", "blksize", "1024").OptionAck("blksize", "1024").Wait(1000).OptionAck("blksize", "1024").Wait(1000).OptionAck("blksize", "1024");

        Assert.Equal(ObservedOutcome.Stalled, _bench.Only.Outcome);
        Assert.Equal(["client-silent"], CodesOf(_bench.Only));
    }

    [Fact]
    public void TheClientIsSilent_When_TheServerRepeatsDataMidway()
    {
        _bench.Read("a").Exchange(1, 5).Data(6).Wait(1000).Data(6).Wait(1000).Data(6);

        Assert.Equal(ObservedOutcome.Stalled, _bench.Only.Outcome);
        Assert.Equal(["client-silent"], CodesOf(_bench.Only));
    }

    [Fact]
    public void TheServerIsSilent_When_TheClientRepeatsItsAck()
    {
        _bench.Read("a").Exchange(1, 5).Wait(1000).Ack(5).Wait(1000).Ack(5);

        Assert.Equal(ObservedOutcome.Stalled, _bench.Only.Outcome);
        Assert.Equal(["server-silent"], CodesOf(_bench.Only));
    }

    [Fact]
    public void TheServerIsSilent_When_TheClientRepeatsItsData()
    {
        _bench.Write("a").ServerAck(0).ClientData(1).ServerAck(1).ClientData(2).Wait(1000).ClientData(2).Wait(1000).ClientData(2);

        Assert.Equal(["server-silent"], CodesOf(_bench.Only));
    }

    [Fact]
    public void TheOtherAddressIsSaid_When_TheReplyComesFromAnother()
    {
        _bench.From = OtherServer;
        _bench.Read("a").Exchange(1, 2).Data(3, 1).Ack(3);

        Assert.Equal(["reply-from-other-address"], CodesOf(_bench.Only));
    }

    [Fact]
    public void TwoServersAreSaid_When_OneRequestIsAnsweredTwice()
    {
        _bench.Read("a").Data(1).Send(OtherServer, _bench.Client, DataOf(1, 512)).Ack(1).Data(2, 3).Ack(2);

        Assert.Equal(["two-servers"], CodesOf(_bench.Only));
        Assert.Equal(ObservedOutcome.Complete, _bench.Only.Outcome);
    }

    [Fact]
    public void OneFirmwareRetries_When_TheSameRequestComesFromPortAfterPort()
    {
        for (ushort port = 2_001; port < 2_004; port++)
        {
            _bench.Client = _bench.Client.WithPort(port);
            _bench.Read("a").Wait(5000);
        }

        Assert.All([1, 2, 3], id => Assert.Contains("request-retried-from-new-port", CodesOf(_bench[id])));
    }
}
