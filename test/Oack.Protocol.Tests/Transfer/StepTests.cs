using Oack.Protocol.Options;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Protocol.Tests.Transfer;

/// <summary>
/// In lock-step TryStep takes a packet and gives its answer in one call. Two machines hear the same, one of them without
/// that call; they must not differ in anything.
/// </summary>
public class StepTests
{
    private const int BlockSize = 8;
    private const int Steps = 4_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Sender_DoesTheSameInOneStep_When_ItHearsTheSame(int seed)
    {
        Random random = new(seed);
        TransferBench inOne = TransferBench.OpenSender(BlockSize * 100_000, 1, (OptionKind.BlockSize, BlockSize));
        TransferBench inTwo = TransferBench.OpenSender(BlockSize * 100_000, 1, (OptionKind.BlockSize, BlockSize));
        Assert.Equal(Runs(inTwo), Runs(inOne));
        int steps = 0;
        for (int step = 0; step < Steps; step++)
        {
            Pass(random, inOne, inTwo);
            byte[] datagram = Ack(((SendTransfer)inTwo.Machine).NextBlock - 1 - (random.Next(10) == 0 ? random.Next(1, 3) : 0), random.Next(20) == 0 ? 1 : 0);
            List<BlockRun> sent = [];
            if (((SendTransfer)inOne.Machine).TryStep(inOne.Now, datagram, out BlockRun run))
            {
                steps++;
                sent.Add(run);
            }
            else
            {
                inOne.Deliver(datagram);
            }

            sent.AddRange(Runs(inOne));
            inTwo.Deliver(datagram);
            Assert.Equal(Runs(inTwo), sent);
            AssertSame(inTwo.Machine, inOne.Machine);
        }

        Assert.InRange(steps, Steps / 2, Steps - 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Receiver_DoesTheSameInOneStep_When_ItHearsTheSame(int seed)
    {
        Random random = new(seed);
        TransferBench inOne = OpenReader();
        TransferBench inTwo = OpenReader();
        byte[] ack = new byte[512];
        int steps = 0;
        long next = 1;
        for (int step = 0; step < Steps; step++)
        {
            Pass(random, inOne, inTwo);
            bool isOld = next > 1 && random.Next(10) == 0;
            byte[] datagram = Block(isOld ? next - 1 : next);
            next += isOld ? 0 : 1;
            List<string> sent = [];
            if (((ReceiveTransfer)inOne.Machine).TryStep(inOne.Now, datagram, ack, out int ackBytes, out ReceivedPayload payload))
            {
                steps++;
                Assert.Equal(AckPacket.Bytes, ackBytes);
                sent.Add($"ACK {(ack[2] << 8) | ack[3]}");
            }
            else
            {
                inOne.Deliver(datagram);
                payload = inOne.Payload;
            }

            sent.AddRange(inOne.Sent());
            inTwo.Deliver(datagram);
            Assert.Equal(inTwo.Payload, payload);
            Assert.Equal(inTwo.Sent(), sent);
            AssertSame(inTwo.Machine, inOne.Machine);
        }

        Assert.InRange(steps, Steps / 2, Steps - 1);
    }

    [Fact]
    public void Sender_TakesNoStep_When_MoreIsToBeDoneThanTheNextBlock()
    {
        TransferBench windowed = TransferBench.OpenSender(BlockSize * 9, 1, (OptionKind.BlockSize, BlockSize), (OptionKind.WindowSize, 2));
        TransferBench unmeasured = TransferBench.Sender(null);
        TransferBench last = TransferBench.OpenSender(BlockSize, 1, (OptionKind.BlockSize, BlockSize));
        TransferBench refusing = TransferBench.OpenSender(BlockSize * 9, 1, (OptionKind.BlockSize, BlockSize));
        _ = (windowed.Sent(), unmeasured.Sent(), last.Sent(), refusing.Sent());
        refusing.From = TransferBench.Stranger;
        Assert.Equal(Disposition.ForeignPeer, refusing.Ack(1));
        AssertNoStep(windowed, Ack(2, 0));
        AssertNoStep(unmeasured, Ack(1, 0));
        Assert.Equal(Disposition.Accepted, last.Ack(1));
        Assert.Equal(["DATA 2 @8+0"], last.Sent());
        AssertNoStep(last, Ack(2, 0));
        AssertNoStep(refusing, Ack(1, 0));
    }

    [Fact]
    public void Receiver_TakesNoStep_When_ItsAckWouldHaveToWait()
    {
        TransferBench bench = OpenReader();
        ReceiveTransfer machine = (ReceiveTransfer)bench.Machine;
        machine.HoldAcknowledgments = true;
        Assert.False(machine.TryStep(bench.Now, Block(1), new byte[512], out _, out _));
        machine.HoldAcknowledgments = false;
        Assert.False(machine.TryStep(bench.Now, Block(1).AsSpan(..^1), new byte[512], out _, out _));
        Assert.True(machine.TryStep(bench.Now, Block(1), new byte[512], out _, out ReceivedPayload payload));
        Assert.Equal(new ReceivedPayload(0, DataPacket.HeaderBytes, BlockSize, IsLast: false), payload);
    }

    private static TransferBench OpenReader()
    {
        TransferBench bench = TransferBench.Reader(null, (OptionKind.BlockSize, BlockSize));
        bench.Sent();
        bench.OptionAck("blksize", $"{BlockSize}");
        Assert.Equal(["ACK 0"], bench.Sent());
        bench.Events();
        return bench;
    }

    /// <summary>Lets the same time pass for both; now and then until a timer runs out.</summary>
    private static void Pass(Random random, TransferBench first, TransferBench second)
    {
        if (random.Next(12) == 0)
        {
            Assert.Equal(second.Expire(), first.Expire());
            Assert.Equal(second.Sent(), first.Sent());
        }

        double milliseconds = random.NextDouble() * 2;
        first.Advance(milliseconds);
        second.Advance(milliseconds);
    }

    private static void AssertNoStep(TransferBench bench, byte[] datagram)
    {
        TransferStatistics before = bench.Machine.Statistics;
        Assert.False(((SendTransfer)bench.Machine).TryStep(bench.Now, datagram, out BlockRun run));
        Assert.Equal(default, run);
        Assert.Equal(before, bench.Machine.Statistics);
    }

    private static void AssertSame(TransferMachine expected, TransferMachine actual)
    {
        Assert.Equal(expected.Statistics, actual.Statistics);
        Assert.Equal(expected.NextDeadline, actual.NextDeadline);
        Assert.Equal(expected.LastHeard, actual.LastHeard);
        Assert.Equal((expected.State, expected.MaySendNow, expected.PeerHasAnswered), (actual.State, actual.MaySendNow, actual.PeerHasAnswered));
    }

    private static List<BlockRun> Runs(TransferBench bench)
    {
        List<BlockRun> runs = [];
        while (((SendTransfer)bench.Machine).TryPollRun(bench.Now, 64, out BlockRun run, out _))
        {
            runs.Add(run);
        }

        return runs;
    }

    private static byte[] Ack(long block, int bytesBehind) => [0, 4, (byte)(block >> 8), (byte)block, .. new byte[bytesBehind]];

    private static byte[] Block(long block) => [0, 3, (byte)(block >> 8), (byte)block, .. new byte[BlockSize]];
}
