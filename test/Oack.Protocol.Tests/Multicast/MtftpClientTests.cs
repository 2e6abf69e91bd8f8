using Oack.Protocol.Multicast;
using Oack.Protocol.Transfer;

namespace Oack.Protocol.Tests.Multicast;

public sealed class MtftpClientTests
{
    private readonly ClientSessionBench _bench = ClientSessionBench.Mtftp();

    [Fact]
    public void NothingIsSent_When_TheStartDelayRuns()
    {
        Assert.Empty(_bench.Sent());
        Assert.Equal(2_000, _bench.Expire());
        Assert.Equal(["RRQ f octet"], _bench.Sent());
    }

    [Fact]
    public void WholeFileIsTakenInSilence_When_ARoundIsHeard()
    {
        Data(1);
        Data(3, 7);
        Data(2);
        Assert.Equal(["Negotiated", "Received"], _bench.Events());
        _bench.Session.HandleStored(_bench.Now);
        Assert.Empty(_bench.Sent());
        Assert.Equal(["Ended", "Closed"], _bench.Events());
        Assert.Equal(1_031, _bench.Session.ContentBytes);
    }

    [Fact]
    public void EachBlockIsAcknowledgedToThePortItCameFrom_When_BlockOneCameByUnicast()
    {
        Elect();
        Assert.Equal(["ACK 1"], _bench.Sent());
        Assert.Equal(ClientSessionBench.Server, _bench.Session.Server);
        Data(2);
        Assert.Equal(["ACK 2"], _bench.Sent());
        Data(3, 0);
        _bench.Session.HandleStored(_bench.Now);
        Assert.Equal(["ACK 3"], _bench.Sent());
        Assert.Equal(TransferOutcome.Complete, _bench.Session.Outcome);
    }

    [Fact]
    public void ClientListens_When_OnlyTheGroupGotBlockOne()
    {
        _bench.Expire();
        _bench.Sent();
        Data(1);
        Data(2);
        Assert.Empty(_bench.Sent());
        Assert.Equal(MulticastState.Listening, _bench.Session.State);
    }

    [Fact]
    public void BlocksThatAreHereAreAcknowledgedToo_When_TheClientIsElectedInALaterRound()
    {
        // 1 missed block of a second each: the delay of 2 s becomes 1 s.
        Data(1);
        Data(3, 7);
        Assert.Equal(1_000, _bench.Expire());
        Assert.Equal(["RRQ f octet"], _bench.Sent());
        _bench.Data(1, viaGroup: false, from: ClientSessionBench.Server);
        Assert.Equal(["ACK 1"], _bench.Sent());
        Data(2);
        Assert.Equal(["ACK 2"], _bench.Sent());
        Data(3, 7);
        _bench.Session.HandleStored(_bench.Now);
        Assert.Equal(["ACK 3"], _bench.Sent());
    }

    [Fact]
    public void FirstGapIsNamed_When_TheClientSkipsBlocks()
    {
        ClientSessionBench bench = ClientSessionBench.Mtftp(new MtftpSettings { SkipsBlocks = true });
        foreach (int block in (int[])[1, 2, 3, 5])
        {
            bench.Data(block, from: ClientSessionBench.Server);
        }

        bench.Data(6, bytes: 1, from: ClientSessionBench.Server);
        bench.Expire();
        bench.Sent();
        bench.Data(1, viaGroup: false, from: ClientSessionBench.Server);
        Assert.Equal(["ACK 3"], bench.Sent());
        bench.Data(4, from: ClientSessionBench.Server);
        bench.Session.HandleStored(bench.Now);
        Assert.Equal(["ACK 6"], bench.Sent());
    }

    [Fact]
    public void BlockSizeIsLearnt_When_TheFirstBlockIsLonger()
    {
        Data(1, 1_432);
        Data(2, 1_432);
        Assert.Equal(1_432, _bench.Payload.Offset);
        Assert.Equal(1_432, _bench.Session.Parameters.BlockSize);
    }

    [Fact]
    public void ShortBlockIsForgotten_When_ALongerOneShowsThatItWasTheLast()
    {
        Data(9, 100);
        Data(1, 1_432);
        Assert.Null(_bench.Session.ContentBytes);
        Assert.Equal(0, _bench.Session.MissingBlocks);
        Data(9, 100);
        Assert.Equal(8 * 1_432, _bench.Payload.Offset);
    }

    [Fact]
    public void PlainTftpIsAdvised_When_ThreeRequestsAreNotAnswered()
    {
        int requests = 0;
        while (_bench.Session.Outcome == TransferOutcome.None)
        {
            _bench.Expire();
            requests += _bench.Sent().Length;
        }

        Assert.Equal(3, requests);
        Assert.Equal(MulticastFallback.OpenFailed, _bench.Session.Fallback);
        Assert.Equal(["Negotiated", "Ended", "Closed"], _bench.Events());
    }

    [Fact]
    public void PlainTftpIsAdvised_When_TheServerRefuses()
    {
        _bench.Expire();
        _bench.Sent();
        Assert.Equal(Disposition.Terminal, _bench.Deliver(ClientSessionBench.Server, viaGroup: false, [0, 5, 0, 1, 0]));
        Assert.Equal(MulticastFallback.Refused, _bench.Session.Fallback);
        Assert.Equal(TransferOutcome.Refused, _bench.Session.Outcome);
    }

    private void Elect()
    {
        _bench.Expire();
        _bench.Sent();
        _bench.Data(1, viaGroup: false, from: ClientSessionBench.Server);
        Assert.True(_bench.Session.IsMaster);
    }

    private void Data(int block, int bytes = 512) => _bench.Data(block, bytes, viaGroup: true, ClientSessionBench.Server);
}
