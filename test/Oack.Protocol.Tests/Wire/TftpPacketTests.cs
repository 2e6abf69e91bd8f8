using Oack.Protocol.Wire;

namespace Oack.Protocol.Tests.Wire;

public sealed class TftpPacketTests
{
    [Theory]
    [InlineData(new byte[] { }, ParseStatus.TooShort)]
    [InlineData(new byte[] { 0 }, ParseStatus.TooShort)]
    [InlineData(new byte[] { 0, 0 }, ParseStatus.WrongOpcode)]
    [InlineData(new byte[] { 0, 7, 0, 0 }, ParseStatus.WrongOpcode)]
    [InlineData(new byte[] { 1, 0, 65, 0 }, ParseStatus.WrongOpcode)]
    [InlineData(new byte[] { 0, 3, 0 }, ParseStatus.TooShort)]
    [InlineData(new byte[] { 0, 1, 0 }, ParseStatus.EmptyName)]
    [InlineData(new byte[] { 0, 6, 65 }, ParseStatus.Unterminated)]
    public void Packet_IsRefused_When_TheBytesAreNone(byte[] datagram, ParseStatus expected)
    {
        Assert.Equal(expected, TftpPacket.TryParse(datagram, out TftpPacket packet));
        Assert.False(packet.TryGetRequest(out _));
        Assert.False(packet.TryGetData(out _));
    }

    [Fact]
    public void Packet_GivesOnlyItsOwnView_When_ItIsRead()
    {
        Assert.Equal(ParseStatus.Ok, TftpPacket.TryParse("\0\u0003\0\u0001abc"u8, out TftpPacket packet));

        Assert.Equal(Opcode.Data, packet.Opcode);
        Assert.False(packet.IsRequest);
        Assert.True(packet.TryGetData(out DataPacket data));
        Assert.Equal(3, data.Payload.Length);
        Assert.False(packet.TryGetAck(out _));
        Assert.False(packet.TryGetError(out _));
        Assert.False(packet.TryGetOptionAck(out _));
        Assert.False(packet.TryGetRequest(out _));
    }

    [Theory]
    [InlineData(Opcode.ReadRequest, "\0\u0001kernel\0octet\0")]
    [InlineData(Opcode.WriteRequest, "\0\u0002kernel\0octet\0")]
    [InlineData(Opcode.Acknowledgment, "\0\u0004\u0001\u0002")]
    public void FillRequest_WritesWhatAClientSends_When_ItIsARequestOrAnAck(Opcode opcode, string expected)
    {
        byte[] target = new byte[64];
        int fromBytes = TftpPacket.FillRequest(target, opcode, "kernel"u8, 0x0102);
        Assert.Equal(expected, System.Text.Encoding.ASCII.GetString(target, 0, fromBytes));

        int fromText = TftpPacket.FillRequest(target, opcode, "kernel", 0x0102);
        Assert.Equal(expected, System.Text.Encoding.ASCII.GetString(target, 0, fromText));
    }

    [Fact]
    public void FillRequest_Throws_When_ClientsDoNotSendThePacket() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TftpPacket.FillRequest(new byte[64], Opcode.OptionAcknowledgment, "a"u8, 0));
}
