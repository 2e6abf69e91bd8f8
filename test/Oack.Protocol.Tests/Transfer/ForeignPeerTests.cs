using Oack.Protocol.Transfer;

namespace Oack.Protocol.Tests.Transfer;

public class ForeignPeerTests
{
    [Fact]
    public void StrangerIsToldAndTheTransferGoesOn_When_ItSendsAnAck()
    {
        TransferBench bench = TransferBench.Sender(2000);
        bench.Sent();
        bench.From = TransferBench.Stranger;
        Assert.Equal(Disposition.ForeignPeer, bench.Ack(1));
        Assert.Equal(["ERROR 5 to 192.168.1.5:2002"], bench.Sent());

        bench.From = TransferBench.Peer;
        Assert.Equal(Disposition.Accepted, bench.Ack(1));
        Assert.Equal(["DATA 2 @512+512"], bench.Sent());
    }

    [Fact]
    public void StrangerGetsNoAnswer_When_ItSendsAnError()
    {
        TransferBench bench = TransferBench.Sender(2000);
        bench.Sent();
        bench.From = TransferBench.Stranger;
        Assert.Equal(Disposition.ForeignPeer, bench.Error(4));
        Assert.Empty(bench.Sent());
        Assert.Equal(TransferOutcome.None, bench.Machine.Outcome);
    }

    [Fact]
    public void StrangerGetsNoAnswer_When_TheTransferIsClosed()
    {
        TransferBench bench = TransferBench.Sender(100);
        bench.Sent();
        bench.Ack(1);
        Assert.Contains(TransferEventKind.Closed, bench.Events());
        bench.From = TransferBench.Stranger;
        Assert.Equal(Disposition.Unexpected, bench.Ack(1));
        Assert.Empty(bench.Sent());
    }

    [Fact]
    public void FirstReplyPinsThePort_When_ItComesFromTheServersAddress()
    {
        TransferBench bench = TransferBench.Reader();
        bench.Sent();
        Assert.Equal(Disposition.Accepted, bench.Data(1, 512));
        Assert.Equal(TransferBench.Peer, bench.Machine.Peer);
        bench.From = TransferBench.Stranger;
        Assert.Equal(Disposition.ForeignPeer, bench.Data(2, 512));
    }

    [Fact]
    public void FirstReplyIsRefused_When_ItComesFromAnotherAddress()
    {
        TransferBench bench = TransferBench.Reader();
        bench.Sent();
        bench.From = PeerEndpoint.FromIPv4(0xC0A80106, 2001);
        Assert.Equal(Disposition.ForeignPeer, bench.Data(1, 512));
        Assert.Equal(["ERROR 5 to 192.168.1.6:2001"], bench.Sent());
        Assert.Equal(TransferState.Requesting, bench.Machine.State);
    }

    [Fact]
    public void FirstReplyIsTaken_When_AnyAddressIsAllowed()
    {
        TransferBench bench = TransferBench.Reader(new TransferSettings { AcceptReplyFromAnyAddress = true });
        bench.Sent();
        bench.From = PeerEndpoint.FromIPv4(0xC0A80106, 2001);
        Assert.Equal(Disposition.Accepted, bench.Data(1, 512));
        Assert.Equal(bench.From, bench.Machine.Peer);
    }
}
