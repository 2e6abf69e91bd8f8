using Oack.Protocol.Options;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Protocol.Tests.Transfer;

/// <summary>Polling runs of blocks is polling blocks, only faster: two machines that hear the same must send the same.</summary>
public sealed class BlockRunTests
{
    private const int Steps = 400;

    [Theory]
    [InlineData(1, 0)]
    [InlineData(16, 0)]
    [InlineData(64, 1)]
    [InlineData(5, 1)]
    [InlineData(300, 0)]
    public void Runs_AreTheBlocksThatSinglePollsGive_When_AcksComeLateTwiceOrNotAtAll(int windowBlocks, ushort rolloverTo)
    {
        for (int seed = 1; seed <= 60; seed++)
        {
            Random random = new(seed);
            long contentBytes = random.Next(0, 40_000);
            TransferBench singles = Open(contentBytes, windowBlocks, rolloverTo);
            TransferBench runs = Open(contentBytes, windowBlocks, rolloverTo);
            List<long> sent = [];
            for (int step = 0; step < Steps && singles.Machine.Outcome == TransferOutcome.None; step++)
            {
                List<string> expected = [.. singles.Sent()];
                List<string> actual = Polled(runs, random.Next(1, 70), contentBytes, sent);
                Assert.Equal(expected, actual);
                Assert.Equal(singles.Machine.NextDeadline, runs.Machine.NextDeadline);
                Assert.Equal(singles.Machine.Statistics, runs.Machine.Statistics);
                ushort ack = Pick(random, sent);
                double pause = random.Next(0, 4);
                foreach (TransferBench bench in (TransferBench[])[singles, runs])
                {
                    bench.Advance(pause);
                    if (ack % 5 == 0 && bench.Machine.NextDeadline.IsSet)
                    {
                        bench.Expire();
                    }
                    else
                    {
                        bench.Ack(ack);
                    }
                }
            }

            Assert.Equal(singles.Machine.Outcome, runs.Machine.Outcome);
        }
    }

    [Fact]
    public void NoRun_IsGiven_When_TheOptionAckIsStillToBeSent()
    {
        TransferBench bench = TransferBench.Sender(1_000, null, (OptionKind.WindowSize, 4));

        Assert.False(Sender(bench).TryPollRun(bench.Now, 64, out _, out _));
        Assert.Equal(["OACK"], bench.Sent());
    }

    [Fact]
    public void NoRun_IsGiven_When_TheLengthIsNotKnown()
    {
        TransferBench bench = TransferBench.Sender(contentBytes: null);

        Assert.False(Sender(bench).TryPollRun(bench.Now, 64, out _, out _));
        Assert.Equal(["DATA 1 @0+512"], bench.Sent());
    }

    [Fact]
    public void TheLastBlock_IsEmpty_When_TheContentFillsTheOthers()
    {
        TransferBench bench = TransferBench.OpenSender(1_024, 10, (OptionKind.WindowSize, 8));

        Assert.True(Sender(bench).TryPollRun(bench.Now, 64, out BlockRun run, out int retransmissions));

        Assert.Equal(new BlockRun(1, 3, 512, 0), run);
        Assert.Equal(1_024, run.PayloadBytes(1_024));
        Assert.Equal(0, retransmissions);
    }

    private static TransferBench Open(long contentBytes, int windowBlocks, ushort rolloverTo) =>
        TransferBench.OpenSender(
            contentBytes, 2,
            (OptionKind.BlockSize, 64), (OptionKind.WindowSize, windowBlocks), (OptionKind.Rollover, rolloverTo));

    private static SendTransfer Sender(TransferBench bench) => (SendTransfer)bench.Machine;

    private static List<string> Polled(TransferBench bench, int maxBlocks, long contentBytes, List<long> sent)
    {
        List<string> lines = [];
        byte[] header = new byte[DataPacket.HeaderBytes];
        while (Sender(bench).TryPollRun(bench.Now, maxBlocks, out BlockRun run, out int retransmissions))
        {
            Assert.InRange(run.Count, 1, maxBlocks);
            Assert.InRange(retransmissions, 0, run.Count);
            for (int index = 0; index < run.Count; index++)
            {
                run.WriteHeader(header, index);
                long offset = run.OffsetBytes + ((long)index * run.BlockSize);
                sent.Add(run.FirstBlock + index);
                lines.Add($"DATA {(header[2] << 8) | header[3]} @{offset}+{Math.Min(run.BlockSize, contentBytes - offset)}");
            }
        }

        lines.AddRange(bench.Sent());
        return lines;
    }

    /// <summary>Mostly one of the newest blocks, sometimes an old one or one that was never sent.</summary>
    private static ushort Pick(Random random, List<long> sent) => sent.Count == 0 || random.Next(12) == 0
        ? (ushort)random.Next(0, 700)
        : (ushort)sent[Math.Max(0, sent.Count - 1 - (random.Next(3) == 0 ? random.Next(0, 20) : 0))];
}
