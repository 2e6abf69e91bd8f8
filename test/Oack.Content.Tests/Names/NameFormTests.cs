using System.Text;
using Xunit;

namespace Oack.Content.Tests;

public sealed class NameFormTests
{
    [Theory]
    [EveryWay("boot/pxe.0", "/boot/pxe.0", "//boot//pxe.0", "boot\\pxe.0", "\\boot\\pxe.0", "./boot/./pxe.0", "boot/pxe.0/", "\\\\boot/pxe.0")]
    public async Task Name_IsFound_When_SlashesDiffer(Way way, string name)
    {
        using Serving serving = new(way);
        serving.Write("boot/pxe.0", "loader");

        Assert.Equal("loader", await serving.GetAsync(name));
    }

    [Theory]
    [EveryWay("/", ".", "\\", "./.", "boot", "boot/", "/boot\\")]
    public async Task Directory_IsRefused(Way way, string name)
    {
        using Serving serving = new(way);
        serving.Write("boot/pxe.0", "loader");

        Assert.StartsWith("ERROR 2 Is a directory", await serving.GetAsync(name), StringComparison.Ordinal);
    }

    [Theory]
    [EveryWay("pxe.0/more", "pxe.0/./x/y", "nothing/at/all")]
    public async Task File_IsNotFound_When_TheWayIsNoDirectory(Way way, string name)
    {
        using Serving serving = new(way);
        serving.Write("pxe.0", "loader");

        Assert.StartsWith("ERROR 1 File not found: ", await serving.GetAsync(name), StringComparison.Ordinal);
    }

    [Theory]
    [EveryWay("with space", "ümläut", "日本.img", "a:b", "52:54:00:12:34:56.ipxe", "semi;colon", "$(touch x)", "%s%n", "*", "-rf", "...hidden", ".dot")]
    public async Task Name_IsServed_When_Unusual(Way way, string name)
    {
        Shell.NeedUnix();
        using Serving serving = new(way);
        serving.Write(name, "unusual");

        Assert.Equal("unusual", await serving.GetAsync(name));
    }

    [Theory]
    [EveryWay("com1", "COM9.txt", "aux", "nul.img", "con ", "lpt1.tar.gz", "boot/prn", "clock$", "com\u00B9", "file.", "file ", "dir./file",
        "file::$DATA", "file:$x", "...")]
    public async Task ReservedName_IsRefused_When_TheFileExists(Way way, string name)
    {
        Shell.NeedUnix();
        using Serving serving = new(way);
        serving.Write(name, "reserved");

        Assert.StartsWith("ERROR 2 Bad file name", await serving.GetAsync(name), StringComparison.Ordinal);
    }

    [Theory]
    [EveryWay("com1.cfg", "aux", "file.", "nul .x")]
    public async Task ReservedName_IsServed_When_Allowed(Way way, string name)
    {
        Shell.NeedUnix();
        using Serving serving = new(way, options => options with { AllowReservedNames = true });
        serving.Write(name, "allowed");

        Assert.Equal("allowed", await serving.GetAsync(name));
    }

    [Theory]
    [EveryWay("comx", "com10", "auxiliary", "console.log", "lpt", "com")]
    public async Task Name_IsServed_When_OnlyLikeADevice(Way way, string name)
    {
        using Serving serving = new(way);
        serving.Write(name, "file");

        Assert.Equal("file", await serving.GetAsync(name));
    }

    [Theory]
    [EveryWay("a\nb", "\u001B[31mred", "tab\there", "\u0001", "del\u007F", "crlf\r\n")]
    public async Task ControlCharacter_IsRefused_And_NotEchoed(Way way, string name)
    {
        using Serving serving = new(way);

        ContentRefusal refusal = await serving.RefusalAsync(name);

        Assert.Equal("Bad file name: control characters", refusal.Message);
        Assert.DoesNotContain(refusal.Detail!, character => char.IsControl(character));
    }

    [Theory]
    [EveryWay]
    public async Task NonUtf8Name_IsServed_When_NamesAreBytes(Way way)
    {
        using Serving serving = new(way);
        byte[] name = [.. "caf"u8, 0xE9, .. ".img"u8];
        if (OperatingSystem.IsLinux())
        {
            byte[] script = [.. "printf latin > \""u8, .. Encoding.UTF8.GetBytes(serving.Root), .. "\"/"u8, .. "caf$(printf '\\351').img"u8];
            Shell.Run("sh", "-c", Encoding.UTF8.GetString(script));
        }

        string got = await serving.GetAsync(name);

        Assert.Equal(way == Way.Portable ? "ERROR 2 Bad file name: not UTF-8" : "latin", got);
    }

    [Theory]
    [EveryWay]
    public async Task NonUtf8Name_IsEscaped_When_NotFound(Way way)
    {
        using Serving serving = new(way);
        byte[] name = [.. "caf"u8, 0xE9, 0xFF];

        string got = await serving.GetAsync(name);

        Assert.Equal(way == Way.Portable ? "ERROR 2 Bad file name: not UTF-8" : @"ERROR 1 File not found: caf\xe9\xff", got);
    }

    [Theory]
    [EveryWay]
    public async Task LongName_IsRefused_With_ItsLength(Way way)
    {
        using Serving serving = new(way);

        Assert.Equal("ERROR 2 File name too long: 2000 bytes, at most 1024", await serving.GetAsync(new string('x', 2000)));
        Assert.Equal("ERROR 2 Bad file name: a part of 256 bytes, at most 255", await serving.GetAsync(new string('x', 256)));
        Assert.StartsWith("ERROR 1 ", await serving.GetAsync(new string('x', 255)), StringComparison.Ordinal);
        Assert.Equal(
            "ERROR 2 Bad file name: too many directories",
            await serving.GetAsync(string.Join('/', Enumerable.Repeat("d", 65))));
    }

    [Theory]
    [EveryWay]
    public async Task DeepName_IsServed_When_WithinTheLimits(Way way)
    {
        using Serving serving = new(way);
        string name = string.Join('/', Enumerable.Repeat("deep", 63)) + "/file";
        serving.Write(name, "deep");

        Assert.Equal("deep", await serving.GetAsync(name));
    }

    [Theory]
    [EveryWay]
    public async Task Message_FitsABootScreen_When_TheNameIsLong(Way way)
    {
        using Serving serving = new(way);
        string name = new string('a', 200) + "/end-of-the-name.img";

        ContentRefusal refusal = await serving.RefusalAsync(name);

        Assert.InRange(refusal.Message.Length, 1, 80);
        Assert.EndsWith("end-of-the-name.img", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(serving.Root, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(serving.Root, refusal.Detail!, StringComparison.Ordinal);
    }
}
