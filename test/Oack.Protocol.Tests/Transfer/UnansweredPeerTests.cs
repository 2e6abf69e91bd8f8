using Oack.Protocol.Options;
using Oack.Protocol.Transfer;

namespace Oack.Protocol.Tests.Transfer;

public class UnansweredPeerTests
{
    [Fact]
    public void FewPacketsLeave_When_NobodyAnswersTheOack()
    {
        TransferBench bench = TransferBench.Sender(500_000, null, (OptionKind.BlockSize, 1428), (OptionKind.WindowSize, 64));
        Assert.Equal(["OACK", "OACK", "OACK", "OACK"], All(bench));
        Assert.Equal(TransferOutcome.Stalled, bench.Machine.Outcome);
    }

    [Fact]
    public void FewPacketsLeave_When_NobodyAnswersTheFirstBlock() =>
        Assert.Equal(Enumerable.Repeat("DATA 1 @0+512", 4), All(TransferBench.Sender(500_000)));

    [Fact]
    public void FewPacketsLeave_When_NobodyAnswersAckZero() =>
        Assert.Equal(["ACK 0", "ACK 0", "ACK 0", "ACK 0"], All(TransferBench.Receiver()));

    [Fact]
    public void RepeatedRequestBuysNoFurtherPacket_When_TheTimerWillSendOne()
    {
        TransferBench bench = TransferBench.Sender(500_000, null, (OptionKind.TransferSize, 500_000));
        Assert.Equal(["OACK"], bench.Sent());
        bench.Advance(6);
        bench.Machine.HandleRepeatedRequest(bench.Now);
        Assert.Empty(bench.Sent());
        Assert.Equal(994, bench.Expire(), 3);
        Assert.Equal(["OACK"], bench.Sent());
    }

    [Fact]
    public void RepeatedRequestIsAnswered_When_TheTimerHasGivenUp()
    {
        TransferBench bench = TransferBench.Sender(500_000, null, (OptionKind.TransferSize, 500_000));
        bench.Sent();
        for (int i = 0; i < 3; i++)
        {
            bench.Expire();
            bench.Sent();
        }

        bench.Advance(10_000);
        bench.Machine.HandleRepeatedRequest(bench.Now);
        Assert.Equal(["OACK"], bench.Sent());
        bench.Machine.HandleRepeatedRequest(bench.Now);
        Assert.Empty(bench.Sent());
    }

    [Fact]
    public void RepeatedRequestChangesNothing_When_BlocksAreOnTheirWay()
    {
        TransferBench bench = TransferBench.OpenSender(500_000, 1, (OptionKind.WindowSize, 4));
        bench.Sent();
        bench.Machine.HandleRepeatedRequest(bench.Now);
        Assert.Empty(bench.Sent());
    }

    private static List<string> All(TransferBench bench)
    {
        List<string> sent = [.. bench.Sent()];
        while (bench.Machine.State != TransferState.Closed)
        {
            bench.Expire();
            sent.AddRange(bench.Sent());
        }

        return sent;
    }
}
