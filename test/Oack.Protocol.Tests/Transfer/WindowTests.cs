using Oack.Protocol.Options;
using Oack.Protocol.Transfer;

namespace Oack.Protocol.Tests.Transfer;

public class WindowTests
{
    private const int Whole = 512 * 1000;

    [Fact]
    public void WindowIsSentAtOnce_When_OptionsAreAcknowledged()
    {
        TransferBench bench = TransferBench.Sender(Whole, null, (OptionKind.WindowSize, 3));
        Assert.Equal(["OACK"], bench.Sent());
        Assert.Equal(Disposition.Accepted, bench.Ack(0));
        Assert.Equal(["DATA 1 @0+512", "DATA 2 @512+512", "DATA 3 @1024+512"], bench.Sent());
        Assert.Equal(Disposition.Accepted, bench.Ack(3));
        Assert.Equal(["DATA 4 @1536+512", "DATA 5 @2048+512", "DATA 6 @2560+512"], bench.Sent());
    }

    [Fact]
    public void SendingResumesBehindTheAcknowledgedBlock_When_AckIsInsideTheWindow()
    {
        TransferBench bench = TransferBench.OpenSender(Whole, 1, (OptionKind.WindowSize, 4));
        bench.Sent();
        Assert.Equal(Disposition.Accepted, bench.Ack(2));
        Assert.Equal("DATA 3 @1024+512", bench.Sent()[0]);
    }

    [Fact]
    public void BurstShrinksAndTheRestFollowsAfterAPause_When_ABlockWasLost()
    {
        TransferBench bench = TransferBench.OpenSender(Whole, 8, (OptionKind.WindowSize, 8));
        Assert.Equal(8, bench.Sent().Length);
        bench.Advance(8);
        bench.Ack(2);
        Assert.Equal(["DATA 3 @1024+512", "DATA 4 @1536+512", "DATA 5 @2048+512", "DATA 6 @2560+512"], bench.Sent());

        // Half a window is out; the other half follows after half a round trip, without an ACK.
        Assert.InRange(bench.Expire(), 3.9, 4.1);
        Assert.Equal(["DATA 7 @3072+512", "DATA 8 @3584+512", "DATA 9 @4096+512", "DATA 10 @4608+512"], bench.Sent());
    }

    [Fact]
    public void BurstGrowsBackToTheWindow_When_WindowsArriveWhole()
    {
        TransferBench bench = TransferBench.OpenSender(Whole, 1, (OptionKind.WindowSize, 8));
        bench.Sent();
        bench.Ack(2);
        int firstBurst = bench.Sent().Length;
        List<int> bursts = [];
        ushort acked = 10;
        for (int window = 0; window < 8; window++)
        {
            while (bench.Machine.NextDeadline - bench.Now < TransferSettings.Default.MinTimeoutUnderLoss)
            {
                bench.Expire();
                bench.Sent();
            }

            bench.Ack(acked);
            bursts.Add(bench.Sent().Length);
            acked += 8;
        }

        Assert.Equal(4, firstBurst);
        Assert.Equal(bursts.Order(), bursts);
        Assert.Equal(8, bursts[^1]);
    }

    [Fact]
    public void BurstGrowsToAQuarterOfTheWindow_When_AnAckShowsThatPacketsPassAgain()
    {
        TransferBench bench = TransferBench.OpenSender(Whole, 1, (OptionKind.WindowSize, 16));
        while (bench.Machine.Statistics.Timeouts < 4)
        {
            bench.Sent();
            bench.Expire();
        }

        List<int> bursts = [bench.Sent().Length];
        for (ushort acked = 1; acked <= 5; acked += 2)
        {
            bench.Ack(acked);
            bursts.Add(bench.Sent().Length);
        }

        Assert.Equal([1, 2, 4, 4], bursts);
    }

    [Fact]
    public void GapIsReportedOnce_When_BlocksBehindItArrive()
    {
        TransferBench bench = TransferBench.Receiver(null, (OptionKind.WindowSize, 8));
        bench.Sent();
        bench.Data(1, 512);
        Assert.Empty(bench.Sent());

        Assert.Equal(Disposition.OutOfWindow, bench.Data(3, 512));
        Assert.Equal(["ACK 1"], bench.Sent());
        Assert.Equal(Disposition.OutOfWindow, bench.Data(4, 512));
        Assert.Empty(bench.Sent());

        bench.Data(2, 512);
        bench.Data(4, 512);
        Assert.Equal(["ACK 2"], bench.Sent());
    }

    [Fact]
    public void AckComesWithTheLastBlockOfTheWindow_When_NothingIsLost()
    {
        TransferBench bench = TransferBench.Receiver(null, (OptionKind.WindowSize, 3));
        bench.Sent();
        bench.Data(1, 512);
        bench.Data(2, 512);
        Assert.Empty(bench.Sent());
        bench.Data(3, 512);
        Assert.Equal(["ACK 3"], bench.Sent());
    }

    [Fact]
    public void WindowIsNotMultiplied_When_TheReceiverAcknowledgesEachBlock()
    {
        TransferBench bench = TransferBench.OpenSender(Whole, 1, (OptionKind.WindowSize, 16));
        int sent = bench.Sent().Length;
        for (ushort block = 1; block <= 200; block++)
        {
            bench.Ack(block);
            sent += bench.Sent().Length;
        }

        // 200 blocks are acknowledged and 16 on their way; the first three ACKs look like gaps and cost a window each.
        Assert.InRange(sent, 216, 216 + (3 * 16));
    }

    [Fact]
    public void LargestWindowIsTold_When_NumbersRollOver()
    {
        TransferBench bench = TransferBench.OpenSender(8L * 200_000, 1, (OptionKind.BlockSize, 8), (OptionKind.WindowSize, 65_535));
        Assert.Equal(65_535, bench.Sent().Length);
        Assert.Equal(Disposition.Accepted, bench.Ack(65_535));
        string[] second = bench.Sent();
        Assert.Equal(65_535, second.Length);
        Assert.StartsWith("DATA 0 @", second[0], StringComparison.Ordinal);
        Assert.Equal(Disposition.Duplicate, bench.Ack(65_535));
        Assert.Equal(Disposition.Accepted, bench.Ack(65_534));
    }
}
