using Oack.Protocol.Options;
using Oack.Protocol.Transfer;

namespace Oack.Protocol.Tests.Transfer;

public class SorcerersApprenticeTests
{
    [Fact]
    public void DuplicateAckSendsNothing_When_InLockStep()
    {
        TransferBench bench = TransferBench.Sender(2000);
        Assert.Equal(["DATA 1 @0+512"], bench.Sent());
        Assert.Equal(Disposition.Accepted, bench.Ack(1));
        Assert.Equal(["DATA 2 @512+512"], bench.Sent());

        Assert.Equal(Disposition.Duplicate, bench.Ack(1));

        Assert.Empty(bench.Sent());
    }

    [Fact]
    public void DuplicateAckSendsNothing_When_Windowed()
    {
        TransferBench bench = TransferBench.OpenSender(100_000, 1, (OptionKind.WindowSize, 4));
        Assert.Equal(4, bench.Sent().Length);
        bench.Ack(4);
        Assert.Equal(4, bench.Sent().Length);

        Assert.Equal(Disposition.Duplicate, bench.Ack(4));

        Assert.Empty(bench.Sent());
    }

    [Fact]
    public void AckIsRepeatedOnce_When_OneBlockComesTwice()
    {
        TransferBench bench = TransferBench.Receiver();
        bench.Sent();
        bench.Data(1, 512);
        Assert.Equal(["ACK 1"], bench.Sent());

        Assert.Equal(Disposition.Duplicate, bench.Data(1, 512));
        Assert.Equal(["ACK 1"], bench.Sent());
        Assert.Equal(Disposition.Duplicate, bench.Data(1, 512));

        Assert.Empty(bench.Sent());
    }

    [Fact]
    public void DuplicateIsNotAnswered_When_OurOwnRepeatedAckCalledForIt()
    {
        TransferBench bench = TransferBench.Receiver();
        bench.Sent();
        bench.Advance(1);
        bench.Data(1, 512);
        Assert.Equal(["ACK 1"], bench.Sent());
        bench.Expire();
        Assert.Equal(["ACK 1"], bench.Sent());

        // A sender that answers the duplicate ACK with its block again: both copies of block 2 arrive.
        bench.Data(2, 512);
        Assert.Equal(["ACK 2"], bench.Sent());
        Assert.Equal(Disposition.Duplicate, bench.Data(2, 512));
        Assert.Empty(bench.Sent());

        // Another copy was not called for: the ACK was lost.
        Assert.Equal(Disposition.Duplicate, bench.Data(2, 512));
        Assert.Equal(["ACK 2"], bench.Sent());
    }
}
