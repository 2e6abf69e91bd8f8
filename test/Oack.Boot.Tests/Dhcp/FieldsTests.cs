using Oack.Boot.Dhcp;
using Oack.Boot.Tests.Support;

namespace Oack.Boot.Tests.Dhcp;

/// <summary>The fields of a message stand where RFC 2131 §2, Figure 1 draws them.</summary>
public sealed class FieldsTests
{
    [Fact]
    public void Fields_AreRead_When_TheMessageIsSound()
    {
        byte[] bytes = new Question(DhcpMessageType.Discover).From("192.0.2.7").Through("198.51.100.1").Broadcast()
            .Set(3, 2).Set(8, 0x01, 0x02).Set(16, 192, 0, 2, 8).Set(20, 192, 0, 2, 9)
            .Set(44, [.. "server\0junk"u8]).Set(108, [.. "pxelinux.0\0junk"u8]).ToBytes();

        Assert.Equal(DhcpParseStatus.Ok, DhcpPacket.TryParse(bytes, out DhcpPacket packet));
        Assert.Equal(DhcpOperation.Request, packet.Operation);
        Assert.Equal((2, 0xDEADBEEF, 0x0102, true), (packet.Hops, packet.TransactionId, packet.Seconds, packet.IsBroadcast));
        Assert.Equal(
            ("192.0.2.7", "192.0.2.8", "192.0.2.9", "198.51.100.1"),
            ($"{packet.ClientAddress}", $"{packet.YourAddress}", $"{packet.NextServer}", $"{packet.Relay}"));
        Assert.Equal("52:54:00:12:34:56", packet.Hardware.ToString());
        Assert.True(packet.ServerNameField.SequenceEqual("server"u8));
        Assert.True(packet.BootFile.SequenceEqual("pxelinux.0"u8));
        Assert.Equal(DhcpMessageType.Discover, packet.MessageType);
    }

    [Fact]
    public void Message_IsBootp_When_ItHasNoCookie()
    {
        byte[] bytes = new Question(DhcpMessageType.Discover).Set(236, 0, 0, 0, 0).ToBytes();

        Assert.Equal(DhcpParseStatus.Ok, DhcpPacket.TryParse(bytes, out DhcpPacket packet));
        Assert.False(packet.HasOptions);
        Assert.Equal(DhcpMessageType.None, packet.MessageType);
    }

    [Theory]
    [InlineData(0, 3, DhcpParseStatus.WrongOperation)]
    [InlineData(0, 0, DhcpParseStatus.WrongOperation)]
    [InlineData(2, 17, DhcpParseStatus.BadHardwareLength)]
    [InlineData(2, 16, DhcpParseStatus.Ok)]
    public void Message_IsRefused_When_AFieldCannotBe(int offset, byte value, DhcpParseStatus expected)
    {
        byte[] bytes = new Question(DhcpMessageType.Discover).Set(offset, value).ToBytes();

        Assert.Equal(expected, DhcpPacket.TryParse(bytes, out _));
    }

    [Fact]
    public void Message_IsRefusedOrReadAsFarAsItGoes_When_ItIsCut()
    {
        byte[] bytes = new Question(DhcpMessageType.Request).Pxe(7).WithAddress(54, "192.0.2.1").ToBytes();

        for (int length = 0; length < bytes.Length; length++)
        {
            DhcpParseStatus status = DhcpPacket.TryParse(bytes.AsSpan(0, length), out DhcpPacket packet);
            Assert.Equal(length < 236 ? DhcpParseStatus.TooShort : DhcpParseStatus.Ok, status);

            // Cookie at 236, type at 240 to 242, vendor class of 32 bytes at 243 to 276.
            Assert.Equal(length >= 243, status == DhcpParseStatus.Ok && packet.MessageType == DhcpMessageType.Request);
            Assert.Equal(length >= 277, status == DhcpParseStatus.Ok && packet.IsPxe);
        }
    }
}
