using Oack.Protocol.Options;
using Oack.Protocol.Transfer;

namespace Oack.Protocol.Tests.Transfer;

public class ClientErrorTests
{
    [Theory]
    [InlineData(8, "User aborted the transfer")] // EDK2
    [InlineData(8, "")] // EDK1
    [InlineData(0, "TFTP Aborted")] // iPXE
    [InlineData(2048, "")] // Etherboot, host byte order
    public void OutcomeIsProbed_When_TheClientHangsUpOnTheSize(int code, string text)
    {
        TransferBench bench = TransferBench.Sender(994_464, null, (OptionKind.BlockSize, 512), (OptionKind.TransferSize, 994_464));
        bench.Sent();
        Assert.Equal(Disposition.Terminal, bench.Error((ushort)code, text));
        Assert.Equal(TransferOutcome.Probed, bench.Machine.Outcome);
        Assert.Empty(bench.Sent());
        Assert.Equal(TransferState.Closed, bench.Machine.State);
    }

    [Fact]
    public void OutcomeIsProbed_When_FirmwareMeetsAServerWithoutOptions()
    {
        TransferBench bench = TransferBench.Sender(994_464);
        bench.Machine.SizeWasAsked = true;
        bench.Sent();
        bench.Error(4, "User aborted download");
        Assert.Equal(TransferOutcome.Probed, bench.Machine.Outcome);
    }

    [Theory]
    [InlineData(0, "closed", TransferOutcome.ClosedEarly)] // GRUB
    [InlineData(0, "No error, file close", TransferOutcome.ClosedEarly)] // PXELINUX
    [InlineData(3, "File too large", TransferOutcome.Failed)] // U-Boot
    public void OutcomeFollowsTheCode_When_DataWasTaken(int code, string text, TransferOutcome expected)
    {
        TransferBench bench = TransferBench.OpenSender(994_464, 1, (OptionKind.TransferSize, 994_464));
        bench.Sent();
        bench.Ack(1);
        bench.Sent();
        bench.Error((ushort)code, text);
        Assert.Equal(expected, bench.Machine.Outcome);
        Assert.True(bench.Machine.EndedByPeer);
        Assert.Equal(text, bench.Machine.ErrorMessage);
    }

    [Fact]
    public void OutcomeIsFailed_When_TheClientRefusesOptionsThatAreNoProbe()
    {
        TransferBench bench = TransferBench.Sender(994_464, null, (OptionKind.BlockSize, 1024));
        bench.Sent();
        bench.Error(8, "Malformatted OACK packet");
        Assert.Equal(TransferOutcome.Failed, bench.Machine.Outcome);
    }

    [Fact]
    public void OutcomeIsClosedEarly_When_CurlLeavesWithFourBytes()
    {
        TransferBench bench = TransferBench.OpenSender(994_464, 1, (OptionKind.TransferSize, 994_464));
        bench.Sent();
        bench.Ack(1);
        bench.Sent();
        Assert.Equal(Disposition.Terminal, bench.Deliver([0, 5, 0, 2]));
        Assert.Equal(TransferOutcome.ClosedEarly, bench.Machine.Outcome);
    }

    [Fact]
    public void OutcomeIsRefused_When_TheServerAnswersTheRequestWithAnError()
    {
        TransferBench bench = TransferBench.Reader();
        bench.Sent();
        bench.Error(1, "File not found");
        Assert.Equal(TransferOutcome.Refused, bench.Machine.Outcome);
        Assert.Empty(bench.Sent());
    }
}
