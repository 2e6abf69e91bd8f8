using Oack.Protocol.Wire;

namespace Oack.Protocol.Tests.Wire;

public sealed class PacketTextEscapeTests
{
    [Theory]
    [InlineData("pxelinux.cfg/default", "pxelinux.cfg/default")]
    [InlineData("größe.bin", "größe.bin")]
    [InlineData("\\Boot\\BCD", "\\Boot\\BCD")]
    [InlineData("\\x64\\boot.efi", "\\x5Cx64\\boot.efi")]
    [InlineData("a\r\nGET evil", "a\\x0D\\x0AGET evil")]
    [InlineData("\u001B[2Jclear", "\\x1B[2Jclear")]
    [InlineData("\u009B31m", "\\xC2\\x9B31m")]
    [InlineData("gpj\u202Egnp", "gpj\\xE2\\x80\\xAEgnp")]
    [InlineData("tab\there\u007F", "tab\\x09here\\x7F")]
    [InlineData("%s%n{0}", "%s%n{0}")]
    public void Text_IsSafeToPrint_When_AnyNameCame(string name, string expected) =>
        Assert.Equal(expected, PacketText.Escape(name));

    [Fact]
    public void Bytes_AreShownInHex_When_TheyAreNotUtf8() =>
        Assert.Equal("b\\xF6t\\xC3(.cfg", PacketText.Escape([.. "b"u8, 0xF6, .. "t"u8, 0xC3, .. "(.cfg"u8]));

    [Fact]
    public void Rest_IsCounted_When_TheTextIsLong()
    {
        Assert.Equal("abc…(+5 bytes)", PacketText.Escape("abcdefgh"u8, 3));
        Assert.Equal("ab…(+2 bytes)", PacketText.Escape("abé"u8, 3));
        Assert.Equal("abc", PacketText.Escape("abc"u8, 3));
    }

    [Fact]
    public void Text_IsBounded_When_AnErrorOf64KilobytesCame() =>
        Assert.InRange(PacketText.Escape(new byte[65_000]).Length, 1, 5_000);
}
