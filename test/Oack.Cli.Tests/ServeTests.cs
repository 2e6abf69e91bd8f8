using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Oack.Cli.Tests.Support;

namespace Oack.Cli.Tests;

/// <summary><c>oack serve</c> as a process: where it listens, what it says, how it ends.</summary>
public sealed partial class ServeTests
{
    [Fact]
    public async Task ServesAndLogsEachTransfer_When_Started()
    {
        await using Sandbox sandbox = Sandbox.WithoutServer();
        byte[] file = sandbox.Serve("file.bin", 20_000);
        using OackProcess serve = OackProcess.Start(sandbox.Path, "serve", sandbox.Root, "--listen", "127.0.0.1:0");
        int port = await PortOf(serve);

        CommandRun get = await CommandRun.Of("get", "-q", $"tftp://127.0.0.1:{port}/file.bin", sandbox.Local("copy"));
        CommandRun put = await CommandRun.Of("put", "-q", sandbox.Local("copy"), $"tftp://127.0.0.1:{port}/up");
        await serve.ShowsAsync("read \"file.bin\": complete, 20,000 bytes");
        await serve.ShowsAsync("write \"up\": refused");
        serve.Signal(OackProcess.SigTerm);

        Assert.Equal(0, await serve.ExitAsync());
        Assert.Equal((0, 4), (get.ExitCode, put.ExitCode));
        Assert.Equal(file, File.ReadAllBytes(sandbox.Local("copy")));
        Assert.Contains($"serving {sandbox.Root} on 127.0.0.1:{port}, read only", serve.Output, StringComparison.Ordinal);
        Assert.Contains("stopped: 1 complete, ", serve.Output, StringComparison.Ordinal);
        Assert.Empty(serve.Error);
    }

    [Fact]
    public async Task LogsObjects_When_JsonIsAsked()
    {
        await using Sandbox sandbox = Sandbox.WithoutServer();
        sandbox.Serve("file.bin", 100);
        using OackProcess serve = OackProcess.Start(sandbox.Path, "serve", sandbox.Root, "--listen", "127.0.0.1:0", "--log", "json", "--write", "create");
        int port = await PortOf(serve);

        await CommandRun.Of("get", "-q", $"tftp://127.0.0.1:{port}/file.bin", sandbox.Local("copy"));
        await serve.ShowsAsync("\"outcome\":\"complete\"");
        serve.Signal(OackProcess.SigInt);

        Assert.Equal(0, await serve.ExitAsync());
        JsonElement[] lines = [.. serve.Output.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.All(lines, line => Assert.True(line.TryGetProperty("time", out _)));
        Assert.Contains(lines, line => line.TryGetProperty("outcome", out JsonElement outcome) && outcome.GetString() == "complete" && line.GetProperty("name").GetString() == "file.bin");
    }

    [Fact]
    public async Task ExplainsAndReturns1_When_ThePortIsTaken()
    {
        await using Sandbox sandbox = Sandbox.WithoutServer();
        using Socket taken = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        using OackProcess serve = await OackProcess.RunAsync(sandbox.Path, "", "serve", sandbox.Root, "--listen", taken.LocalEndPoint!.ToString()!);

        Assert.Equal(1, serve.ExitCode);
        Assert.StartsWith($"oack: cannot bind {taken.LocalEndPoint}: address already in use", serve.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EndsTheRestAtOnce_When_TheSignalComesTwice()
    {
        await using Sandbox sandbox = Sandbox.WithoutServer();
        sandbox.Serve("file.bin", 5_000);
        using OackProcess serve = OackProcess.Start(sandbox.Path, "serve", sandbox.Root, "--listen", "127.0.0.1:0", "--drain", "600");
        int port = await PortOf(serve);
        using Socket client = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 20_000 };
        client.SendTo("\0\u0001file.bin\0octet\0"u8.ToArray(), new IPEndPoint(IPAddress.Loopback, port));
        byte[] buffer = new byte[2_048];
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        client.ReceiveFrom(buffer, ref from);
        client.SendTo([0, 4, 0, 1], from);

        serve.Signal(OackProcess.SigInt);
        await serve.ShowsAsync("another Ctrl-C ends them at once");
        serve.Signal(OackProcess.SigInt);

        Assert.Equal(0, await serve.ExitAsync());
        do
        {
            client.ReceiveFrom(buffer, ref from);
        }
        while (buffer[1] == 3);
        Assert.Equal([0, 5, 0, 0], buffer[..4]);
    }

    private static async Task<int> PortOf(OackProcess serve)
    {
        await serve.ShowsAsync("127.0.0.1:");
        return int.Parse(PortPattern().Match(serve.Output).Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"127\.0\.0\.1:(\d+)")]
    private static partial Regex PortPattern();
}
