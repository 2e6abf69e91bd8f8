using Oack.Protocol.Wire;

namespace Oack.Protocol.Tests.Wire;

public sealed class AckPacketTests
{
    [Fact]
    public void Ack_HasNoNextWindow_When_ItHasFourBytes()
    {
        Assert.Equal(ParseStatus.Ok, AckPacket.TryParse([0, 4, 0x80, 0x01], out AckPacket packet));
        Assert.Equal(0x8001, packet.Block);
        Assert.Null(packet.NextWindowBlocks);
    }

    [Fact]
    public void Ack_HasANextWindow_When_ItHasFiveBytes()
    {
        Assert.Equal(ParseStatus.Ok, AckPacket.TryParse([0, 4, 0, 1, 16], out AckPacket packet));
        Assert.Equal((byte)16, packet.NextWindowBlocks);
    }

    [Fact]
    public void Ack_IsReadAsFourBytes_When_TheClientPadsIt()
    {
        Assert.Equal(ParseStatus.Ok, AckPacket.TryParse([0, 4, 0, 1, 16, 0], out AckPacket packet));
        Assert.Equal(1, packet.Block);
        Assert.Null(packet.NextWindowBlocks);
    }

    [Fact]
    public void Ack_HasTheLayoutOfRfc1350_When_Written()
    {
        byte[] target = new byte[6];

        Assert.Equal(4, AckPacket.Write(target, 0x0102));
        Assert.Equal([0, 4, 1, 2, 0, 0], target);
    }

    [Fact]
    public void Ack_HasAFifthByte_When_WrittenWithTheNextWindow()
    {
        byte[] target = new byte[6];

        Assert.Equal(5, AckPacket.Write(target, 0x0102, 4));
        Assert.Equal([0, 4, 1, 2, 4, 0], target);
    }
}
