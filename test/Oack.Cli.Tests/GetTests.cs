using System.Text.Json;
using Oack.Cli.Tests.Support;

namespace Oack.Cli.Tests;

public sealed class GetTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(200_000)]
    public async Task WritesTheFileAndOneLine_When_Whole(int bytes)
    {
        await using Sandbox sandbox = await Sandbox.WithServerAsync();
        byte[] file = sandbox.Serve("file.bin", bytes);

        CommandRun run = await CommandRun.Of("get", sandbox.Url("file.bin"), sandbox.Local("copy.bin"));

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(file, File.ReadAllBytes(sandbox.Local("copy.bin")));
        Assert.Single(run.Output.TrimEnd().Split('\n'));
        Assert.StartsWith($"copy.bin: {bytes:N0} bytes in ", run.Output, StringComparison.Ordinal);
        Assert.Empty(run.Error);
    }

    [Fact]
    public async Task WritesIntoADirectoryUnderItsOwnName_When_LocalIsOne()
    {
        await using Sandbox sandbox = await Sandbox.WithServerAsync();
        byte[] file = sandbox.Serve("file.bin", 10);

        CommandRun run = await CommandRun.Of("get", "-q", sandbox.Url("file.bin"), sandbox.Path);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(file, File.ReadAllBytes(sandbox.Local("file.bin")));
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task KeepsMessagesOutOfTheBytes_When_LocalIsStandardOutput()
    {
        await using Sandbox sandbox = await Sandbox.WithServerAsync();
        byte[] file = sandbox.Serve("file.bin", 5_000);

        CommandRun run = await CommandRun.Of("get", sandbox.Url("file.bin"), "-");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(file, run.OutputBytes);
        Assert.Empty(run.Output);
        Assert.StartsWith("file.bin: 5,000 bytes", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PrintsOneObject_When_JsonIsAsked()
    {
        await using Sandbox sandbox = await Sandbox.WithServerAsync();
        sandbox.Serve("file.bin", 3_000);

        CommandRun run = await CommandRun.Of(
            "get", "--json", "--blksize", "1000", "--windowsize", "4", sandbox.Url("file.bin"), sandbox.Local("copy"));

        JsonElement report = JsonDocument.Parse(run.Output).RootElement;
        Assert.True(report.GetProperty("ok").GetBoolean());
        Assert.Equal("get", report.GetProperty("operation").GetString());
        Assert.Equal(3_000, report.GetProperty("bytes").GetInt64());
        Assert.Equal(1_000, report.GetProperty("granted").GetProperty("blksize").GetInt32());
        Assert.Equal(4, report.GetProperty("window_size").GetInt32());
        Assert.Equal(3_000, report.GetProperty("granted").GetProperty("tsize").GetInt32());
        Assert.Equal(0, report.GetProperty("exit_code").GetInt32());
        Assert.Empty(report.GetProperty("fallbacks").EnumerateArray());
    }

    [Fact]
    public async Task PrintsOneObjectToo_When_JsonIsAskedAndItFails()
    {
        await using Sandbox sandbox = await Sandbox.WithServerAsync();

        CommandRun run = await CommandRun.Of("get", "--json", sandbox.Url("nothing"), sandbox.Local("copy"));

        JsonElement report = JsonDocument.Parse(run.Output).RootElement;
        Assert.False(report.GetProperty("ok").GetBoolean());
        Assert.Equal("not-found", report.GetProperty("failure").GetString());
        Assert.Equal(1, report.GetProperty("error_code").GetInt32());
        Assert.Equal(3, report.GetProperty("exit_code").GetInt32());
        Assert.Equal(3, run.ExitCode);
    }

    [Fact]
    public async Task LeavesTheOldFile_When_TheServerHasNoneOfThatName()
    {
        await using Sandbox sandbox = await Sandbox.WithServerAsync();
        File.WriteAllText(sandbox.Local("nothing"), "old");

        CommandRun run = await CommandRun.Of("get", sandbox.Url("nothing"), sandbox.Local("nothing"));

        Assert.Equal(3, run.ExitCode);
        Assert.Equal("old", File.ReadAllText(sandbox.Local("nothing")));
        Assert.Equal(["nothing", "root"], Directory.GetFileSystemEntries(sandbox.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task SaysCauseAndReturns6_When_TheTargetCannotBeWritten()
    {
        await using Sandbox sandbox = await Sandbox.WithServerAsync();
        sandbox.Serve("file.bin", 10);

        CommandRun run = await CommandRun.Of("get", sandbox.Url("file.bin"), sandbox.Local("no/such/dir/copy"));

        Assert.Equal(6, run.ExitCode);
        Assert.StartsWith("oack: cannot write ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TranslatesLineEnds_When_TheModeIsNetascii()
    {
        await using Sandbox sandbox = await Sandbox.WithServerAsync();
        File.WriteAllText(Path.Combine(sandbox.Root, "text"), "one\ntwo\rthree\n");

        CommandRun byOption = await CommandRun.Of("get", "-m", "ascii", sandbox.Url("text"), sandbox.Local("a"));
        CommandRun byUrl = await CommandRun.Of("get", "-v", sandbox.Url("text;mode=netascii"), sandbox.Local("b"));

        Assert.Equal((0, 0), (byOption.ExitCode, byUrl.ExitCode));
        Assert.Equal("one\ntwo\rthree\n", File.ReadAllText(sandbox.Local("a")));
        Assert.Equal("one\ntwo\rthree\n", File.ReadAllText(sandbox.Local("b")));
        Assert.Contains("RRQ file=text mode=netascii", byUrl.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PrintsEachPacket_When_Verbose()
    {
        await using Sandbox sandbox = await Sandbox.WithServerAsync();
        sandbox.Serve("file.bin", 600);

        CommandRun run = await CommandRun.Of("get", "-v", "-b", "512", "-w", "1", "--tsize", "off", sandbox.Url("file.bin"), sandbox.Local("copy"));

        foreach (string expected in new[]
        {
            "RRQ file=file.bin mode=octet blksize=512\n", "OACK blksize=512\n", "ACK block=0\n", "DATA block=1 <512 bytes>\n",
            "DATA block=2 <88 bytes>\n", "ACK block=2\n", "granted: blksize=512\n",
        })
        {
            Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task SaysThatNobodyListens_When_ThePortIsDead()
    {
        int deadPort;
        await using (Sandbox gone = await Sandbox.WithServerAsync())
        {
            deadPort = gone.Port;
        }

        await using Sandbox sandbox = Sandbox.WithoutServer();
        CommandRun run = await CommandRun.Of("get", $"tftp://127.0.0.1:{deadPort}/x", sandbox.Local("x"));

        Assert.Equal(5, run.ExitCode);
        Assert.Contains("nobody listens", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(sandbox.Local("x")));
    }
}
