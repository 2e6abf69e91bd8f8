using System.Text;
using Oack.Protocol.Wire;

namespace Oack.Protocol.Tests.Wire;

public sealed class RequestNameTests
{
    private static byte[] Request(ReadOnlySpan<byte> name) => [0, 1, .. name, 0, .. "octet\0"u8];

    [Fact]
    public void Name_IsKeptByteForByte_When_ItIsNotUtf8()
    {
        byte[] name = [.. "b"u8, 0xF6, .. "t.cfg"u8];

        Assert.Equal(ParseStatus.Ok, RequestPacket.TryParse(Request(name), out RequestPacket packet));
        Assert.Equal(name, packet.FileName.ToArray());
    }

    [Fact]
    public void Name_IsRefusedAsEmpty_When_ItHasNoByte() =>
        Assert.Equal(ParseStatus.EmptyName, RequestPacket.TryParse(Request([]), out _));

    [Theory]
    [InlineData(1, ParseStatus.Ok)]
    [InlineData(1_024, ParseStatus.Ok)]
    [InlineData(1_025, ParseStatus.TooLong)]
    [InlineData(2_000, ParseStatus.TooLong)]
    [InlineData(65_000, ParseStatus.TooLong)]
    public void Name_IsRefusedAsTooLong_When_ItPassesTheMaximum(int nameBytes, ParseStatus expected)
    {
        byte[] name = Encoding.ASCII.GetBytes(new string('a', nameBytes));

        Assert.Equal(expected, RequestPacket.TryParse(Request(name), out RequestPacket packet));
        Assert.Equal(expected == ParseStatus.Ok ? nameBytes : 0, packet.FileName.Length);
    }

    [Fact]
    public void Datagram_IsRefusedAsTooLong_When_ItHas64KilobytesWithoutNul()
    {
        byte[] datagram = new byte[65_507];
        Array.Fill(datagram, (byte)'a');
        datagram[0] = 0;
        datagram[1] = (byte)Opcode.WriteRequest;

        Assert.Equal(ParseStatus.TooLong, RequestPacket.TryParse(datagram, out _));
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("", false)]
    [InlineData("a\0b", false)]
    public void Name_IsLegal_When_ItCanStandInARequest(string name, bool expected) =>
        Assert.Equal(expected, RequestPacket.IsLegalName(Encoding.UTF8.GetBytes(name)));
}
