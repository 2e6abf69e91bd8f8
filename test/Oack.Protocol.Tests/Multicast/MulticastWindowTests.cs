using Oack.Protocol.Transfer;

namespace Oack.Protocol.Tests.Multicast;

public sealed class MulticastWindowTests
{
    [Fact]
    public void OnlyTheMissingBlockGoesAgain_When_AnAckInsideTheWindowReportsAGap()
    {
        SendSessionBench bench = new(blocks: 20, windowBlocks: 8);
        bench.Join(1);
        bench.Sent();
        bench.Advance(1);
        bench.Ack(1, 0);
        Assert.Equal(8, bench.Sent().Length);

        // Block 3 is lost; the master has 4 to 8, and says so once it is repaired.
        bench.Advance(1);
        bench.Ack(1, 2);
        Assert.Equal(["group: DATA 3", "group: DATA 9", "group: DATA 10"], bench.Sent());
        bench.Advance(1);
        bench.Ack(1, 10);
        Assert.Equal(
            ["group: DATA 11", "group: DATA 12", "group: DATA 13", "group: DATA 14", "group: DATA 15", "group: DATA 16", "group: DATA 17", "group: DATA 18"],
            bench.Sent());
    }

    [Fact]
    public void RunHoldsWhatPollingGives_When_AWindowLeaves()
    {
        SendSessionBench bench = new(blocks: 20, windowBlocks: 8);
        bench.Join(1);
        bench.Sent();
        bench.Ack(1, 0);
        Assert.True(bench.Session.TryPollRun(bench.Now, 5, out BlockRun run, out int again));
        Assert.Equal((1L, 5, 0), (run.FirstBlock, run.Count, again));
        Assert.True(bench.Session.TryPollRun(bench.Now, 5, out run, out again));
        Assert.Equal((6L, 3, 0), (run.FirstBlock, run.Count, again));
        Assert.False(bench.Session.TryPollRun(bench.Now, 5, out _, out _));
        Assert.Equal(8, bench.Session.Statistics.BlocksSent);
    }

    [Fact]
    public void ScatteredGapsAreRepairedOneByOne_When_AListenerBecomesMaster()
    {
        SendSessionBench bench = new(blocks: 20, windowBlocks: 8);
        bench.Join(1);
        bench.Join(2);
        bench.Sent();
        foreach (int block in (int[])[0, 8, 16, 20])
        {
            bench.Ack(1, block);
            bench.Sent();
        }

        bench.Sent();
        bench.Ack(2, 4);
        Assert.Equal(["group: DATA 5"], bench.Sent());
        bench.Ack(2, 11);
        Assert.Equal(["group: DATA 12"], bench.Sent());
        bench.Ack(2, 20);
        Assert.True(bench.Session.IsClosed);
    }

    [Fact]
    public void DataIsSpreadOverTime_When_ARateIsSet()
    {
        SendSessionBench bench = new(blocks: 20, windowBlocks: 8, new() { MaxBytesPerSecond = 51_200 });
        bench.Join(1);
        bench.Sent();
        bench.Ack(1, 0);
        Assert.Equal(["group: DATA 1"], bench.Sent());
        bench.Advance(10);
        Assert.Equal(["group: DATA 2"], bench.Sent());
        Assert.Equal(10, (bench.Session.NextDeadline - bench.Now).TotalMilliseconds);
    }
}
