using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Oack.Boot.Conformance;
using Oack.Cli.Tests.Support;
using Oack.Content;

namespace Oack.Cli.Tests;

/// <summary><c>oack check</c>: what it prints, and what it returns.</summary>
public sealed class CheckTests
{
    [Fact]
    public async Task FindsNoFault_When_TheServerIsOurs()
    {
        await using Sandbox sandbox = await Sandbox.WithServerAsync(WriteMode.Create);
        Text(sandbox, "menu.txt", 12 * 512);

        CommandRun run = await CommandRun.Of("check", $"127.0.0.1:{sandbox.Port}", "--file", "boot/menu.txt", "--write", "up.txt");

        Assert.Equal("", run.Error);
        Assert.DoesNotContain("FAIL", run.Output, StringComparison.Ordinal);
        Assert.Equal(0, run.ExitCode);
        string[] lines = run.Output.TrimEnd().Split('\n');
        Assert.Equal($"127.0.0.1:{sandbox.Port}: file boot/menu.txt (6,144 bytes)", lines[0]);
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 80));

        // Not offered are the timeout, which is left out unless the operator grants it, and multicast; the file is too short to roll over.
        Assert.Matches(@"^\d\d pass, 0 fail, \d not offered, 1 skipped; ", lines[^1]);
        Assert.True(File.Exists(Path.Combine(sandbox.Root, "up.txt")));
        Assert.Equal(lines.Count(line => line.StartsWith("pass ", StringComparison.Ordinal)), int.Parse(lines[^1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task StoresNothing_When_NoNameIsGivenForIt()
    {
        await using Sandbox sandbox = await Sandbox.WithServerAsync(WriteMode.Overwrite);
        Text(sandbox, "menu.txt", 3_000);

        CommandRun run = await CommandRun.Of(
            "check", $"127.0.0.1:{sandbox.Port}", "--file", "boot/menu.txt", "--only", "rfc1350-write", "--only", "rfc1350-read");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("\n1 check skipped: files would be stored: allow that with --write NAME\n1 pass, ", run.Output, StringComparison.Ordinal);
        Assert.Equal(["boot/menu.txt"], Directory.EnumerateFiles(sandbox.Root, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(sandbox.Root, file)));
    }

    [Fact]
    public async Task PrintsOneObject_When_JsonIsAsked()
    {
        await using Sandbox sandbox = await Sandbox.WithServerAsync();
        sandbox.Serve("file", 3_000);

        CommandRun run = await CommandRun.Of("check", "--json", $"tftp://127.0.0.1:{sandbox.Port}/file", "--only", "rfc2349-tsize", "--only", "rfc1350-read");

        Assert.Equal(0, run.ExitCode);
        Assert.Single(run.Output.TrimEnd().Split('\n'));
        JsonElement report = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal("ok server file file_bytes seconds pass fail not_offered skipped checks", Names(report));
        Assert.Equal(
            (true, $"127.0.0.1:{sandbox.Port}", "file", 3_000, 2, 0, 0, 0),
            (report.GetProperty("ok").GetBoolean(), report.GetProperty("server").GetString(), report.GetProperty("file").GetString(),
                report.GetProperty("file_bytes").GetInt32(), report.GetProperty("pass").GetInt32(), report.GetProperty("fail").GetInt32(),
                report.GetProperty("not_offered").GetInt32(), report.GetProperty("skipped").GetInt32()));

        // The order is the catalogue's, whatever the command line says.
        JsonElement[] checks = [.. report.GetProperty("checks").EnumerateArray()];
        Assert.Equal(["rfc1350-read", "rfc2349-tsize"], checks.Select(check => check.GetProperty("id").GetString()!));
        Assert.All(checks, check => Assert.Equal("id outcome title source reason seconds sent received", Names(check)));
        Assert.Equal(("pass", "3,000 bytes"), (checks[1].GetProperty("outcome").GetString(), checks[1].GetProperty("reason").GetString()));
        Assert.True(checks[0].GetProperty("received").GetInt32() >= 6);
    }

    [Fact]
    public async Task FindsAFile_When_NoneIsNamed()
    {
        await using Sandbox sandbox = await Sandbox.WithServerAsync();
        sandbox.Serve("pxelinux.0", 20_000);

        CommandRun run = await CommandRun.Of("check", $"127.0.0.1:{sandbox.Port}", "--only", "rfc1350-read", "--verbose");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("file pxelinux.0 (20,000 bytes)", run.Output, StringComparison.Ordinal);
        Assert.Contains("[rfc1350-read] RFC 1350 §2, §6\n             40 blocks of pxelinux.0\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WarnsAndSkips_When_TheFileIsNotThere()
    {
        await using Sandbox sandbox = await Sandbox.WithServerAsync();

        CommandRun run = await CommandRun.Of(
            "check", $"127.0.0.1:{sandbox.Port}", "--file", "gone", "--only", "rfc1350-not-found", "--only", "rfc1350-read");

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("oack: warning: 'gone' cannot be read: ERROR 1 ", run.Error, StringComparison.Ordinal);
        Assert.Contains("1 pass, 0 fail, 0 not offered, 1 skipped", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Returns1AndSaysWhy_When_ACheckFails()
    {
        // A server that answers each request with an ERROR whose text has no NUL, and that moves the cursor.
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        Task server = AnswerAsync(socket, [0, 5, 0, 1, .. "\x1b[2Jgone"u8], stop.Token);

        CommandRun run = await CommandRun.Of("check", socket.LocalEndPoint!.ToString()!, "--only", "rfc1350-error-form");
        await stop.CancelAsync();
        await server;

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("FAIL         the text of an ERROR is printable", run.Output, StringComparison.Ordinal);
        Assert.Contains(@"ERROR 1 ""\x1B[2Jgone"" has no NUL at its end", run.Output, StringComparison.Ordinal);
        Assert.Contains("0 pass, 1 fail, ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Returns5_When_NobodyListens()
    {
        int port;
        using (Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp))
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        }

        CommandRun run = await CommandRun.Of("check", $"127.0.0.1:{port}");

        Assert.Equal(5, run.ExitCode);
        Assert.StartsWith($"oack: no TFTP server answers at 127.0.0.1:{port}: ", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task Returns130_When_Interrupted()
    {
        await using Sandbox sandbox = Sandbox.WithoutServer();
        using Socket silent = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using OackProcess oack = OackProcess.Start(sandbox.Path, "check", silent.LocalEndPoint!.ToString()!);

        await silent.ReceiveAsync(new byte[512], TestContext.Current.CancellationToken);
        oack.Signal(OackProcess.SigInt);

        Assert.Equal(130, await oack.ExitAsync());
        Assert.Equal("oack: interrupted\n", oack.Error);
        Assert.Empty(oack.Output);
    }

    [Fact]
    public async Task ListsAllChecks_When_Asked()
    {
        CommandRun all = await CommandRun.Of("check", "--list");
        CommandRun some = await CommandRun.Of("check", "--list", "--only", "RFC7440-w");

        Assert.Equal((0, 0), (all.ExitCode, some.ExitCode));
        Assert.Equal(ConformanceCatalogue.All.Select(check => check.Id), all.Output.Split('\n').Where(line => line.Length > 0 && line[0] != ' '));
        Assert.Equal(
            ["rfc7440-windowsize", "rfc7440-windowsize-65535", "rfc7440-windowsize-0", "rfc7440-write-window"],
            some.Output.Split('\n').Where(line => line.Length > 0 && line[0] != ' '));
    }

    [Theory]
    [InlineData("check needs a HOST; --list prints what would be checked")]
    [InlineData("'http://x' is not a host", "http://x")]
    [InlineData("'host/file' is not a host", "host/file")]
    [InlineData("has no host", "tftp:///file")]
    [InlineData("--file takes a name of 1 to 1024 bytes; this one has 0", "127.0.0.1", "--file", "")]
    [InlineData("--write takes a name of 1 to 1000 bytes; this one has 0", "127.0.0.1", "--write", "")]
    [InlineData("the file is named twice", "tftp://127.0.0.1/x", "--file", "y")]
    [InlineData("--only: no check's id begins with 'rfc9999'", "127.0.0.1", "--only", "rfc9999")]
    [InlineData("--wait takes seconds from 0.1 to 300, not '0'", "127.0.0.1", "--wait", "0")]
    [InlineData("--parallel takes a whole number from 1 to 32, not '33'", "127.0.0.1", "--parallel", "33")]
    [InlineData("-4 and -6 exclude each other", "127.0.0.1", "-4", "-6")]
    [InlineData("--json and --verbose exclude each other", "127.0.0.1", "--json", "-v")]
    public async Task Returns2AndNamesTheThing_When_TheCommandLineIsWrong(string expected, params string[] args)
    {
        CommandRun run = await CommandRun.Of(["check", .. args]);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("oack: ", run.Error, StringComparison.Ordinal);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Theory]
    [InlineData("no-such-host.invalid")]
    [InlineData("127.0.0.1", "-6")]
    public async Task Returns5_When_TheHostHasNoSuchAddress(params string[] args)
    {
        CommandRun run = await CommandRun.Of(["check", .. args]);

        Assert.Equal(5, run.ExitCode);
        Assert.StartsWith($"oack: cannot find the host '{args[0]}'", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("server", "server", 69, null)]
    [InlineData("server:6969", "server", 6969, null)]
    [InlineData("[2001:db8::1]:70", "2001:db8::1", 70, null)]
    [InlineData("2001:db8::1", "2001:db8::1", 69, null)]
    [InlineData("tftp://server:70", "server", 70, null)]
    [InlineData("tftp://server/", "server", 69, null)]
    [InlineData("tftp://server/boot/x.efi", "server", 69, "boot/x.efi")]
    public void ReadsTheServer_When_ItIsWrittenSo(string text, string host, int port, string? file)
    {
        Assert.True(Checking.CheckTarget.TryParse(text, out Checking.CheckTarget? target, out _));
        Assert.Equal((host, port, file), (target.Host, target.Port, target.File));
    }

    private static void Text(Sandbox sandbox, string name, int bytes)
    {
        StringBuilder text = new();
        for (int line = 0; text.Length < bytes; line++)
        {
            text.Append("line ").Append(line).Append('\n');
        }

        Directory.CreateDirectory(Path.Combine(sandbox.Root, "boot"));
        File.WriteAllText(Path.Combine(sandbox.Root, "boot", name), text.ToString(0, bytes));
    }

    private static async Task AnswerAsync(Socket socket, byte[] answer, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[4_096];
        try
        {
            while (true)
            {
                SocketReceiveFromResult request = await socket.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), cancellationToken);
                await socket.SendToAsync(answer, request.RemoteEndPoint, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The test has what it wanted.
        }
    }

    private static string Names(JsonElement element) => string.Join(' ', element.EnumerateObject().Select(property => property.Name));
}
