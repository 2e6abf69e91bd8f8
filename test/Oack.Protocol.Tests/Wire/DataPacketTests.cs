using Oack.Protocol.Wire;

namespace Oack.Protocol.Tests.Wire;

public sealed class DataPacketTests
{
    [Fact]
    public void Data_GivesBlockAndPayload_When_ItIsWhole()
    {
        Assert.Equal(ParseStatus.Ok, DataPacket.TryParse([0, 3, 0x12, 0x34, 9, 8, 7], out DataPacket packet));
        Assert.Equal(0x1234, packet.Block);
        Assert.Equal([9, 8, 7], packet.Payload.ToArray());
    }

    [Fact]
    public void Data_HasAnEmptyPayload_When_ItEndsAFileOfWholeBlocks()
    {
        Assert.Equal(ParseStatus.Ok, DataPacket.TryParse([0, 3, 0xFF, 0xFF], out DataPacket packet));
        Assert.Equal(65_535, packet.Block);
        Assert.True(packet.Payload.IsEmpty);
    }

    [Fact]
    public void Data_IsRefused_When_TheOpcodeIsAnother() =>
        Assert.Equal(ParseStatus.WrongOpcode, DataPacket.TryParse([0, 4, 0, 1], out _));

    [Fact]
    public void Data_IsRefused_When_TheOpcodeIsInTheWrongByteOrder() =>
        Assert.Equal(ParseStatus.WrongOpcode, DataPacket.TryParse([3, 0, 0, 1], out _));

    [Fact]
    public void Header_HasTheLayoutOfRfc1350_When_Written()
    {
        byte[] target = new byte[6];

        Assert.Equal(DataPacket.HeaderBytes, DataPacket.WriteHeader(target, 0xABCD));
        Assert.Equal([0, 3, 0xAB, 0xCD, 0, 0], target);
    }
}
