using System.Text;
using Oack.Protocol.Options;
using Oack.Protocol.Tests.Data;
using Oack.Protocol.Wire;

namespace Oack.Protocol.Tests.Options;

/// <summary>
/// A client that asked tsize=0 blksize=1428 timeout=6 windowsize=16 rollover=1, and the answers of servers.
/// </summary>
public sealed class AcceptTests
{
    private static readonly OptionList Asked = OptionText.List(
        (OptionKind.TransferSize, 0), (OptionKind.BlockSize, 1_428), (OptionKind.Timeout, 6), (OptionKind.WindowSize, 16),
        (OptionKind.Rollover, 1));

    [Theory]
    [InlineData("", "")]
    [InlineData("tsize\020000\0blksize\01428\0timeout\06\0", "TransferSize=20000 BlockSize=1428 Timeout=6")]
    [InlineData("blksize\08\0windowsize\01\0", "BlockSize=8 WindowSize=1")]
    [InlineData("windowsize\016\0blksize\01428\0", "WindowSize=16 BlockSize=1428")]
    [InlineData("TSIZE\00\0BLKSIZE\0512\0", "TransferSize=0 BlockSize=512")]
    [InlineData("tsize\09223372036854775806\0", "TransferSize=9223372036854775806")]
    [InlineData("rollover\00\0", "Rollover=0")]
    public void Answer_IsAccepted_When_ItIsLegal(string oack, string expected)
    {
        Assert.Equal(OptionAckStatus.Ok, Accept(Asked, Opcode.ReadRequest, oack, out OptionList granted));
        Assert.Equal(expected, OptionText.Of(granted));
    }

    [Theory]
    [InlineData("blksize\01428\0utimeout\06\0", OptionAckStatus.NotRequested)]
    [InlineData("multicast\0\0", OptionAckStatus.NotRequested)]
    [InlineData("blksize2\01024\0", OptionAckStatus.NotRequested)]
    [InlineData("blksize\01024\0blksize\01024\0", OptionAckStatus.Repeated)]
    [InlineData("blksize\01024\0BlkSize\0512\0", OptionAckStatus.Repeated)]
    [InlineData("blksize\01429\0", OptionAckStatus.BlockSizeTooLarge)]
    [InlineData("blksize\099999999999999999999\0", OptionAckStatus.BlockSizeTooLarge)]
    [InlineData("blksize\07\0", OptionAckStatus.ValueInvalid)]
    [InlineData("blksize\00\0", OptionAckStatus.ValueInvalid)]
    [InlineData("blksize\0\0", OptionAckStatus.ValueInvalid)]
    [InlineData("blksize\0-1\0", OptionAckStatus.ValueInvalid)]
    [InlineData("blksize\01e3\0", OptionAckStatus.ValueInvalid)]
    [InlineData("windowsize\017\0", OptionAckStatus.WindowTooLarge)]
    [InlineData("windowsize\00\0", OptionAckStatus.ValueInvalid)]
    [InlineData("timeout\05\0", OptionAckStatus.TimeoutChanged)]
    [InlineData("timeout\07\0", OptionAckStatus.TimeoutChanged)]
    [InlineData("rollover\02\0", OptionAckStatus.ValueInvalid)]
    [InlineData("tsize\099999999999999999999\0", OptionAckStatus.ValueInvalid)]
    [InlineData("tsize\0-5\0", OptionAckStatus.ValueInvalid)]
    public void Answer_IsRefused_When_TheServerLies(string oack, OptionAckStatus expected)
    {
        Assert.Equal(expected, Accept(Asked, Opcode.ReadRequest, oack, out OptionList granted));
        Assert.Equal(0, granted.Count);
    }

    [Fact]
    public void BlockSize_IsTheDefault_When_TheAnswerLeavesItOut()
    {
        // A client that asked for 256 and gets no blksize back must be ready for 512 (CVE-2019-5482).
        OptionList asked = OptionText.List((OptionKind.TransferSize, 0), (OptionKind.BlockSize, 256));
        Assert.Equal(OptionAckStatus.Ok, Accept(asked, Opcode.ReadRequest, "tsize\0812\0", out OptionList granted));

        Assert.Equal(512, OptionNegotiator.Settle(granted).BlockSize);
    }

    [Theory]
    [InlineData("blksize2\01024\0", OptionAckStatus.Ok)]
    [InlineData("blksize2\01000\0", OptionAckStatus.ValueInvalid)]
    [InlineData("blksize2\02048\0", OptionAckStatus.BlockSizeTooLarge)]
    [InlineData("blksize2\01024\0blksize\01024\0", OptionAckStatus.Ok)]
    [InlineData("blksize2\01024\0blksize\0512\0", OptionAckStatus.ValueInvalid)]
    public void BlockSize2_IsAPowerOfTwoAndAgreesWithBlockSize_When_Accepted(string oack, OptionAckStatus expected)
    {
        OptionList asked = OptionText.List((OptionKind.BlockSize2, 2_000), (OptionKind.BlockSize, 2_000));

        Assert.Equal(expected, Accept(asked, Opcode.ReadRequest, oack, out _));
    }

    [Theory]
    [InlineData("utimeout\0500000\0", OptionAckStatus.Ok)]
    [InlineData("utimeout\0500001\0", OptionAckStatus.TimeoutChanged)]
    [InlineData("msftwindow\027182\0", OptionAckStatus.Ok)]
    [InlineData("msftwindow\031416\0", OptionAckStatus.ValueInvalid)]
    public void FieldsOptions_HaveTheirOneAnswer_When_Accepted(string oack, OptionAckStatus expected)
    {
        OptionList asked = OptionText.List((OptionKind.MicrosecondTimeout, 500_000), (OptionKind.MicrosoftWindow, 31_416));

        Assert.Equal(expected, Accept(asked, Opcode.ReadRequest, oack, out _));
    }

    [Theory]
    [InlineData("tsize\0812\0", "TransferSize=812")]
    [InlineData("tsize\00\0", "")]
    public void TransferSize_IsPassedOver_When_AWriteGetsAnotherBack(string oack, string expected)
    {
        OptionList asked = OptionText.List((OptionKind.TransferSize, 812));

        Assert.Equal(OptionAckStatus.Ok, Accept(asked, Opcode.WriteRequest, oack, out OptionList granted));
        Assert.Equal(expected, OptionText.Of(granted));
    }

    [Theory]
    [InlineData("\0\u0006tsize\0812", OptionAckStatus.Malformed)]
    [InlineData("\0\u0006tsize\0", OptionAckStatus.Malformed)]
    [InlineData("\0\u0006tsize\0812\0", OptionAckStatus.Ok)]
    public void Datagram_IsRefused_When_ItCannotBeRead(string datagram, OptionAckStatus expected)
    {
        Assert.Equal(expected, OptionNegotiator.Accept(Asked, Opcode.ReadRequest, Encoding.ASCII.GetBytes(datagram), out OptionList granted));
        Assert.Equal(expected == OptionAckStatus.Ok ? 1 : 0, granted.Count);
    }

    private static OptionAckStatus Accept(OptionList asked, Opcode opcode, string oack, out OptionList granted)
    {
        byte[] datagram = [0, 6, .. Encoding.ASCII.GetBytes(oack)];
        Assert.Equal(ParseStatus.Ok, OptionAckPacket.TryParse(datagram, out OptionAckPacket packet));
        return OptionNegotiator.Accept(asked, opcode, packet, out granted);
    }
}
