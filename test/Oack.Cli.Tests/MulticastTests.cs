using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Oack.Cli.Output;
using Oack.Cli.Tests.Support;
using Oack.Client;
using Oack.Protocol;

namespace Oack.Cli.Tests;

/// <summary><c>oack serve --multicast</c> and <c>oack get --multicast</c> on the loopback interface.</summary>
public sealed partial class MulticastTests
{
    private const string Loopback = "127.0.0.1";

    public MulticastTests() => Assert.SkipUnless(
        OperatingSystem.IsLinux(), "Other systems do not send to groups on the loopback interface.");

    [Fact]
    public async Task FileComesByTheGroup_When_BothWantMulticast()
    {
        await using Sandbox sandbox = Sandbox.WithoutServer();
        byte[] file = sandbox.Serve("file.bin", 100_000);
        using OackProcess serve = Start(sandbox, "--multicast", "239.255.79.0/28:21760");
        int port = await PortOf(serve);

        CommandRun run = await CommandRun.Of("get", "--json", "--multicast", $"tftp://{Loopback}:{port}/file.bin", sandbox.Local("copy"));
        await serve.ShowsAsync("is the master client; receivers: 1");
        await serve.ShowsAsync("receivers that have the file: 1, lost: 0");
        await serve.ShowsAsync("read only, multicast to 239.255.79.0/28:21760");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(file, File.ReadAllBytes(sandbox.Local("copy")));
        using JsonDocument report = JsonDocument.Parse(run.Output);
        JsonElement part = report.RootElement.GetProperty("multicast");
        Assert.Equal("rfc2090", part.GetProperty("protocol").GetString());
        Assert.True(part.GetProperty("was_master").GetBoolean());
        Assert.StartsWith("239.255.79.", part.GetProperty("group").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FileComesByTheGroup_When_ItIsOfferedByMtftp()
    {
        await using Sandbox sandbox = Sandbox.WithoutServer();
        byte[] file = sandbox.Serve("file.bin", 50_000);
        int serverPort = FreePort();
        using OackProcess serve = Start(sandbox, "--mtftp", $"file.bin=239.255.80.1:21761,port={serverPort}");
        int port = await PortOf(serve);

        CommandRun run = await CommandRun.Of(
            "get", "--json", "--mtftp", $"239.255.80.1:21761,{serverPort}", $"tftp://{Loopback}:{port}/file.bin", sandbox.Local("copy"));

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(file, File.ReadAllBytes(sandbox.Local("copy")));
        using JsonDocument report = JsonDocument.Parse(run.Output);
        Assert.Equal("mtftp", report.RootElement.GetProperty("multicast").GetProperty("protocol").GetString());
    }

    [Fact]
    public async Task ItIsAnOrdinaryTransfer_When_TheServerHasNoPool()
    {
        await using Sandbox sandbox = await Sandbox.WithServerAsync();
        byte[] file = sandbox.Serve("file.bin", 10_000);

        CommandRun run = await CommandRun.Of("get", "--json", "--multicast", sandbox.Url("file.bin"), sandbox.Local("copy"));

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(file, File.ReadAllBytes(sandbox.Local("copy")));
        using JsonDocument report = JsonDocument.Parse(run.Output);
        Assert.False(report.RootElement.TryGetProperty("multicast", out _));
    }

    [Fact]
    public async Task SaysWhichPortIsTaken_When_SomebodyElseServesMtftp()
    {
        await using Sandbox sandbox = Sandbox.WithoutServer();
        using Socket holder = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        holder.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int taken = ((IPEndPoint)holder.LocalEndPoint!).Port;
        using OackProcess serve = Start(sandbox, "--mtftp", $"x=239.255.80.2:21762,port={taken}");

        Assert.NotEqual(0, await serve.ExitAsync());

        Assert.Contains($"cannot bind {Loopback}:{taken} for multicast TFTP: address already in use", serve.Error, StringComparison.Ordinal);
        Assert.Contains("--mtftp x=239.255.80.2:21762,port=N", serve.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, 0, "f (master)")]
    [InlineData(false, 1, "f (listening, 1 block missing)")]
    [InlineData(false, 20, "f (listening, 20 blocks missing)")]
    public void ProgressTellsThePart_When_ThereIsAGroup(bool isMaster, int missing, string expected) => Assert.Equal(
        expected, ProgressDisplay.Describe("f", new GroupPart(PeerEndpoint.FromIPv4(0xEFFF0001, 1758), IsMtftp: false, isMaster, missing)));

    private static OackProcess Start(Sandbox sandbox, params string[] options) => OackProcess.Start(
        sandbox.Path, ["serve", sandbox.Root, "--listen", $"{Loopback}:0", "--multicast-interface", Loopback, .. options]);

    private static int FreePort()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static async Task<int> PortOf(OackProcess serve)
    {
        await serve.ShowsAsync(" on 127.0.0.1:");
        return int.Parse(ListeningPort().Match(serve.Output).Groups[1].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@" on 127\.0\.0\.1:(\d+)")]
    private static partial Regex ListeningPort();
}
