using Oack.Cli.Tests.Support;
using Oack.Content;

namespace Oack.Cli.Tests.Shell;

/// <summary>The interactive client, fed through a pipe as scripts do.</summary>
public sealed class TftpShellTests
{
    [Fact]
    public async Task FetchesAndSaysSo_When_ToldAsOfOld()
    {
        await using Sandbox sandbox = await Sandbox.WithServerAsync();
        byte[] file = sandbox.Serve("file.exe", 994);

        CommandRun run = await CommandRun.WithInput(
            $"connect 127.0.0.1 {sandbox.Port}\nmode octet\ntsize on\nblksize 8192\nget file.exe {sandbox.Local("copy")}\nquit\n", "tftp");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(file, File.ReadAllBytes(sandbox.Local("copy")));
        Assert.Matches(@"Received 994 bytes in \d+\.\d+ seconds", run.Output);
        Assert.DoesNotContain("tftp>", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FetchesSeveral_When_HostsStandInTheNames()
    {
        await using Sandbox sandbox = await Sandbox.WithServerAsync();
        byte[] one = sandbox.Serve("one", 10);
        byte[] two = sandbox.Serve("two", 20);

        CommandRun run = await CommandRun.WithInput(
            $"connect nowhere.invalid {sandbox.Port}\nget 127.0.0.1:one {sandbox.Local("one")}\nget two {sandbox.Local("two")}\n", "tftp");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(one, File.ReadAllBytes(sandbox.Local("one")));
        Assert.Equal(two, File.ReadAllBytes(sandbox.Local("two")));
    }

    [Fact]
    public async Task StoresIntoADirectory_When_PutHasManyFiles()
    {
        await using Sandbox sandbox = await Sandbox.WithServerAsync(WriteMode.Create);
        Directory.CreateDirectory(Path.Combine(sandbox.Root, "in"));
        foreach (string name in new[] { "a", "b", "c" })
        {
            File.WriteAllText(sandbox.Local(name), name + name);
        }

        CommandRun run = await CommandRun.WithInput(
            $"put {sandbox.Local("a")} {sandbox.Local("b")} {sandbox.Local("c")} in\nput {sandbox.Local("a")}\nput {sandbox.Local("a")} other\n",
            "tftp", "127.0.0.1", $"{sandbox.Port}");

        Assert.Equal("", run.Error);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["aa", "bb", "cc"], new[] { "in/a", "in/b", "in/c" }.Select(name => File.ReadAllText(Path.Combine(sandbox.Root, name))));
        Assert.Equal("aa", File.ReadAllText(Path.Combine(sandbox.Root, "a")));
        Assert.Equal("aa", File.ReadAllText(Path.Combine(sandbox.Root, "other")));
        Assert.Equal(5, run.Output.Split('\n').Count(line => line.StartsWith("Sent 2 bytes in ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task RunsOneCommand_When_GivenBehindC()
    {
        await using Sandbox sandbox = await Sandbox.WithServerAsync();
        byte[] file = sandbox.Serve("file", 30);

        CommandRun run = await CommandRun.Of("tftp", "127.0.0.1", $"{sandbox.Port}", "-m", "binary", "-v", "-c", "get", "file", sandbox.Local("copy"));

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(file, File.ReadAllBytes(sandbox.Local("copy")));
        Assert.Contains("getting from 127.0.0.1:file to ", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"Received 30 bytes in \d+\.\d+ seconds \[\d+ bit/s\]", run.Output);
    }

    [Fact]
    public async Task WritesToStandardOutput_When_LocalIsADash()
    {
        await using Sandbox sandbox = await Sandbox.WithServerAsync();
        byte[] file = sandbox.Serve("file", 700);

        CommandRun run = await CommandRun.Of("tftp", "127.0.0.1", $"{sandbox.Port}", "-c", "get", "file", "-");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(file, run.OutputBytes);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task PrintsEachPacket_When_TraceIsOn()
    {
        await using Sandbox sandbox = await Sandbox.WithServerAsync();
        sandbox.Serve("file", 600);

        CommandRun run = await CommandRun.WithInput(
            $"trace on\ntsize off\nblksize 512\nwindowsize 1\nget file {sandbox.Local("copy")}\n", "tftp", "127.0.0.1", $"{sandbox.Port}");

        Assert.Equal(0, run.ExitCode);
        foreach (string expected in new[] { "RRQ file=file mode=octet blksize=512", "OACK blksize=512", "ACK block=0", "DATA block=2 <88 bytes>", "ACK block=2" })
        {
            Assert.Contains(expected, run.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task ReturnsTheFirstFailure_When_ACommandOfThePipeFails()
    {
        await using Sandbox sandbox = await Sandbox.WithServerAsync();
        sandbox.Serve("file", 5);

        CommandRun run = await CommandRun.WithInput(
            $"get nothing {sandbox.Local("x")}\nget file {sandbox.Local("y")}\nbogus\n", "tftp", "127.0.0.1", $"{sandbox.Port}");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("Error code 1: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("?Invalid command 'bogus'", run.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(sandbox.Local("y")));
        Assert.False(File.Exists(sandbox.Local("x")));
    }

    [Theory]
    [InlineData("get x", "not connected")]
    [InlineData("put /etc/hostname", "not connected")]
    [InlineData("get", "usage: get")]
    [InlineData("put", "usage: put")]
    [InlineData("connect", "usage: connect")]
    [InlineData("connect a b c", "usage: connect")]
    [InlineData("connect host 70000", "a number from 1 to 65535")]
    [InlineData("mode mail", "unknown mode")]
    [InlineData("blksize 7", "from 8 to 65464")]
    [InlineData("windowsize 0", "from 1 to 65535")]
    [InlineData("rollover 2", "0 or 1")]
    [InlineData("rexmt 0", "0.01 to 255")]
    [InlineData("timeout none", "0.1 to 3600")]
    [InlineData("tsize maybe", "on or off")]
    [InlineData("t", "?Ambiguous command")]
    [InlineData("frobnicate", "?Invalid command")]
    [InlineData("get 'x", "quote")]
    [InlineData("get fe80::1:x", "brackets")]
    [InlineData("help frob", "?Invalid help command")]
    public async Task ExplainsAndReturns2_When_TheCommandIsWrong(string line, string expected)
    {
        CommandRun run = await CommandRun.WithInput(line + "\n", "tftp");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ShowsTheSettings_When_StatusIsAsked()
    {
        CommandRun before = await CommandRun.WithInput("status\n", "tftp");
        CommandRun after = await CommandRun.WithInput(
            "con localhost 6969\nasc\nverb\ntrace\ntsi\nblk 1024\nwin 4\nroll 1\nrex 0.5\ntimeo 10\nany on\nopt off\nstat\n", "tftp");

        Assert.Contains("Not connected.", before.Output, StringComparison.Ordinal);
        Assert.Contains("Mode: octet  Verbose: off  Tracing: off", before.Output, StringComparison.Ordinal);
        Assert.Equal(0, after.ExitCode);
        foreach (string expected in new[]
        {
            "Connected to localhost, port 6969.", "Mode: netascii  Verbose: on  Tracing: on", "Options: off  Tsize: off  Rollover: 1",
            "Block size: 1024 bytes  Window size: 4 blocks", "Rexmt-interval: 0.5 seconds  Max-timeout: 10 seconds  Any address: on",
        })
        {
            Assert.Contains(expected, after.Output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("mode", "Using octet mode to transfer files.")]
    [InlineData("ascii\nmode", "Using netascii mode to transfer files.")]
    [InlineData("ascii\nbinary\nmode", "Using octet mode to transfer files.")]
    [InlineData("blksize", "Block size: auto")]
    [InlineData("blksize 512\nblksize auto", "Block size: auto")]
    [InlineData("rollover 1\nrollover off", "Rollover: not asked")]
    [InlineData("rexmt 3\nrexmt auto", "Rexmt-interval: auto")]
    [InlineData("tsize", "Tsize mode off.")]
    [InlineData("verbose", "Verbose mode on.")]
    [InlineData("?", "connect      talk to this server")]
    [InlineData("help get", "get NAME [LOCAL|-] | NAME NAME NAME...")]
    public async Task AnswersAsOfOld_When_ASettingIsShown(string lines, string expected)
    {
        CommandRun run = await CommandRun.WithInput(lines + "\n", "tftp");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(expected, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StopsReading_When_Quit()
    {
        CommandRun run = await CommandRun.WithInput("quit\nbogus\n", "tftp");

        Assert.Equal(0, run.ExitCode);
        Assert.Empty(run.Error);
    }
}
