using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Oack.Cli.Tests.Support;
using Oack.Protocol.Observe;
using Oack.Trace;

namespace Oack.Cli.Tests;

/// <summary><c>oack serve --capture</c> as a process: the file, its rights, its limits, and what is said of it.</summary>
public sealed partial class CaptureTests
{
    [Theory]
    [InlineData("best")]
    [InlineData("portable")]
    public async Task RecordsTheConversations_When_Asked(string engine)
    {
        await using Sandbox sandbox = Sandbox.WithoutServer();
        sandbox.Serve("file.bin", 200_000);
        string path = sandbox.Local("boot.pcapng");
        using OackProcess serve = OackProcess.Start(
            sandbox.Path, "serve", sandbox.Root, "--listen", "127.0.0.1:0", "--capture", "boot.pcapng", "--write", "create", "--engine", engine);
        int port = await PortOf(serve);
        await serve.ShowsAsync("recording in boot.pcapng, up to 104.9 MB");

        await CommandRun.Of("get", "-q", $"tftp://127.0.0.1:{port}/file.bin", sandbox.Local("copy"));
        await CommandRun.Of("put", "-q", "-w", "8", sandbox.Local("copy"), $"tftp://127.0.0.1:{port}/up.bin");
        await CommandRun.Of("get", "-q", $"tftp://127.0.0.1:{port}/missing", sandbox.Local("copy"));
        await serve.ShowsAsync("read \"missing\": refused");
        serve.Signal(OackProcess.SigTerm);

        Assert.Equal(0, await serve.ExitAsync());
        Assert.Empty(serve.Error);
        byte[] file = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        TraceRun run = RecordedPackets.Read(file);
        Assert.Equal(
            [("file.bin", ObservedOutcome.Complete, 200_000L), ("up.bin", ObservedOutcome.Complete, 200_000L), ("missing", ObservedOutcome.Refused, 0L)],
            run.Transfers.Select(transfer => (transfer.Name, transfer.Outcome, transfer.Bytes)));
        Assert.All(run.Transfers.Take(2), transfer =>
        {
            Assert.Equal(port, transfer.Server.Port);
            Assert.NotEqual(port, transfer.ServerTid!.Value.Port);
            Assert.DoesNotContain(transfer.Findings, finding => finding.Severity == FindingSeverity.Error);
        });
        Assert.Contains(RecordedPackets.Comments(file), comment => comment?.Contains("file-not-found: ", StringComparison.Ordinal) == true);
        Assert.Contains($"recorded {run.Counters.Datagrams:N0} datagrams, ", serve.Output, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }
    }

    [Fact]
    public async Task EndsTheRecordingAndGoesOn_When_ItsSizeIsReached()
    {
        await using Sandbox sandbox = Sandbox.WithoutServer();
        byte[] served = sandbox.Serve("file.bin", 1_000_000);
        using OackProcess serve = OackProcess.Start(
            sandbox.Path, "serve", sandbox.Root, "--listen", "127.0.0.1:0", "--capture", sandbox.Local("x"), "--capture-size", "256K");
        int port = await PortOf(serve);

        await CommandRun.Of("get", "-q", $"tftp://127.0.0.1:{port}/file.bin", sandbox.Local("copy"));
        await serve.ShowsAsync("the recording has ended by its --capture-size, and the server goes on");
        await CommandRun.Of("get", "-q", $"tftp://127.0.0.1:{port}/file.bin", sandbox.Local("copy2"));
        serve.Signal(OackProcess.SigTerm);

        Assert.Equal(0, await serve.ExitAsync());
        Assert.Equal(served, await File.ReadAllBytesAsync(sandbox.Local("copy2"), TestContext.Current.CancellationToken));
        byte[] file = await File.ReadAllBytesAsync(sandbox.Local("x"), TestContext.Current.CancellationToken);
        Assert.InRange(file.Length, 128 << 10, 256 << 10);
        RecordedPackets.Read(file);
        Assert.Single(serve.Output.Split('\n'), line => line.Contains("the recording", StringComparison.Ordinal));
        Assert.DoesNotContain("recorded", serve.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExplainsAndReturns6_When_TheFileIsThereAlready()
    {
        await using Sandbox sandbox = Sandbox.WithoutServer();
        await File.WriteAllTextAsync(sandbox.Local("old"), "precious", TestContext.Current.CancellationToken);

        CommandRun run = await CommandRun.Of("serve", sandbox.Root, "--listen", "127.0.0.1:0", "--capture", sandbox.Local("old"));

        Assert.Equal((6, $"oack: --capture: {sandbox.Local("old")} exists already; choose another name, or remove it\n"), (run.ExitCode, run.Error));
        Assert.Equal("precious", await File.ReadAllTextAsync(sandbox.Local("old"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task ExplainsAndReturns6_When_TheFileCannotBeMade()
    {
        await using Sandbox sandbox = Sandbox.WithoutServer();

        CommandRun run = await CommandRun.Of("serve", sandbox.Root, "--listen", "127.0.0.1:0", "--capture", sandbox.Local("no/such/x"));

        Assert.Equal(6, run.ExitCode);
        Assert.StartsWith($"oack: --capture: cannot make {sandbox.Local("no/such/x")}: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExplainsAndReturns2_When_ClientsCouldFetchTheRecording()
    {
        await using Sandbox sandbox = Sandbox.WithoutServer();
        string path = Path.Combine(sandbox.Root, "x.pcapng");

        CommandRun run = await CommandRun.Of("serve", sandbox.Root, "--listen", "127.0.0.1:0", "--capture", path);

        Assert.Equal((2, $"oack: --capture: {path} is in the served directory, where clients could fetch it; record somewhere else\n"), (run.ExitCode, run.Error));
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task LeavesNoFile_When_TheServerCannotStart()
    {
        await using Sandbox sandbox = Sandbox.WithoutServer();
        using Socket taken = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        CommandRun run = await CommandRun.Of(
            "serve", sandbox.Root, "--listen", taken.LocalEndPoint!.ToString()!, "--capture", sandbox.Local("x"));

        Assert.Equal(1, run.ExitCode);
        Assert.False(File.Exists(sandbox.Local("x")));
        Assert.Empty(run.Output);
    }

    private static async Task<int> PortOf(OackProcess serve)
    {
        await serve.ShowsAsync("127.0.0.1:");
        return int.Parse(PortPattern().Match(serve.Output).Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"127\.0\.0\.1:(\d+)")]
    private static partial Regex PortPattern();
}
