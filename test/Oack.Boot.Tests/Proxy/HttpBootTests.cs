using Oack.Boot.Dhcp;
using Oack.Boot.Proxy;
using Oack.Boot.Tests.Support;

namespace Oack.Boot.Tests.Proxy;

/// <summary>Firmware that boots over HTTP (UEFI 2.10 §24.7) is answered only where there is a URL for it.</summary>
public sealed class HttpBootTests
{
    private const string Url = "http://192.0.2.1/boot.efi";

    [Theory]
    [InlineData("x64-http=" + Url)]
    [InlineData("x64=" + Url)]
    public void FirmwareGetsTheUrl_When_ThereIsOne(string said)
    {
        Reply reply = new(Ask(Place.Files(said: said), "HTTPClient:Arch:00016:UNDI:003001"));

        Assert.Equal(("HTTPClient", Url, 2), (reply.TextOf(60), reply.File, reply.Type));
        Assert.False(reply.Options.ContainsKey(43));
    }

    [Fact]
    public void FirmwareGetsNothing_When_ThereIsOnlyAFile()
    {
        BootAnswer answer = Ask(Place.Files(), "HTTPClient:Arch:00016:UNDI:003001");

        Assert.Null(answer.Reply);
        Assert.Contains("--boot x64-http=http://", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void PlainPxeGetsNothing_When_ThereIsOnlyAUrl()
    {
        BootAnswer answer = Ask(Place.Files(said: "x64=" + Url), "PXEClient:Arch:00007:UNDI:003016");

        Assert.Null(answer.Reply);
        Assert.Equal(BootVerdict.NothingToBoot, answer.Verdict);
    }

    [Theory]
    [InlineData("x64-http=boot.efi", "needs a URL")]
    [InlineData("x65=boot.efi", "ARCH is one of bios, ia32, x64")]
    [InlineData("x64", "is not ARCH=FILE")]
    [InlineData("x64=", "names no file")]
    [InlineData("x64=a\nb", "names no file")]
    public void Table_RefusesWhatIsNoEntry(string text, string expected)
    {
        Assert.False(new BootFileTable(_ => true).TryAdd(text, out string? fault));
        Assert.Contains(expected, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Table_RefusesASecondFileForAKind()
    {
        BootFileTable table = Place.Files(said: "x64=a.efi");

        Assert.True(table.TryAdd("x64=a.efi", out _));
        Assert.False(table.TryAdd("X64=b.efi", out string? fault));
        Assert.Contains("given twice", fault, StringComparison.Ordinal);
    }

    private static BootAnswer Ask(BootFileTable files, string vendorClass) =>
        new ProxyDhcpResponder(Place.Settings(files)).HandleDatagram(
            Place.Start, Place.Broadcast, new Question(DhcpMessageType.Discover).With(60, vendorClass).ToBytes());
}
