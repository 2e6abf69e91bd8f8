using Oack.Boot.Dhcp;
using Oack.Boot.Tests.Support;

namespace Oack.Boot.Tests.Dhcp;

/// <summary>What is written can be read, is long enough for old relays, and fails as a whole.</summary>
public sealed class WriterTests
{
    [Fact]
    public void Message_IsReadAsItWasWritten()
    {
        byte[] file = [.. Enumerable.Repeat((byte)'f', 300)];
        Span<byte> target = stackalloc byte[1000];
        DhcpPacketWriter writer = new(target, DhcpOperation.Reply);
        writer.SetTransaction(0x01020304);
        writer.SetSeconds(5);
        writer.SetBroadcast();
        writer.SetHardware(HardwareAddress.Ethernet([1, 2, 3, 4, 5, 6]));
        writer.SetClientAddress(new(1));
        writer.SetYourAddress(new(2));
        writer.SetNextServer(new(3));
        writer.SetRelay(new(4));
        writer.SetServerName("server"u8);
        writer.SetFile("file"u8);
        writer.AddMessageType(DhcpMessageType.Offer);
        writer.AddAddress(DhcpOptionCode.ServerIdentifier, new(0xC0000201));
        writer.Add(DhcpOptionCode.BootFileName, file);
        int length = writer.Finish();

        Assert.Equal(DhcpParseStatus.Ok, DhcpPacket.TryParse(target[..length], out DhcpPacket packet));
        Assert.Equal((0x01020304u, 5, true), (packet.TransactionId, packet.Seconds, packet.IsBroadcast));
        Assert.Equal((1u, 2u, 3u, 4u), (packet.ClientAddress.Value, packet.YourAddress.Value, packet.NextServer.Value, packet.Relay.Value));
        Assert.Equal("01:02:03:04:05:06", packet.Hardware.ToString());
        Assert.True(packet.ServerNameField.SequenceEqual("server"u8));
        Assert.True(packet.FileField.SequenceEqual("file"u8));
        Assert.Equal(DhcpMessageType.Offer, packet.MessageType);
        Assert.Equal("192.0.2.1", packet.ServerIdentifier.ToString());
        Assert.True(packet.BootFile.SequenceEqual(file));
    }

    [Fact]
    public void Message_IsFilledUpTo300Bytes_When_ItIsShort()
    {
        Span<byte> target = stackalloc byte[548];
        target.Fill(0xAA);
        DhcpPacketWriter writer = new(target, DhcpOperation.Request);
        writer.AddMessageType(DhcpMessageType.Discover);

        Assert.Equal(300, writer.Finish());
        Assert.Equal([53, 1, 1, 255, 0, 0], target[240..246].ToArray());
        Assert.False(target[244..300].ContainsAnyExcept((byte)0));
    }

    [Fact]
    public void Message_FailsWholly_When_AnOptionDoesNotFit()
    {
        for (int room = 0; room < 340; room++)
        {
            byte[] target = new byte[room + 8];
            target.AsSpan(room).Fill(0xEE);
            DhcpPacketWriter writer = new(target.AsSpan(0, room), DhcpOperation.Reply);
            writer.SetTransaction(1);
            writer.SetNextServer(new(1));
            writer.SetFile("f"u8);
            writer.AddMessageType(DhcpMessageType.Offer);
            writer.Add(DhcpOptionCode.HostName, new byte[80]);
            writer.AddByte(DhcpOptionCode.Overload, 1);
            int length = writer.Finish();

            // 240, 3, 82, 3, and the end.
            Assert.Equal(room >= 329 ? 329 : 0, length);
            Assert.Equal(8, target.AsSpan(room).Count((byte)0xEE));
        }
    }

    [Theory]
    [InlineData(127, true)]
    [InlineData(128, false)]
    public void FileField_TakesANameWithItsZero(int bytes, bool fits)
    {
        DhcpPacketWriter writer = new(stackalloc byte[548], DhcpOperation.Reply);
        writer.SetFile(new byte[bytes]);

        Assert.Equal(fits, writer.Finish() > 0);
    }

    [Fact]
    public void LongOption_IsSplit_When_ItHasMoreThan255Bytes()
    {
        Span<byte> target = stackalloc byte[1000];
        DhcpPacketWriter writer = new(target, DhcpOperation.Reply);
        writer.Add(DhcpOptionCode.RootPath, new byte[256]);
        int length = writer.Finish();

        // RFC 3396 §6: each part but the last has 255 bytes.
        Assert.Equal(240 + 2 + 255 + 2 + 1 + 1, length);
        Assert.Equal([17, 255], target[240..242].ToArray());
        Assert.Equal([17, 1, 0, 255], target[497..501].ToArray());
    }

    [Fact]
    public void Reply_CopiesWhatTable3Says()
    {
        byte[] bytes = new Question(DhcpMessageType.Discover).Through("198.51.100.1").Broadcast().Set(3, 4).Set(8, 0, 9).ToBytes();
        Assert.Equal(DhcpParseStatus.Ok, DhcpPacket.TryParse(bytes, out DhcpPacket request));
        byte[] target = new byte[548];
        DhcpPacketWriter writer = DhcpPacketWriter.Reply(target, request);
        writer.AddMessageType(DhcpMessageType.Offer);
        Assert.NotEqual(0, writer.Finish());

        // op, htype, hlen, hops, xid, secs, flags; giaddr; chaddr (RFC 2131 §4.3.1, Table 3).
        Assert.Equal([2, 1, 6, 0, 0xDE, 0xAD, 0xBE, 0xEF, 0, 0, 0x80, 0], target[..12]);
        Assert.Equal([198, 51, 100, 1, 0x52, 0x54, 0, 0x12, 0x34, 0x56], target[24..34]);
    }
}
