using Oack.Protocol.Options;
using Oack.Protocol.Transfer;

namespace Oack.Protocol.Tests.Transfer;

public class RolloverTests
{
    [Theory]
    [InlineData(65_535, 0, 65_535)]
    [InlineData(65_536, 0, 0)]
    [InlineData(65_537, 0, 1)]
    [InlineData(65_535, 1, 65_535)]
    [InlineData(65_536, 1, 1)]
    [InlineData(131_070, 1, 65_535)]
    [InlineData(131_071, 1, 1)]
    public void NumberOnTheWireFollowsTheRule(long block, int rolloverTo, int expected)
    {
        Assert.Equal(expected, BlockNumber.ToWire(block, (ushort)rolloverTo));
        Assert.Equal(block, BlockNumber.FromWire((ushort)expected, block - 3, (ushort)rolloverTo));
    }

    [Fact]
    public void ZeroStandsForNothing_When_ItIsSkipped() =>
        Assert.Equal(BlockNumber.None, BlockNumber.FromWire(0, 65_530, 1));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void SenderGoesOn_When_NumbersRollOver(int rolloverTo)
    {
        TransferBench bench = rolloverTo == 0
            ? TransferBench.Sender(8L * 140_000, null, (OptionKind.BlockSize, 8))
            : TransferBench.Sender(8L * 140_000, null, (OptionKind.BlockSize, 8), (OptionKind.Rollover, 1));
        bench.Sent();
        bench.Ack(0);
        for (long block = 1; block <= 140_000; block++)
        {
            Assert.Single(bench.Sent());
            Assert.Equal(Disposition.Accepted, bench.Ack(BlockNumber.ToWire(block, (ushort)rolloverTo)));
        }

        Assert.Equal(["DATA " + BlockNumber.ToWire(140_001, (ushort)rolloverTo) + " @1120000+0"], bench.Sent());
    }

    [Fact]
    public void ReceiverFollows_When_ALockStepSenderSkipsZeroUnasked()
    {
        TransferBench bench = TransferBench.Receiver(null, (OptionKind.BlockSize, 8));
        bench.Sent();
        for (int block = 1; block <= 65_535; block++)
        {
            Assert.Equal(Disposition.Accepted, bench.Data((ushort)block, 8));
            bench.Sent();
        }

        Assert.Equal(Disposition.Accepted, bench.Data(1, 8));
        Assert.Equal(65_535L * 8, bench.Payload.Offset);
        Assert.Equal(["ACK 1"], bench.Sent());
    }
}
