using Oack.Protocol.Options;
using Oack.Protocol.Transfer;

namespace Oack.Protocol.Tests.Transfer;

public class OptionAckTests
{
    [Fact]
    public void AckZeroFollows_When_TheOackIsLegal()
    {
        TransferBench bench = TransferBench.Reader(null, (OptionKind.BlockSize, 1428), (OptionKind.TransferSize, 0));
        Assert.Equal(["RRQ"], bench.Sent());
        Assert.Equal(Disposition.Accepted, bench.OptionAck("blksize", "1024", "tsize", "77"));
        Assert.Equal(["ACK 0"], bench.Sent());
        Assert.Equal(1024, bench.Machine.Parameters.BlockSize);
        Assert.Equal(77, bench.Machine.Parameters.TransferSize);
        Assert.Contains(TransferEventKind.Negotiated, bench.Events());
    }

    [Fact]
    public void DefaultsHold_When_TheOackLeavesBlksizeOut()
    {
        // curl CVE-2019-5482: asked for less than 512, got an OACK without blksize, and 512 bytes came.
        TransferBench bench = TransferBench.Reader(null, (OptionKind.BlockSize, 8), (OptionKind.TransferSize, 0));
        bench.Sent();
        bench.OptionAck("tsize", "1000");
        bench.Sent();
        Assert.Equal(Disposition.Accepted, bench.Data(1, 512));
        Assert.Equal(512, bench.Payload.LengthBytes);
    }

    [Fact]
    public void AckZeroIsRepeated_When_TheOackComesAgain()
    {
        TransferBench bench = TransferBench.Reader(null, (OptionKind.BlockSize, 1428));
        bench.Sent();
        bench.OptionAck("blksize", "1428");
        bench.Sent();
        Assert.Equal(Disposition.Duplicate, bench.OptionAck("blksize", "1428"));
        Assert.Equal(["ACK 0"], bench.Sent());
    }

    [Theory]
    [InlineData("blksize", "8192", OptionAckStatus.BlockSizeTooLarge)]
    [InlineData("timeout", "3", OptionAckStatus.NotRequested)]
    [InlineData("blksize", "7", OptionAckStatus.ValueInvalid)]
    public void ErrorEightFollows_When_TheOackIsIllegal(string name, string value, OptionAckStatus expected)
    {
        TransferBench bench = TransferBench.Reader(null, (OptionKind.BlockSize, 1428));
        bench.Sent();
        Assert.Equal(Disposition.Terminal, bench.OptionAck(name, value));
        Assert.Equal(["ERROR 8"], bench.Sent());
        Assert.Equal(expected, bench.Machine.RefusedOptionAck);
        Assert.Equal(TransferOutcome.Failed, bench.Machine.Outcome);
    }

    [Fact]
    public void OptionsAreDefaults_When_TheServerIgnoresThem()
    {
        TransferBench bench = TransferBench.Reader(null, (OptionKind.BlockSize, 1428), (OptionKind.WindowSize, 16));
        bench.Sent();
        Assert.Equal(Disposition.Accepted, bench.Data(1, 512));
        Assert.Equal(["ACK 1"], bench.Sent());
        Assert.Equal(new TransferParameters(), bench.Machine.Parameters);
    }

    [Fact]
    public void BlockLongerThanAgreedEndsIt_When_TheServerLies()
    {
        TransferBench bench = TransferBench.Reader();
        bench.Sent();
        bench.Data(1, 512);
        bench.Sent();
        Assert.Equal(Disposition.Terminal, bench.Data(2, 513));
        Assert.Equal(["ERROR 4"], bench.Sent());
        Assert.True(bench.Machine.PeerSentOversizedBlock);
    }

    [Fact]
    public void WriteBegins_When_AnOackOrAckZeroAnswersTheWrq()
    {
        TransferBench plain = TransferBench.Writer(600);
        Assert.Equal(["WRQ"], plain.Sent());
        Assert.Equal(Disposition.Accepted, plain.Ack(0));
        Assert.Equal(["DATA 1 @0+512"], plain.Sent());

        TransferBench windowed = TransferBench.Writer(600, null, (OptionKind.BlockSize, 256), (OptionKind.WindowSize, 4));
        windowed.Sent();
        Assert.Equal(Disposition.Accepted, windowed.OptionAck("blksize", "256", "windowsize", "2"));
        Assert.Equal(["DATA 1 @0+256", "DATA 2 @256+256"], windowed.Sent());
    }
}
