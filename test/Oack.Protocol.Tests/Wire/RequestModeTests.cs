using System.Text;
using Oack.Protocol.Wire;

namespace Oack.Protocol.Tests.Wire;

public sealed class RequestModeTests
{
    private static byte[] Request(string mode) => [0, 1, .. "f\0"u8, .. Encoding.ASCII.GetBytes(mode), 0];

    [Theory]
    [InlineData("octet", TransferMode.Octet)]
    [InlineData("OCTET", TransferMode.Octet)]
    [InlineData("oCtEt", TransferMode.Octet)]
    [InlineData("netascii", TransferMode.Netascii)]
    [InlineData("NetASCII", TransferMode.Netascii)]
    public void Mode_IsServed_When_ItIsOctetOrNetasciiInAnyCase(string mode, TransferMode expected)
    {
        Assert.Equal(ParseStatus.Ok, RequestPacket.TryParse(Request(mode), out RequestPacket packet));
        Assert.True(packet.TryGetMode(out TransferMode actual));
        Assert.Equal(expected, actual);
    }

    [Theory]
    [InlineData("mail")]
    [InlineData("")]
    [InlineData("octet ")]
    [InlineData("octe")]
    [InlineData("image")]
    public void Mode_IsNotServed_When_ItIsMailOrUnknown(string mode)
    {
        Assert.Equal(ParseStatus.Ok, RequestPacket.TryParse(Request(mode), out RequestPacket packet));
        Assert.Equal(mode, Encoding.ASCII.GetString(packet.Mode));
        Assert.False(packet.TryGetMode(out _));
    }

    [Theory]
    [InlineData(32, ParseStatus.Ok)]
    [InlineData(33, ParseStatus.TooLong)]
    public void Mode_IsRefusedAsTooLong_When_ItPassesTheMaximum(int modeBytes, ParseStatus expected) =>
        Assert.Equal(expected, RequestPacket.TryParse(Request(new string('m', modeBytes)), out _));

    [Fact]
    public void Mode_IsRefused_When_ItsNulIsMissing() =>
        Assert.Equal(ParseStatus.Unterminated, RequestPacket.TryParse("\0\u0001f\0octet"u8, out _));
}
