using System.Text.Json;
using Oack.Cli.Tests.Support;

namespace Oack.Cli.Tests;

/// <summary><c>oack boot</c> against a server on loopback, without DHCP.</summary>
public sealed class BootTests
{
    [Theory]
    [InlineData("edk2", 2)]
    [InlineData("edk1", 2)]
    [InlineData("apple", 2)]
    [InlineData("ipxe", 1)]
    [InlineData("pxelinux", 1)]
    [InlineData("grub", 1)]
    [InlineData("uboot", 1)]
    [InlineData("windows", 1)]
    [InlineData("nilo", 1)]
    public async Task Boot_BringsTheWholeFile_When_AnyProgramAsksForIt(string program, int requests)
    {
        await using Sandbox sandbox = await Sandbox.WithServerAsync();
        byte[] content = sandbox.Serve("boot.efi", 100_000);

        CommandRun run = await CommandRun.Of(
            "boot", "--as", program, "--server", $"127.0.0.1:{sandbox.Port}", "--file", "boot.efi", "--no-search", "--output", sandbox.Local("kept.efi"), "--json");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(content, await File.ReadAllBytesAsync(sandbox.Local("kept.efi"), TestContext.Current.CancellationToken));
        using JsonDocument json = JsonDocument.Parse(run.OutputBytes);
        Assert.Equal(requests, json.RootElement.GetProperty("steps").GetArrayLength());
        Assert.Equal(100_000, json.RootElement.GetProperty("steps")[requests - 1].GetProperty("bytes").GetInt64());
        Assert.All(
            json.RootElement.GetProperty("steps").EnumerateArray().SelectMany(step => step.GetProperty("findings").EnumerateArray()),
            finding => Assert.Equal("note", finding.GetProperty("severity").GetString()));
    }

    [Fact]
    public async Task Boot_TellsTheTraceThatBeganThisProject_When_AppleAsks()
    {
        await using Sandbox sandbox = await Sandbox.WithServerAsync();
        sandbox.Serve("file.exe", 994_464);

        CommandRun run = await CommandRun.Of("boot", "--as", "apple", "--server", $"127.0.0.1:{sandbox.Port}", "--file", "file.exe");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("asked    blksize=512 tsize=0", run.Output, StringComparison.Ordinal);
        Assert.Contains("granted  blksize=512 tsize=994464", run.Output, StringComparison.Ordinal);
        Assert.Contains("hangs up on purpose with ERROR 8 \"user aborted transfer\"", Joined(run.Output), StringComparison.Ordinal);
        Assert.Contains("asked    blksize=8192", run.Output, StringComparison.Ordinal);
        Assert.Contains("note size-probe", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("EFI firmware (Apple) has the file.", run.Output.TrimEnd(), StringComparison.Ordinal);
        Assert.All(run.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact]
    public async Task Boot_AsksForTheSizeAlone_When_AProbeIsWanted()
    {
        await using Sandbox sandbox = await Sandbox.WithServerAsync();
        sandbox.Serve("file.exe", 994_464);

        CommandRun run = await CommandRun.Of("boot", "--as", "apple", "--probe", "--server", $"127.0.0.1:{sandbox.Port}", "--file", "file.exe", "--json");

        Assert.Equal(0, run.ExitCode);
        using JsonDocument json = JsonDocument.Parse(run.OutputBytes);
        JsonElement step = Assert.Single(json.RootElement.GetProperty("steps").EnumerateArray());
        Assert.Equal(("probed", 994_464L, "probed"), (step.GetProperty("end").GetString(), step.GetProperty("size").GetInt64(), step.GetProperty("outcome").GetString()));
        Assert.Equal("EFI firmware", step.GetProperty("clientProgram").GetString());
    }

    [Fact]
    public async Task Boot_WalksTheSearchList_When_PxelinuxRuns()
    {
        await using Sandbox sandbox = await Sandbox.WithServerAsync();
        sandbox.Serve("pxelinux.0", 3_000);
        Directory.CreateDirectory(Path.Combine(sandbox.Root, "pxelinux.cfg"));
        sandbox.Serve("pxelinux.cfg/7F000001", 100);

        CommandRun run = await CommandRun.Of(
            "boot", "--as", "pxelinux", "--server", $"127.0.0.1:{sandbox.Port}", "--file", "pxelinux.0", "--mac", "52:54:00:12:34:56");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("search pxelinux.cfg/00000000-0000-0000-0000-525400123456", run.Output, StringComparison.Ordinal);
        Assert.Contains("search pxelinux.cfg/01-52-54-00-12-34-56", run.Output, StringComparison.Ordinal);
        Assert.Contains("search pxelinux.cfg/7F000001", run.Output, StringComparison.Ordinal);
        Assert.Contains("525400123456: not there", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("pxelinux.cfg/7F00000:", run.Output, StringComparison.Ordinal);
        Assert.Contains("note search-order", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("error", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Boot_SaysWhoElseWouldHaveFailed_When_TheServerDropsOptions()
    {
        await using Sandbox sandbox = await Sandbox.WithServerAsync(configure: options => options.Options = options.Options with { GrantsOptions = false });
        sandbox.Serve("boot.ipxe", 2_000);

        CommandRun run = await CommandRun.Of("boot", "--as", "ipxe", "--server", $"127.0.0.1:{sandbox.Port}", "--file", "boot.ipxe");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Others would have failed on this answer:", run.Output, StringComparison.Ordinal);
        Assert.Contains("UEFI firmware (EDK2) could not use this answer", run.Output, StringComparison.Ordinal);
        Assert.Contains("GRUB 2 could not use this answer", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("edk2", 3)]
    [InlineData("uboot", 3)]
    [InlineData("pxelinux", 3)]
    public async Task Boot_ReturnsNotFound_When_TheServerHasNoSuchFile(string program, int exitCode)
    {
        await using Sandbox sandbox = await Sandbox.WithServerAsync();

        CommandRun run = await CommandRun.Of("boot", "--as", program, "--server", $"127.0.0.1:{sandbox.Port}", "--file", "no.efi", "--output", sandbox.Local("kept"));

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains("gives up: the server answers ERROR 1", Joined(run.Output), StringComparison.Ordinal);
        Assert.False(File.Exists(sandbox.Local("kept")));
    }

    [Fact]
    public async Task Boot_ReturnsNoAnswer_When_NobodyListens()
    {
        CommandRun run = await CommandRun.Of("boot", "--server", "127.0.0.1:9", "--file", "x", "--max-time", "0.5");

        Assert.Equal(OperatingSystem.IsLinux() ? 5 : 1, run.ExitCode);
    }

    [Fact]
    public async Task Boot_ReturnsLocalFile_When_TheFileCannotBeKept()
    {
        await using Sandbox sandbox = await Sandbox.WithServerAsync();
        sandbox.Serve("boot.efi", 1_000);

        CommandRun run = await CommandRun.Of("boot", "--server", $"127.0.0.1:{sandbox.Port}", "--file", "boot.efi", "--output", sandbox.Path);

        Assert.Equal(6, run.ExitCode);
        Assert.Contains("cannot keep", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("say where to boot from")]
    [InlineData("exclude each other", "--server", "127.0.0.1", "--interface", "eth0", "--file", "x")]
    [InlineData("has to be told a file", "--server", "127.0.0.1")]
    [InlineData("never asks for the size alone", "--server", "127.0.0.1", "--file", "x", "--as", "uboot", "--probe")]
    [InlineData("--as takes edk2", "--server", "127.0.0.1", "--file", "x", "--as", "bios")]
    [InlineData("--mac takes an address", "--server", "127.0.0.1", "--file", "x", "--mac", "52:54")]
    [InlineData("--mac takes an address", "--server", "127.0.0.1", "--file", "x", "--mac", "01:00:5e:00:00:01")]
    [InlineData("--uuid takes", "--server", "127.0.0.1", "--file", "x", "--uuid", "1")]
    [InlineData("--serial takes", "--server", "127.0.0.1", "--file", "x", "--serial", "12")]
    [InlineData("--file takes a name", "--server", "127.0.0.1", "--file", "")]
    [InlineData("--server takes HOST", "--server", "a/b", "--file", "x")]
    public async Task Boot_RefusesTheCommandLine_When_ItMakesNoSense(string complaint, params string[] args)
    {
        CommandRun run = await CommandRun.Of(["boot", .. args]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(complaint, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Boot_NamesTheInterfaces_When_ThereIsNoSuchOne()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Packet sockets are Linux's.");

        CommandRun run = await CommandRun.Of("boot", "--interface", "nosuch0");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("there is no such interface. There are: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Boot_SaysWhatToDo_When_AppleWouldSpeakItsOwnProtocol()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Packet sockets are Linux's.");

        CommandRun run = await CommandRun.Of("boot", "--interface", "lo", "--as", "apple");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--server HOST --file NAME", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Boot_PrintsPackets_When_ItIsVerbose()
    {
        await using Sandbox sandbox = await Sandbox.WithServerAsync();
        sandbox.Serve("boot.efi", 10);

        CommandRun run = await CommandRun.Of("boot", "-v", "--server", $"127.0.0.1:{sandbox.Port}", "--file", "boot.efi");

        Assert.Contains("RRQ file=boot.efi mode=octet tsize=0 blksize=1468 windowsize=4", run.Error, StringComparison.Ordinal);
        Assert.Contains("OACK", run.Error, StringComparison.Ordinal);
    }

    private static string Joined(string output) => string.Join(' ', output.Split(['\n', ' '], StringSplitOptions.RemoveEmptyEntries));
}
