using System.Text;
using Oack.Protocol.Wire;

namespace Oack.Protocol.Tests.Wire;

public sealed class ErrorPacketTests
{
    [Fact]
    public void Error_HasNoText_When_CurlSendsFourBytes()
    {
        Assert.Equal(ParseStatus.Ok, ErrorPacket.TryParse([0, 5, 0, 8], out ErrorPacket packet));
        Assert.Equal(ErrorCode.OptionNegotiation, packet.Code);
        Assert.True(packet.Message.IsEmpty);
        Assert.False(packet.IsTerminated);
    }

    [Fact]
    public void Error_KeepsItsText_When_TheNulIsMissing()
    {
        Assert.Equal(ParseStatus.Ok, ErrorPacket.TryParse("\0\u0005\0\0closed"u8, out ErrorPacket packet));
        Assert.Equal("closed", Encoding.ASCII.GetString(packet.Message));
        Assert.False(packet.IsTerminated);
    }

    [Fact]
    public void Error_EndsAtTheFirstNul_When_BytesFollow()
    {
        Assert.Equal(ParseStatus.Ok, ErrorPacket.TryParse("\0\u0005\0\0TFTP Aborted\0rest"u8, out ErrorPacket packet));
        Assert.Equal("TFTP Aborted", Encoding.ASCII.GetString(packet.Message));
        Assert.True(packet.IsTerminated);
    }

    [Fact]
    public void Code_StaysAsItCame_When_EtherbootSwapsItsBytes()
    {
        Assert.Equal(ParseStatus.Ok, ErrorPacket.TryParse([0, 5, 8, 0, 0], out ErrorPacket packet));
        Assert.Equal(2_048, (ushort)packet.Code);
    }

    [Fact]
    public void Error_HasTheBytesOfTftpdHpa_When_WrittenAlike()
    {
        byte[] target = new byte[64];
        int written = ErrorPacket.Write(target, ErrorCode.FileNotFound, "File not found");

        Assert.Equal("\0\u0005\0\u0001File not found\0"u8.ToArray(), target[..written]);
    }

    [Fact]
    public void Text_IsAsciiAndOneString_When_ItHoldsAnythingElse()
    {
        byte[] target = new byte[64];
        int written = ErrorPacket.Write(target, ErrorCode.NotDefined, "a\0b\r\nc\u00E9\u001B[2J\uD83D\uDE00\u007F");

        Assert.Equal("\0\u0005\0\0a?b??c??[2J???\0"u8.ToArray(), target[..written]);
    }
}
