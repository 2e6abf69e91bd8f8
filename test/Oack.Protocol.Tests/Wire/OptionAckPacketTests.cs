using Oack.Protocol.Options;
using Oack.Protocol.Tests.Data;
using Oack.Protocol.Wire;

namespace Oack.Protocol.Tests.Wire;

public sealed class OptionAckPacketTests
{
    [Fact]
    public void OptionAck_IsSound_When_ItHasNoOption()
    {
        Assert.Equal(ParseStatus.Ok, OptionAckPacket.TryParse([0, 6], out OptionAckPacket packet));
        Assert.Equal(0, packet.RawOptions.Count);
    }

    [Fact]
    public void Padding_IsTolerated_When_ItIsNuls()
    {
        Assert.Equal(ParseStatus.Ok, OptionAckPacket.TryParse("\0\u0006blksize\01024\0\0\0\0"u8, out OptionAckPacket packet));
        Assert.Equal("BlockSize=1024", OptionText.Of(packet.Options));
    }

    [Theory]
    [InlineData("\0\u0006blksize\01024", ParseStatus.Unterminated)]
    [InlineData("\0\u0006blksize\01024\0tsize", ParseStatus.Unterminated)]
    [InlineData("\0\u0006blksize\01024\0tsize\0", ParseStatus.BadOption)]
    [InlineData("\0\u0006\01024\0", ParseStatus.BadOption)]
    [InlineData("\0\u0006blksize\01024\0\0tsize\05\0", ParseStatus.BadOption)]
    [InlineData("\0\u0001blksize\01024\0", ParseStatus.WrongOpcode)]
    [InlineData("\0", ParseStatus.TooShort)]
    public void OptionAck_IsRefused_When_AStringIsMissing(string datagram, ParseStatus expected) =>
        Assert.Equal(expected, OptionAckPacket.TryParse(System.Text.Encoding.ASCII.GetBytes(datagram), out _));

    [Fact]
    public void Options_AreThoseThatMayBeGranted_When_OthersStandBesideThem()
    {
        byte[] datagram = [.. "\0\u0006blksize\065465\0blksize2\01000\0msftwindow\031416\0tsize\07\0tsize\08\0"u8];

        Assert.Equal(ParseStatus.Ok, OptionAckPacket.TryParse(datagram, out OptionAckPacket packet));
        Assert.Equal("TransferSize=7", OptionText.Of(packet.Options));
        Assert.Equal(5, packet.RawOptions.Count);
    }

    [Fact]
    public void OptionAck_HasTheBytesOfTftpdHpa_When_WrittenAlike()
    {
        OptionList options = default;
        options.TryAdd(OptionKind.TransferSize, 20_000);
        options.TryAdd(OptionKind.BlockSize, 1_428);
        options.TryAdd(OptionKind.Timeout, 6);
        byte[] target = new byte[256];
        int written = OptionAckPacket.Write(target, options);

        Assert.Equal("\0\u0006tsize\020000\0blksize\01428\0timeout\06\0"u8.ToArray(), target[..written]);
    }

    [Fact]
    public void OptionAck_FitsIn320Bytes_When_EveryOptionIsLongest()
    {
        OptionList options = default;
        for (OptionKind kind = default; (int)kind < OptionList.Capacity; kind++)
        {
            options.TryAdd(kind, long.MaxValue);
        }

        Assert.InRange(OptionAckPacket.Write(new byte[320], options), 1, 320);
    }
}
