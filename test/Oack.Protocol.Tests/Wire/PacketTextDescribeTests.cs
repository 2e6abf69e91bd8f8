using Oack.Protocol.Wire;

namespace Oack.Protocol.Tests.Wire;

public sealed class PacketTextDescribeTests
{
    [Fact]
    public void Line_SaysHowMuch_When_ItIsData()
    {
        byte[] datagram = new byte[516];
        DataPacket.WriteHeader(datagram, 1);

        Assert.Equal("DATA block=1 <512 bytes>", PacketText.Describe(datagram));
    }

    [Theory]
    [InlineData("\0\u0004\0\u0001", "ACK block=1")]
    [InlineData("\0\u0004\0\u0001\u0004", "ACK block=1 next-window=4")]
    [InlineData("\0\u0005\0\0", "ERROR code=0 \"\"")]
    [InlineData("\0\u0005\0\0say \"no\"\n\0", "ERROR code=0 \"say \\x22no\\x22\\x0A\"")]
    [InlineData("\0\u0006", "OACK")]
    [InlineData("\0\u0006Blksize\08\0", "OACK Blksize=8")]
    [InlineData("\0\u0001a b\0octet\0", "RRQ file=\"a b\" mode=octet")]
    [InlineData("\0\u0001a\n\0\0", "RRQ file=a\\x0A mode=\"\"")]
    [InlineData("\0\u0002a\0octet\0password\0\0multicast", "WRQ file=a mode=octet password=\"\" <9 more bytes>")]
    [InlineData("\0\u0007what", "opcode=7 malformed (WrongOpcode) <6 bytes>")]
    [InlineData("", "malformed (TooShort) <0 bytes>")]
    public void Line_SaysWhatThePacketSays_When_ItIsShort(string datagram, string expected) =>
        Assert.Equal(expected, PacketText.Describe(System.Text.Encoding.Latin1.GetBytes(datagram)));
}
