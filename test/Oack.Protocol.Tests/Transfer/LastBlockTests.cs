using Oack.Protocol.Options;
using Oack.Protocol.Transfer;

namespace Oack.Protocol.Tests.Transfer;

public class LastBlockTests
{
    [Theory]
    [InlineData(0, "DATA 1 @0+0")]
    [InlineData(511, "DATA 1 @0+511")]
    public void OneBlockIsAll_When_TheFileIsShort(long bytes, string expected)
    {
        TransferBench bench = TransferBench.Sender(bytes);
        Assert.Equal([expected], bench.Sent());
        bench.Ack(1);
        Assert.Equal(TransferOutcome.Complete, bench.Machine.Outcome);
        Assert.Equal(bytes, bench.Machine.Statistics.PayloadBytes);
    }

    [Fact]
    public void EmptyBlockFollows_When_TheSizeIsAMultiple()
    {
        TransferBench bench = TransferBench.Sender(512);
        Assert.Equal(["DATA 1 @0+512"], bench.Sent());
        bench.Ack(1);
        Assert.Equal(["DATA 2 @512+0"], bench.Sent());
        bench.Ack(2);
        Assert.Equal(TransferOutcome.Complete, bench.Machine.Outcome);
    }

    [Fact]
    public void EndIsTold_When_TheLengthWasUnknown()
    {
        TransferBench bench = TransferBench.Sender(null);
        Assert.Equal(["DATA 1 @0+512"], bench.Sent());
        bench.Ack(1);
        Assert.Equal(["DATA 2 @512+512"], bench.Sent());
        ((SendTransfer)bench.Machine).HandleContentEnd(600);
        bench.Ack(2);
        Assert.Equal(TransferOutcome.Complete, bench.Machine.Outcome);
        Assert.Equal(600, bench.Machine.Statistics.PayloadBytes);
    }

    [Fact]
    public void LastAckWaitsForStorage_When_AllIsReceived()
    {
        TransferBench bench = TransferBench.Receiver();
        bench.Sent();
        bench.Data(1, 100);
        Assert.True(bench.Payload.IsLast);
        Assert.Empty(bench.Sent());
        Assert.Contains(TransferEventKind.Received, bench.Events());
        Assert.Equal(Disposition.Duplicate, bench.Data(1, 100));
        Assert.Empty(bench.Sent());

        ((ReceiveTransfer)bench.Machine).HandleStored(bench.Now);
        Assert.Equal(["ACK 1"], bench.Sent());
        Assert.Equal(TransferOutcome.Complete, bench.Machine.Outcome);
    }

    [Fact]
    public void LastAckLeaves_When_AcknowledgmentsAreHeld()
    {
        TransferBench bench = TransferBench.Receiver();
        bench.Sent();
        ((ReceiveTransfer)bench.Machine).HoldAcknowledgments = true;
        bench.Data(1, 100);
        ((ReceiveTransfer)bench.Machine).HandleStored(bench.Now);
        Assert.Equal(["ACK 1"], bench.Sent());
    }

    [Fact]
    public void SenderLearnsOfTheFailure_When_StorageFails()
    {
        TransferBench bench = TransferBench.Receiver();
        bench.Sent();
        bench.Data(1, 100);
        bench.Machine.HandleAbort(bench.Now, TransferOutcome.Failed, Protocol.Wire.ErrorCode.DiskFull, "disk full");
        Assert.Equal(["ERROR 3"], bench.Sent());
        Assert.Equal([TransferEventKind.Negotiated, TransferEventKind.Received, TransferEventKind.Ended, TransferEventKind.Closed], bench.Events());
    }

    [Fact]
    public void LastAckIsRepeatedWhileDallying_When_TheLastBlockComesAgain()
    {
        TransferBench bench = TransferBench.Receiver();
        bench.Sent();
        bench.Advance(1);
        bench.Data(1, 100);
        ((ReceiveTransfer)bench.Machine).HandleStored(bench.Now);
        Assert.Equal(["ACK 1"], bench.Sent());
        bench.Advance(5);
        Assert.Equal(Disposition.Duplicate, bench.Data(1, 100));
        Assert.Equal(["ACK 1"], bench.Sent());
        bench.Expire();
        Assert.Equal(TransferState.Closed, bench.Machine.State);
        Assert.Contains(TransferEventKind.Closed, bench.Events());
    }

    [Fact]
    public void TransferCountsAsComplete_When_OnlyTheLastAckNeverComes()
    {
        TransferBench bench = TransferBench.Sender(600);
        bench.Sent();
        bench.Advance(1);
        bench.Ack(1);
        while (bench.Machine.State != TransferState.Closed)
        {
            bench.Sent();
            bench.Expire();
        }

        Assert.Equal(TransferOutcome.Complete, bench.Machine.Outcome);
        Assert.True(bench.Machine.FinalAckMissing);
        Assert.Empty(bench.Sent());
    }

    [Theory]
    [InlineData(4, TransferOutcome.Complete)]
    [InlineData(0, TransferOutcome.Stalled)]
    public void TransferCountsAsComplete_When_OnlyTheAckOfTheLastWindowNeverComes(int acked, TransferOutcome expected)
    {
        TransferBench bench = TransferBench.OpenSender(512 * 6, 1, (OptionKind.WindowSize, 4));
        bench.Sent();
        bench.Ack((ushort)acked);
        while (bench.Machine.State != TransferState.Closed)
        {
            bench.Sent();
            bench.Expire();
        }

        Assert.Equal(expected, bench.Machine.Outcome);
    }

    [Fact]
    public void WriteIsNotComplete_When_ItsLastAckNeverComes()
    {
        TransferBench bench = TransferBench.Writer(100);
        bench.Sent();
        bench.Ack(0);
        while (bench.Machine.State != TransferState.Closed)
        {
            bench.Sent();
            bench.Expire();
        }

        Assert.Equal(TransferOutcome.Stalled, bench.Machine.Outcome);
    }
}
