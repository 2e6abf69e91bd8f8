using System.Text.Json;
using Oack.Cli.Tests.Support;
using Spectre.Console;

namespace Oack.Cli.Tests;

/// <summary><c>oack trace</c>: what it prints, what it writes, and what it returns.</summary>
public sealed class TraceTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("oack-trace-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(0, "read-curl-hpa.pcap")]
    [InlineData(0, "uefi-size-probe.pcap")]
    [InlineData(0, "data-lost.pcap")]
    [InlineData(1, "client-silent.pcap")]
    [InlineData(1, "not-found.pcap")]
    public async Task Returns1_When_AFindingIsAnError(int expected, string capture)
    {
        CommandRun run = await CommandRun.Of("trace", Capture(capture));

        Assert.Equal(expected, run.ExitCode);
        Assert.Equal("", run.Error);
    }

    [Fact]
    public async Task TellsTheStory_When_FirmwareAsksForTheSizeAndHangsUp()
    {
        CommandRun run = await CommandRun.Of("trace", Capture("uefi-size-probe.pcap"));

        Assert.Contains("#1 bootx64.efi: probed\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("  note size-probe  frame 7; RFC 2349 §4\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("    #2 is the fetch that this probe prepares; it is complete.\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("DHCP: 10.98.7.1 tells 52:54:00:98:07:11 (10.98.7.27) to boot bootx64.efi", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadsStandardInput_When_TheFileIsAHyphen()
    {
        byte[] capture = await File.ReadAllBytesAsync(Capture("read-curl-hpa.pcap"), TestContext.Current.CancellationToken);

        CommandRun run = await CommandRun.WithInput(capture, "trace", "-");

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("standard input: ", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("1 transfer: 1 complete. No errors, no warnings, no notes.\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PrintsOneObject_When_JsonIsAsked()
    {
        CommandRun run = await CommandRun.Of("trace", "--json", Capture("uefi-size-probe.pcap"));

        Assert.Equal("", run.Output);
        JsonElement transfers = JsonDocument.Parse(run.OutputBytes).RootElement.GetProperty("transfers");
        Assert.Equal(["probed", "complete"], transfers.EnumerateArray().Select(transfer => transfer.GetProperty("outcome").GetString()));
        Assert.Equal(2, transfers[0].GetProperty("linkedTo").GetInt32());
    }

    [Fact]
    public async Task PrintsErrorsOnly_When_ItIsToBeQuiet()
    {
        CommandRun clean = await CommandRun.Of("trace", "-q", Capture("data-lost.pcap"));
        CommandRun failed = await CommandRun.Of("trace", "-q", Capture("client-silent.pcap"));

        Assert.Equal((0, ""), (clean.ExitCode, clean.Output));
        Assert.Matches(@"^#1 big\.bin, 10\.98\.29\.20:59364: error client-silent \(frame \d+\): [^\n]+\n$", failed.Output);
    }

    [Fact]
    public async Task ShowsOnlyWhatMatches_When_AFilterIsGiven()
    {
        CommandRun run = await CommandRun.Of("trace", Capture("not-found.pcap"), "--filter", "name=*.img");
        CommandRun none = await CommandRun.Of("trace", Capture("not-found.pcap"), "--filter", "outcome=complete");

        Assert.Contains("#1 nosuch.img: refused", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("nosuch.cfg", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("1 transfer (1 more left out by the filter): 1 refused. 1 error, no warnings, no notes.\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(0, none.ExitCode);
    }

    [Fact]
    public async Task DrawsTheLadder_When_ATransferIsNamed()
    {
        CommandRun run = await CommandRun.Of("trace", Capture("data-lost.pcap"), "--ladder", "1");
        CommandRun none = await CommandRun.Of("trace", Capture("data-lost.pcap"), "--ladder", "2");

        Assert.Contains("      21   6.015410 +6.005876  ◀────────── DATA 7, 1,024 B (again, after 6.01 s)\n", run.Output, StringComparison.Ordinal);
        Assert.All(run.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        Assert.Equal((2, "oack: --ladder: there is no transfer 2: the transfers are 1 to 1\n"), (none.ExitCode, none.Error));
    }

    [Fact]
    public async Task WritesThePageAndTheFiles_When_TheyAreAsked()
    {
        string page = Path.Combine(_directory, "page.html");
        string files = Path.Combine(_directory, "files");

        CommandRun run = await CommandRun.Of("trace", Capture("pxelinux-search.pcap"), "--html", page, "--extract", files);

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("<!DOCTYPE html>\n", await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(["ldlinux.c32", "pxelinux.0", "pxelinux.cfg_default"], Directory.GetFiles(files).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Contains($"#2 ldlinux.c32: {Path.Combine(files, "ldlinux.c32")}, 119,524 bytes, whole\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Returns6_When_ThePageOrTheFilesCannotBeWritten()
    {
        string file = Path.Combine(_directory, "file");
        await File.WriteAllTextAsync(file, "x", TestContext.Current.CancellationToken);

        CommandRun page = await CommandRun.Of("trace", Capture("data-lost.pcap"), "--html", Path.Combine(_directory, "no", "page.html"));
        CommandRun files = await CommandRun.Of("trace", Capture("data-lost.pcap"), "--extract", file);

        Assert.Equal((6, 6), (page.ExitCode, files.ExitCode));
        Assert.StartsWith("oack: cannot write ", page.Error, StringComparison.Ordinal);
        Assert.StartsWith($"oack: cannot extract to {file}: ", files.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ComparesTwoCaptures_When_TwoAreGiven()
    {
        string file = Capture("data-lost.pcap");

        CommandRun text = await CommandRun.Of("trace", file, file);
        CommandRun json = await CommandRun.Of("trace", "--json", file, file);

        Assert.Equal(0, text.ExitCode);
        Assert.Contains("1 transfer in both captures. Lost toward the client: 0 of 22; toward the server: 0 of 22.\n", text.Output, StringComparison.Ordinal);
        Assert.False(JsonDocument.Parse(json.OutputBytes).RootElement.GetProperty("sideCertain").GetBoolean());
    }

    [Fact]
    public async Task ColoursWhatFailed_When_TheOutputIsATerminal()
    {
        StringWriter output = new();
        CliEnvironment environment = new()
        {
            Out = output,
            IsOutputTerminal = true,
            OutputConsoleFactory = writer =>
            {
                IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
                {
                    Ansi = AnsiSupport.Yes,
                    ColorSystem = ColorSystemSupport.Standard,
                    Out = new AnsiConsoleOutput(writer),
                });
                console.Profile.Width = 80;
                return console;
            },
        };

        int exitCode = await OackCommand.RunAsync(["trace", Capture("client-silent.pcap")], environment);

        Assert.Equal(1, exitCode);
        Assert.Contains("\u001b[91merror\u001b[0m", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SaysWhatThereIs_When_TheInterfaceIsUnknown()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "live capture works on Linux only");

        CommandRun run = await CommandRun.Of("trace", "--live", "nosuchif");

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("oack: cannot capture on nosuchif: ", run.Error, StringComparison.Ordinal);
    }

    private static string Capture(string name) => Path.Combine(AppContext.BaseDirectory, "Captures", name);
}
