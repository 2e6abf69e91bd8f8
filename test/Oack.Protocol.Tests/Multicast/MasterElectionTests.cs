using Oack.Protocol.Multicast;
using Oack.Protocol.Transfer;

namespace Oack.Protocol.Tests.Multicast;

public sealed class MasterElectionTests
{
    [Fact]
    public void FirstReceiverIsMasterAndOthersListen_When_TheyJoin()
    {
        SendSessionBench bench = new(blocks: 3);
        Assert.Equal(MulticastJoin.Joined, bench.Join(1));
        Assert.Equal(MulticastJoin.Joined, bench.Join(2));
        Assert.Equal(["1: OACK mc=1", "2: OACK mc=0"], bench.Sent());
        Assert.Equal(["ReceiverJoined 1", "ReceiverJoined 2"], bench.Events());
    }

    [Fact]
    public void NothingGoesToTheGroup_When_NobodyHasAcknowledged()
    {
        SendSessionBench bench = new(blocks: 3);
        bench.Join(1);
        Assert.Equal(["1: OACK mc=1"], bench.Sent());
        for (int i = 0; i < 3; i++)
        {
            bench.Expire();
            Assert.Equal(["1: OACK mc=1"], bench.Sent());
        }

        // A forged request buys four packets and no more.
        bench.Expire();
        Assert.Empty(bench.Sent());
        Assert.True(bench.Session.IsClosed);
        Assert.Equal(["ReceiverJoined 1", "ReceiverLost 1", "Closed"], bench.Events());
    }

    [Fact]
    public void DataGoesToTheGroupOnce_When_TheMasterAcknowledges()
    {
        SendSessionBench bench = new(blocks: 3);
        bench.Join(1);
        bench.Join(2);
        bench.Sent();
        for (int block = 0; block < 3; block++)
        {
            Assert.Equal(Disposition.Accepted, bench.Ack(1, block));
            Assert.Equal([$"group: DATA {block + 1}"], bench.Sent());
        }

        Assert.Equal(Disposition.Accepted, bench.Ack(2, 3));
        Assert.Equal(Disposition.Accepted, bench.Ack(1, 3));
        Assert.Equal(
            ["ReceiverJoined 1", "ReceiverJoined 2", "BecameMaster 1", "ReceiverDone 2", "ReceiverDone 1", "Closed"], bench.Events());
        Assert.Equal(3, bench.Session.Statistics.BlocksSent);
    }

    [Fact]
    public void NextOldestBecomesMasterAndAsksForItsGaps_When_TheMasterIsDone()
    {
        SendSessionBench bench = new(blocks: 3);
        bench.Join(1);
        bench.Join(2);
        bench.Join(3);
        bench.Sent();
        for (int block = 0; block < 3; block++)
        {
            bench.Ack(1, block);
            bench.Sent();
        }

        bench.Ack(1, 3);
        Assert.Equal(["2: OACK mc=1"], bench.Sent());
        Assert.Equal(SendSessionBench.Host(2), bench.Session.Master);

        // It misses block 2 alone.
        bench.Ack(2, 1);
        Assert.Equal(["group: DATA 2"], bench.Sent());
        bench.Ack(2, 3);
        Assert.Equal(["3: OACK mc=1"], bench.Sent());
    }

    [Fact]
    public void LateReceiverIsServedInASecondRound_When_TheFileIsOut()
    {
        SendSessionBench bench = new(blocks: 6, windowBlocks: 4);
        bench.Join(1);
        bench.Sent();
        bench.Ack(1, 0);
        Assert.Equal(4, bench.Sent().Length);
        bench.Join(2);
        Assert.Equal(["2: OACK mc=0"], bench.Sent());
        bench.Ack(1, 4);
        Assert.Equal(["group: DATA 5", "group: DATA 6"], bench.Sent());
        bench.Ack(1, 6);
        Assert.Equal(["2: OACK mc=1"], bench.Sent());

        // It came after block 4, so these four are missing for sure: a window of them.
        bench.Ack(2, 0);
        Assert.Equal(["group: DATA 1", "group: DATA 2", "group: DATA 3", "group: DATA 4"], bench.Sent());
        bench.Ack(2, 6);
        Assert.True(bench.Session.IsClosed);
    }

    [Fact]
    public void RequestIsAnsweredAgain_When_ItComesAgain()
    {
        SendSessionBench bench = new(blocks: 3);
        bench.Join(1);
        bench.Join(2);
        bench.Sent();
        bench.Advance(2_000);
        Assert.Equal(MulticastJoin.Again, bench.Join(2));
        Assert.Equal(["2: OACK mc=0"], bench.Sent());
        Assert.Equal(2, bench.Session.ReceiverCount);
    }

    [Fact]
    public void RequestIsNotTaken_When_TheSessionIsFull()
    {
        SendSessionBench bench = new(blocks: 3, settings: new MulticastSettings { MaxReceivers = 1 });
        bench.Join(1);
        Assert.Equal(MulticastJoin.Full, bench.Join(2));
    }
}
