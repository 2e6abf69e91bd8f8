using System.Net;
using System.Text;
using Oack.Protocol.Multicast;
using Oack.Protocol.Options;
using Oack.Protocol.Wire;

namespace Oack.Protocol.Tests.Multicast;

public sealed class MulticastOptionTests
{
    [Theory]
    [InlineData("239.255.0.1,1758,1", "239.255.0.1", 1758, true)]
    [InlineData("224.0.1.200,65535,0", "224.0.1.200", 65535, false)]
    [InlineData("ff12::8000,1758,1", "ff12::8000", 1758, true)]
    [InlineData("239.1.1.1, 1758, 0", "239.1.1.1", 1758, false)]
    public void Value_IsRead_When_ItNamesAGroup(string value, string address, int port, bool isMaster)
    {
        Assert.True(MulticastOption.TryParse(Encoding.ASCII.GetBytes(value), out MulticastOption option));
        Assert.Equal(PeerEndpoint.From(IPAddress.Parse(address), port), option.Group);
        Assert.Equal(isMaster, option.IsMaster);
        Assert.True(option.HasGroup);
    }

    [Theory]
    [InlineData(",,1", true)]
    [InlineData(",,0", false)]
    public void Value_NamesNoGroup_When_ItOnlyMovesTheMaster(string value, bool isMaster)
    {
        Assert.True(MulticastOption.TryParse(Encoding.ASCII.GetBytes(value), out MulticastOption option));
        Assert.False(option.HasGroup);
        Assert.Equal(isMaster, option.IsMaster);
        Assert.Equal(value, option.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("239.1.1.1,1758")]
    [InlineData("239.1.1.1,1758,2")]
    [InlineData("239.1.1.1,1758,")]
    [InlineData("239.1.1.1,0,1")]
    [InlineData("239.1.1.1,65536,1")]
    [InlineData("239.1.1.1,,1")]
    [InlineData(",1758,1")]
    [InlineData("192.168.0.1,1758,1")]
    [InlineData("2001:db8::1,1758,1")]
    [InlineData("239.1,1758,1")]
    [InlineData("0xEF.1.1.1,1758,1")]
    [InlineData("ff02::1%3,1758,1")]
    [InlineData("group,1758,1")]
    [InlineData("239.1.1.1,1758,1,1")]
    public void Value_IsRefused_When_ItIsNone(string value) =>
        Assert.False(MulticastOption.TryParse(Encoding.ASCII.GetBytes(value), out _));

    [Fact]
    public void OptionAck_CarriesTheGroup_When_MulticastIsGranted()
    {
        OptionList options = default;
        options.TryAdd(OptionKind.BlockSize, 1_428);
        options.TryAdd(OptionKind.Multicast, 1);
        byte[] buffer = new byte[320];
        int length = OptionAckPacket.Write(buffer, options, PeerEndpoint.FromIPv4(0xEFFF0001, 1_758));

        // RFC 2090: opcode 6, multicast, addr,port,mc.
        Assert.Equal("\0\u0006blksize\01428\0multicast\0239.255.0.1,1758,1\0", Encoding.ASCII.GetString(buffer, 0, length));
        Assert.Equal(ParseStatus.Ok, OptionAckPacket.TryParse(buffer.AsSpan(0, length), out OptionAckPacket packet));
        Assert.Equal(options, packet.Options);
    }

    [Fact]
    public void Request_CarriesAnEmptyValue_When_MulticastIsAsked()
    {
        OptionList options = default;
        options.TryAdd(OptionKind.Multicast, 0);
        byte[] buffer = new byte[64];
        int length = RequestPacket.Write(buffer, Opcode.ReadRequest, "f"u8, TransferMode.Octet, options);

        Assert.Equal("\0\u0001f\0octet\0multicast\0\0", Encoding.ASCII.GetString(buffer, 0, length));
        Assert.Equal(ParseStatus.Ok, RequestPacket.TryParse(buffer.AsSpan(0, length), out RequestPacket packet));
        Assert.Equal(options, packet.Options);
    }
}
