using Oack.Protocol.Transfer;

namespace Oack.Protocol.Tests.Multicast;

public sealed class ListenerAckTests
{
    [Fact]
    public void ListenerIsToldThatItIsNone_When_ItAcknowledgesInTheMiddle()
    {
        SendSessionBench bench = WithTwo();
        bench.Advance(2_000);
        Assert.Equal(Disposition.Unexpected, bench.Ack(2, 2));
        Assert.Equal(["2: OACK mc=0"], bench.Sent());

        // One answer a timeout, whatever it sends.
        bench.Ack(2, 2);
        Assert.Empty(bench.Sent());
    }

    [Fact]
    public void ListenerIsNotAnswered_When_ItAcknowledgesItsOptions()
    {
        SendSessionBench bench = WithTwo();
        bench.Advance(2_000);
        bench.Ack(2, 0);
        Assert.Empty(bench.Sent());
    }

    [Fact]
    public void ReceiverIsTakenOff_When_ItSendsAnError()
    {
        SendSessionBench bench = WithTwo();
        Assert.Equal(Disposition.Terminal, bench.Deliver(1, [0, 5, 0, 0, 0]));
        Assert.Equal(["2: OACK mc=1"], bench.Sent());
        Assert.Contains("ReceiverLeft 1", bench.Events());
        Assert.Equal(1, bench.Session.ReceiverCount);
    }

    [Fact]
    public void StrangerGetsErrorFive_When_ItSendsIntoTheSession()
    {
        SendSessionBench bench = WithTwo();
        Assert.Equal(Disposition.ForeignPeer, bench.Ack(9, 1));
        Assert.Equal(["9: ERROR 5"], bench.Sent());
        Assert.Equal(Disposition.ForeignPeer, bench.Deliver(9, [0, 5, 0, 0, 0]));
        Assert.Empty(bench.Sent());
    }

    [Fact]
    public void RepeatedAckSendsNothing_When_TheBlockHasJustLeft()
    {
        SendSessionBench bench = WithTwo();
        bench.Advance(1);
        bench.Ack(1, 0);
        Assert.Equal(["group: DATA 1"], bench.Sent());
        Assert.Equal(Disposition.Duplicate, bench.Ack(1, 0));
        Assert.Empty(bench.Sent());
        bench.Advance(1);
        bench.Ack(1, 1);
        Assert.Equal(["group: DATA 2"], bench.Sent());
        Assert.Equal(Disposition.Duplicate, bench.Ack(1, 0));
        Assert.Empty(bench.Sent());
    }

    [Fact]
    public void EveryReceiverGetsAnError_When_TheServerAborts()
    {
        SendSessionBench bench = WithTwo();
        bench.Session.HandleAbort(bench.Now, Oack.Protocol.Wire.ErrorCode.NotDefined, "server stops");
        Assert.Equal(["1: ERROR 0", "2: ERROR 0"], bench.Sent());
        Assert.Equal("Closed", bench.Events()[^1]);
    }

    private static SendSessionBench WithTwo()
    {
        SendSessionBench bench = new(blocks: 4);
        bench.Join(1);
        bench.Join(2);
        bench.Sent();
        return bench;
    }
}
