using System.Text.Json;
using Oack.Cli.Tests.Support;

namespace Oack.Cli.Tests;

public sealed class BenchTests
{
    [Fact]
    public async Task PrintsATable_When_AllTransfersAreWhole()
    {
        await using Sandbox sandbox = await Sandbox.WithServerAsync();
        sandbox.Serve("file.bin", 200_000);

        CommandRun run = await CommandRun.Of("bench", "--clients", "20", "--transfers", "60", sandbox.Url("file.bin"));

        Assert.Equal("", run.Error);
        Assert.Equal(0, run.ExitCode);
        string[] lines = run.Output.Split('\n');
        Assert.Equal($"{sandbox.Url("file.bin")}: 60 transfers, 20 clients, 1 thread", lines[0]);
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 80));
        Assert.Matches(@"^completed +60   [\d.,]+ transfers/s$", lines[2]);
        Assert.Matches(@"^content +12\.0 MB   ", lines[3]);
        Assert.Matches(@"^granted +1428 bytes   window of 16 blocks$", lines[5]);
        Assert.DoesNotContain("failed", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PrintsOneObject_When_JsonIsAsked()
    {
        await using Sandbox sandbox = await Sandbox.WithServerAsync();
        sandbox.Serve("file.bin", 3_000);

        CommandRun run = await CommandRun.Of(
            "bench", "--json", "-c", "4", "-n", "8", "-b", "1000", "-w", "2", "--threads", "1", sandbox.Url("file.bin"));

        Assert.Equal(0, run.ExitCode);
        Assert.Single(run.Output.TrimEnd().Split('\n'));
        JsonElement report = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal(
            "url clients transfers threads blksize windowsize grantedBlksize grantedWindowsize completed failed unfinished bytes seconds"
            + " megabytesPerSecond transfersPerSecond retransmissions timeouts duplicates latency firstAnswer cpuSeconds errors",
            Names(report));
        Assert.Equal("minMs meanMs p50Ms p90Ms p99Ms maxMs", Names(report.GetProperty("latency")));
        Assert.Equal("p50Ms p99Ms", Names(report.GetProperty("firstAnswer")));
        Assert.Equal(sandbox.Url("file.bin"), report.GetProperty("url").GetString());
        foreach ((string name, int value) in new[]
        {
            ("clients", 4), ("transfers", 8), ("threads", 1), ("blksize", 1_000), ("windowsize", 2), ("grantedBlksize", 1_000),
            ("grantedWindowsize", 2), ("completed", 8), ("failed", 0), ("unfinished", 0), ("bytes", 24_000),
        })
        {
            Assert.Equal((name, value), (name, report.GetProperty(name).GetInt32()));
        }

        Assert.True(report.GetProperty("latency").GetProperty("minMs").GetDouble() > 0);
        Assert.True(report.GetProperty("megabytesPerSecond").GetDouble() > 0);
        Assert.Equal(0, report.GetProperty("errors").GetArrayLength());
    }

    [Fact]
    public async Task NamesTheCauses_When_TheServerRefuses()
    {
        await using Sandbox sandbox = await Sandbox.WithServerAsync();

        CommandRun text = await CommandRun.Of("bench", "-n", "30", sandbox.Url("nothing"));
        CommandRun json = await CommandRun.Of("bench", "-n", "30", "--json", sandbox.Url("nothing"));

        Assert.Equal((1, 1), (text.ExitCode, json.ExitCode));
        Assert.Contains("\nfailures:\n       30 × ERROR 1 'File not found", text.Output, StringComparison.Ordinal);
        Assert.Matches(@"\nfailed +30\n", text.Output);
        JsonElement report = JsonDocument.Parse(json.Output).RootElement;
        JsonElement error = Assert.Single(report.GetProperty("errors").EnumerateArray());
        Assert.Equal("count text", Names(error));
        Assert.Equal(30, error.GetProperty("count").GetInt32());
        Assert.Equal(JsonValueKind.Null, report.GetProperty("grantedBlksize").ValueKind);
    }

    [Fact]
    public async Task Fails_When_TheContentIsNotTheExpectedFile()
    {
        await using Sandbox sandbox = await Sandbox.WithServerAsync();
        byte[] file = sandbox.Serve("file.bin", 50_000);
        File.WriteAllBytes(sandbox.Local("same"), file);
        file[40_000]++;
        File.WriteAllBytes(sandbox.Local("other"), file);

        CommandRun same = await CommandRun.Of("bench", "-n", "5", "--expect", sandbox.Local("same"), sandbox.Url("file.bin"));
        CommandRun other = await CommandRun.Of("bench", "-n", "5", "--expect", sandbox.Local("other"), sandbox.Url("file.bin"));
        CommandRun none = await CommandRun.Of("bench", "-n", "5", "--expect", sandbox.Local("none"), sandbox.Url("file.bin"));

        Assert.Equal((0, 1, 6), (same.ExitCode, other.ExitCode, none.ExitCode));
        Assert.Contains("5 × the content differs from the expected file at byte 40000", other.Output, StringComparison.Ordinal);
        Assert.StartsWith("oack: cannot read ", none.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WarnsOfWhatWasNotGranted_When_TheServerIgnoresOptions()
    {
        using SilentServer server = new();
        Task<string> end = server.SendOneBlockAsync(() => { });

        CommandRun run = await CommandRun.Of("bench", "-c", "1", "-n", "2", "--max-time", "0.5", $"tftp://127.0.0.1:{server.Port}/x");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("oack: warning: the server granted blocks of 512 bytes, not 1428\n", run.Error, StringComparison.Ordinal);
        Assert.Contains("oack: warning: the server granted a window of 1 block, not 16\n", run.Error, StringComparison.Ordinal);
        Assert.Matches(@"\nunfinished +2\n", run.Output);
        Assert.Contains("the load test is over", await end, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--clients takes a whole number from 1 to 10000, not '0'", "--clients", "0", "h:x")]
    [InlineData("--clients takes a whole number from 1 to 10000, not '10001'", "-c", "10001", "h:x")]
    [InlineData("--transfers takes a whole number from 1 to 10000000, not 'many'", "--transfers", "many", "h:x")]
    [InlineData("--threads takes a whole number from 1 to ", "--threads", "9999", "h:x")]
    [InlineData("--blksize takes a whole number from 8 to 65464, not '7'", "--blksize", "7", "h:x")]
    [InlineData("--windowsize takes a whole number from 1 to 65535, not '65536'", "--windowsize", "65536", "h:x")]
    [InlineData("--timeout takes seconds from 0.01 to 255, not '0'", "--timeout", "0", "h:x")]
    [InlineData("--max-time takes seconds from 0.01 to 86400, not '0'", "--max-time", "0", "h:x")]
    [InlineData("-4 and -6 exclude each other", "-4", "-6", "h:x")]
    [InlineData("its scheme is 'http'", "http://host/x")]
    [InlineData("names no file", "tftp://host/")]
    [InlineData("--expect compares bytes as they travel", "--expect", "f", "tftp://host/x;mode=netascii")]
    [InlineData("'URL'")]
    public async Task Returns2AndNamesTheThing_When_TheCommandLineIsWrong(string expected, params string[] args)
    {
        CommandRun run = await CommandRun.Of(["bench", .. args]);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("oack: ", run.Error, StringComparison.Ordinal);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task ShowsExamples_When_HelpIsAsked()
    {
        CommandRun run = await CommandRun.Of("bench", "--help");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Examples:", run.Output, StringComparison.Ordinal);
    }

    private static string Names(JsonElement element) => string.Join(' ', element.EnumerateObject().Select(property => property.Name));
}
