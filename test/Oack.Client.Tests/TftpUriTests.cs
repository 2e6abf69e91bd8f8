using System.Text;
using Oack.Protocol;

namespace Oack.Client.Tests;

public sealed class TftpUriTests
{
    public static TheoryData<string, string, int, string, TransferMode?> Good => new()
    {
        { "tftp://host/name", "host", 69, "name", null },
        { "TFTP://Host/Name", "Host", 69, "Name", null },
        { "tftp://host:6969/a/b.efi", "host", 6969, "a/b.efi", null },
        { "tftp://host//etc/motd", "host", 69, "/etc/motd", null },
        { "tftp://10.0.0.1/x;mode=octet", "10.0.0.1", 69, "x", TransferMode.Octet },
        { "tftp://10.0.0.1/x;MODE=NetASCII", "10.0.0.1", 69, "x", TransferMode.Netascii },
        { "tftp://[::1]/x", "::1", 69, "x", null },
        { "tftp://[::1]:70/x", "::1", 70, "x", null },
        { "tftp://[fe80::1%25eth0]/x", "fe80::1%eth0", 69, "x", null },
        { "tftp://host/a%20b%25c", "host", 69, "a b%c", null },
        { "tftp://host/a%3Bmode=octet", "host", 69, "a;mode=octet", null },
        { "tftp://host/what?x=1#y", "host", 69, "what?x=1#y", null },
        { "tftp://host/na\u00efve", "host", 69, "na\u00efve", null },
        { "host:name", "host", 69, "name", null },
        { "host:/abs/name", "host", 69, "/abs/name", null },
        { "host:a%20b", "host", 69, "a%20b", null },
        { "host:a:b;mode=octet", "host", 69, "a:b;mode=octet", null },
        { "[::1]:name", "::1", 69, "name", null },
        { "10.0.0.1:pxelinux.cfg/default", "10.0.0.1", 69, "pxelinux.cfg/default", null },
    };

    [Theory]
    [MemberData(nameof(Good))]
    public void NamesTheFile_When_WellFormed(string text, string host, int port, string name, TransferMode? mode)
    {
        Assert.True(TftpUri.TryParse(text, out TftpUri? uri, out string? error), error);
        Assert.Equal(host, uri.Host);
        Assert.Equal(port, uri.Port);
        Assert.Equal(name, uri.FileNameText);
        Assert.Equal(mode, uri.Mode);
        Assert.Equal(uri, TftpUri.Parse(uri.ToString()));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("   ", "empty")]
    [InlineData("name", "no host")]
    [InlineData("/path/to/file", "no host")]
    [InlineData(":name", "no host")]
    [InlineData("host:", "names no file")]
    [InlineData("dir/host:name", "is no host")]
    [InlineData("http://host/name", "its scheme is 'http'")]
    [InlineData("tftp:///name", "has no host")]
    [InlineData("tftp://host", "names no file")]
    [InlineData("tftp://host/", "names no file")]
    [InlineData("tftp://host/;mode=octet", "names no file")]
    [InlineData("tftp://host:0/x", "a port")]
    [InlineData("tftp://host:65536/x", "a port")]
    [InlineData("tftp://host:/x", "a port")]
    [InlineData("tftp://host:tftp/x", "a port")]
    [InlineData("tftp://ho st/x", "a host that is no name")]
    [InlineData("tftp://user@host/x", "names a user")]
    [InlineData("tftp://::1/x", "without brackets")]
    [InlineData("tftp://[::1/x", "brackets")]
    [InlineData("tftp://[10.0.0.1]/x", "brackets")]
    [InlineData("tftp://[::1]x/x", "brackets")]
    [InlineData("::1:name", "no host")]
    [InlineData("fe80::1:name", "without brackets")]
    [InlineData("[::1]name", "no host")]
    [InlineData("[::1", "brackets")]
    [InlineData("tftp://host/a%", "'%'")]
    [InlineData("tftp://host/a%4", "'%'")]
    [InlineData("tftp://host/a%zz", "'%'")]
    [InlineData("tftp://host/a%00b", "'%'")]
    [InlineData("tftp://host/x;mode=mail", "mode 'mail'")]
    [InlineData("tftp://host/x;mode=", "mode ''")]
    public void SaysWhatIsWrong_When_Malformed(string text, string inError)
    {
        Assert.False(TftpUri.TryParse(text, out _, out string? error));
        Assert.Contains(inError, error, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => TftpUri.Parse(text));
    }

    [Fact]
    public void KeepsBytesThatAreNotText_When_Escaped()
    {
        TftpUri uri = TftpUri.Parse("tftp://host/%ff%FE.bin");

        Assert.Equal([0xff, 0xfe, .. ".bin"u8], uri.FileName.ToArray());
        Assert.Equal("tftp://host/%FF%FE.bin", uri.ToString());
    }

    [Theory]
    [InlineData("host:a/b/c.img", "c.img")]
    [InlineData("host:Boot\\x64\\wdsnbp.com", "wdsnbp.com")]
    [InlineData("host:plain", "plain")]
    [InlineData("host:dir/", "")]
    [InlineData("host:a/..", "")]
    [InlineData("host:.", "")]
    public void LastComponentIsSafeToWriteTo_When_NameHasDirectories(string text, string last) =>
        Assert.Equal(last, TftpUri.Parse(text).LastComponent);

    [Fact]
    public void Refuses_When_MadeFromNonsense()
    {
        Assert.Throws<ArgumentException>(() => new TftpUri("", "x"u8.ToArray()));
        Assert.Throws<ArgumentException>(() => new TftpUri("h", ReadOnlyMemory<byte>.Empty));
        Assert.Throws<ArgumentException>(() => new TftpUri("h", Encoding.ASCII.GetBytes("a\0b")));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TftpUri("h", "x"u8.ToArray(), 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TftpUri("h", "x"u8.ToArray(), 65_536));
    }
}
