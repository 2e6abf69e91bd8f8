using Oack.Client.Tests.Scripted;
using Oack.Net;
using Oack.Protocol;
using Oack.Tests.Common;

namespace Oack.Client.Tests.Load;

public sealed class LoadShardTests
{
    private static readonly LoadOptions s_two = LoadOptions.Default with { Clients = 2, Transfers = 3, BlockSize = 1_000, WindowBlocks = 4 };

    [Fact]
    public void EachClientAsksFromAChannelOfItsOwn_When_ItBegins()
    {
        LoadHarness load = new(s_two);
        Assert.False(load.Shard.IsStopped);

        load.Begin();

        Assert.Equal(
            [
                (ChannelId.Transfer(0, 1), LoadHarness.Server, "RRQ file=file mode=octet blksize=1000 windowsize=4"),
                (ChannelId.Transfer(1, 1), LoadHarness.Server, "RRQ file=file mode=octet blksize=1000 windowsize=4"),
            ],
            load.Sent());
    }

    [Fact]
    public void BeginsTheNextOnAnotherChannel_When_OneHasEnded()
    {
        LoadHarness load = new(s_two);
        load.Begin();
        load.Drain();

        load.Now += TimeSpan.FromMilliseconds(5);
        load.Answer(ChannelId.Transfer(1, 1), Packets.Data(1, [1, 2, 3]));

        Assert.Equal(
            [
                (ChannelId.Transfer(1, 1), LoadHarness.Server.WithPort(40_000), "ACK block=1"),
                (ChannelId.Transfer(1, 2), LoadHarness.Server, "RRQ file=file mode=octet blksize=1000 windowsize=4"),
            ],
            load.Sent());
        Assert.Equal([ChannelId.Transfer(1, 1)], load.Closed());
    }

    [Fact]
    public void Stops_When_AllTransfersHaveEnded()
    {
        LoadHarness load = new(s_two);
        byte[] file = Packets.File(700);
        load.Begin();
        load.Drain();
        foreach (ChannelId channel in (ChannelId[])[ChannelId.Transfer(0, 1), ChannelId.Transfer(0, 2), ChannelId.Transfer(1, 1)])
        {
            Assert.False(load.Shard.IsStopped);
            load.Now += TimeSpan.FromMilliseconds(5);
            load.Bring(channel, file);
            load.Drain();
        }

        Assert.True(load.Shard.IsStopped);
        Assert.Equal((3, 0, 2_100), (load.Shard.Totals.Completed, load.Shard.Totals.Failed, load.Shard.Totals.Bytes));
        LatencySummary latency = load.Shard.Totals.Latency.Summarize();
        Assert.Equal((5, 15), (latency.Min.TotalMilliseconds, latency.Max.TotalMilliseconds));
        Assert.Equal(15, load.Shard.Totals.Duration.TotalMilliseconds);
    }

    [Fact]
    public void AnswersAtOnce_When_TheNextBlockOfALockStepTransferComes()
    {
        LoadHarness load = new(s_two with { WindowBlocks = 1 });
        byte[] file = Packets.File(2_000);
        ChannelId channel = ChannelId.Transfer(0, 1);
        load.Begin();
        load.Drain();

        Assert.False(load.Answer(channel, Packets.Block(file, 1, 512)));
        Assert.Equal((channel, "ACK block=1"), Assert.Single(load.Sent().Select(sent => (sent.Channel, sent.Text))));
        Assert.True(load.Answer(channel, Packets.Block(file, 2, 512)));
        Assert.Equal("ACK block=2", load.Acknowledgment);
        Assert.False(load.Answer(channel, Packets.Block(file, 3, 512), serverPort: 40_001));
        Assert.All(load.Sent(), sent => Assert.Equal(40_001, sent.To.Port));
        Assert.True(load.Answer(channel, Packets.Block(file, 3, 512)));
        Assert.Equal("ACK block=3", load.Acknowledgment);
        Assert.False(load.Answer(channel, Packets.Block(file, 4, 512)));
        Assert.Contains((channel, "ACK block=4"), load.Sent().Select(sent => (sent.Channel, sent.Text)));
    }

    [Fact]
    public void RefusesTheContentAtOnce_When_ALaterBlockIsNotWhatOthersGot()
    {
        LoadHarness load = new(s_two with { WindowBlocks = 1 });
        byte[] file = Packets.File(2_000);
        load.Begin();
        load.Drain();
        load.Bring(ChannelId.Transfer(0, 1), file);
        load.Drain();
        ChannelId channel = ChannelId.Transfer(1, 1);
        load.Answer(channel, Packets.Block(file, 1, 512));
        load.Drain();
        file[600] ^= 1;

        Assert.False(load.Answer(channel, Packets.Block(file, 2, 512)));

        Assert.Contains(load.Sent(), sent => sent.Channel == channel && sent.Text.StartsWith("ERROR", StringComparison.Ordinal));
        Assert.Single(load.Shard.Totals.Failures());
    }

    [Fact]
    public void TakesNothing_When_ALateDatagramIsForTheTransferBefore()
    {
        LoadHarness load = new(s_two);
        load.Begin();
        load.Drain();
        load.Answer(ChannelId.Transfer(0, 1), Packets.Data(1, [1]));
        load.Drain();

        load.Answer(ChannelId.Transfer(0, 1), Packets.Data(1, [1]));
        load.Answer(ChannelId.Transfer(7, 1), Packets.Data(1, [1]));
        load.Answer(ChannelId.Listener(0), Packets.Data(1, [1]));

        Assert.Empty(load.Sent());
        Assert.Equal(1, load.Shard.Totals.Completed);
    }

    [Fact]
    public void AsksAgain_When_NoAnswerComes()
    {
        LoadHarness load = new(s_two with { Clients = 1 });
        load.Begin();
        load.Drain();

        load.Now = load.Shard.NextDeadline;
        load.Shard.HandleTimeout(load.Now);

        Assert.Equal(Instant.Zero + TimeSpan.FromSeconds(1), load.Now);
        Assert.Equal("RRQ file=file mode=octet blksize=1000 windowsize=4", Assert.Single(load.Sent()).Text);
        load.Answer(ChannelId.Transfer(0, 1), Packets.Data(1, [1]));
        load.Drain();
        Assert.Equal((1, 1), (load.Shard.Totals.Retransmissions, load.Shard.Totals.Timeouts));
    }

    [Fact]
    public void GivesUpEachAfterThePatience_When_TheServerIsSilent()
    {
        LoadHarness load = new(s_two with { MaxTime = TimeSpan.FromDays(1) });
        load.Begin();
        load.Drain();
        while (!load.Shard.IsStopped)
        {
            load.Now = load.Shard.NextDeadline;
            load.Shard.HandleTimeout(load.Now);
            load.Drain();
        }

        Assert.Equal(3, load.Shard.Totals.Failed);
        Assert.Equal([new LoadFailure(3, "no answer from 192.0.2.1:69")], load.Shard.Totals.Failures());
        Assert.InRange((load.Now - Instant.Zero).TotalSeconds, 60, 61);
    }

    [Fact]
    public void EndsAllAndTellsTheServer_When_TheTimeIsOver()
    {
        LoadHarness load = new(s_two with { MaxTime = TimeSpan.FromMilliseconds(100) });
        load.Begin();
        load.Drain();
        load.Answer(ChannelId.Transfer(0, 1), Packets.Data(1, new byte[512]));
        load.Drain();

        load.Now = Instant.Zero + TimeSpan.FromMilliseconds(100);
        load.Shard.HandleTimeout(load.Now);

        Assert.Contains(
            (ChannelId.Transfer(0, 1), LoadHarness.Server.WithPort(40_000), "ERROR code=0 \"the load test is over\""), load.Sent());
        Assert.True(load.Shard.IsStopped);
        Assert.Equal((0, 0, 512), (load.Shard.Totals.Completed, load.Shard.Totals.Failed, load.Shard.Totals.Bytes));
    }

    [Fact]
    public void EndsAll_When_AskedToStop()
    {
        LoadHarness load = new(s_two);
        load.Begin();
        load.Drain();

        load.Run.AskToStop();
        load.Shard.HandleWake(load.Now);
        load.Drain();

        Assert.True(load.Shard.IsStopped);
    }

    [Fact]
    public void CountsTheCause_When_NoSocketCanBeOpened()
    {
        LoadHarness load = new(s_two);
        load.Begin();
        int tries = 0;
        while (!load.Shard.IsStopped)
        {
            load.Sent().Where(sent => sent.Text.StartsWith("RRQ", StringComparison.Ordinal)).ToList().ForEach(sent =>
            {
                tries++;
                load.Shard.HandleChannelFailed(load.Now, sent.Channel, "no descriptors left");
            });
        }

        Assert.Equal(3 * LoadShard.MaxOpenTries, tries);
        Assert.Equal([new LoadFailure(3, "no descriptors left")], load.Shard.Totals.Failures());
    }

    [Fact]
    public void TriesAnotherChannel_When_OneCannotBeOpened()
    {
        LoadHarness load = new(s_two with { Clients = 1, Transfers = 1 });
        load.Begin();
        load.Drain();
        load.Now += TimeSpan.FromSeconds(1);

        load.Shard.HandleChannelFailed(load.Now, ChannelId.Transfer(0, 1), "no free port");

        Assert.Equal(ChannelId.Transfer(0, 2), Assert.Single(load.Sent()).Channel);
        load.Answer(ChannelId.Transfer(0, 2), Packets.Data(1, [1]));
        load.Drain();
        Assert.Equal((1, 0), (load.Shard.Totals.Completed, load.Shard.Totals.Failed));
        Assert.Equal(TimeSpan.Zero, load.Shard.Totals.Latency.Summarize().Max);
    }

    [Fact]
    public void TellsNoMoreThan100Causes_When_TheServerWordsEachRefusalAnew()
    {
        LoadHarness load = new(s_two with { Clients = 1, Transfers = 500 });
        load.Begin();
        for (uint generation = 1; generation <= 500; generation++)
        {
            load.Drain();
            load.Answer(ChannelId.Transfer(0, generation), Packets.Error(0, $"no {generation}"));
        }

        load.Drain();

        Assert.True(load.Shard.IsStopped);
        Assert.Equal(101, load.Shard.Totals.Failures().Length);
        Assert.Equal(new LoadFailure(400, LoadTotals.OtherCauses), load.Shard.Totals.Failures()[0]);
    }

    [Fact]
    public async Task BlockCostsNoAllocation_When_Underway()
    {
        const int MostTransfers = 100;
        const int Blocks = 2_000;
        byte[] file = Packets.File((Blocks * 512) + 1);
        byte[][] packets = [.. Enumerable.Range(1, Blocks + 1).Select(block => Packets.Block(file, block, 512))];
        LoadHarness load = new(LoadOptions.Default with { Clients = 1, Transfers = MostTransfers });
        load.Begin();
        load.Drain();
        uint generation = 1;
        Play(generation, 0, packets.Length);

        long allocated = await Allocations.MeasureAsync(() =>
        {
            generation++;
            Play(generation, 0, 500);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Play(generation, 500, 1_500);
            long after = GC.GetAllocatedBytesForCurrentThread();
            Play(generation, 2_000, packets.Length - 2_000);
            return Task.FromResult(after - before);
        });

        Assert.Equal(0, allocated);
        Assert.Equal((int)generation, load.Shard.Totals.Completed);

        void Play(uint generation, int from, int count)
        {
            foreach (byte[] packet in packets.AsSpan(from, count))
            {
                load.Now += TimeSpan.FromMicroseconds(10);
                load.Answer(ChannelId.Transfer(0, generation), packet);
                load.Drain();
                if (load.Shard.NextDeadline <= load.Now)
                {
                    load.Shard.HandleTimeout(load.Now);
                }
            }
        }
    }
}
