using System.Net;
using System.Net.Sockets;
using Oack.Client.Tests.Scripted;

namespace Oack.Client.Tests.Load;

public sealed class LoadGeneratorTests
{
    private static readonly LoadOptions s_one = LoadOptions.Default with { Clients = 1, Transfers = 3, BlockSize = 512, WindowBlocks = 1 };

    [Fact]
    public async Task ReportsAll_When_EveryTransferIsWhole()
    {
        byte[] file = Packets.File(1_300);
        using ScriptedServer server = new();
        Task script = server.Play(s => Repeat(3, () => s.TakeRequest().SendFile(file)));

        LoadReport report = await LoadGenerator.RunAsync(server.Uri(), s_one, TestContext.Current.CancellationToken);
        await script;

        Assert.Equal((3, 0, 0), (report.Completed, report.Failed, report.Unfinished));
        Assert.Equal((1, 3, 1), (report.Clients, report.Transfers, report.Threads));
        Assert.Equal((3 * 1_300, 512, 1), (report.Bytes, report.GrantedBlockSize, report.GrantedWindowBlocks));
        Assert.Equal((3, 3), (report.Latency.Count, report.FirstAnswer.Count));
        Assert.True(report.FirstAnswer.Min <= report.Latency.Min && report.Latency.Max <= report.Duration);
        Assert.True(report.BytesPerSecond > 0 && report.TransfersPerSecond > 0);
        Assert.Empty(report.Failures);
        Assert.Equal("RRQ file=file mode=octet blksize=512", server.Requests[0]);
    }

    [Fact]
    public async Task NamesTheByte_When_OneTransferBringsAWrongOne()
    {
        byte[] file = Packets.File(1_300);
        byte[] wrong = [.. file];
        wrong[1_030] ^= 0x10;
        using ScriptedServer server = new();
        Task script = server.Play(s =>
        {
            s.TakeRequest().SendFile(file);
            ScriptedPort port = s.TakeRequest();
            port.Send(Packets.Block(wrong, 1, 512));
            port.ReceiveUntil("ACK block=1");
            port.Send(Packets.Block(wrong, 2, 512));
            port.ReceiveUntil("ACK block=2");
            port.Send(Packets.Block(wrong, 3, 512));
            port.ReceiveUntil("ERROR code=0 \"not the expected content\"");
            s.TakeRequest().SendFile(file);
        });

        LoadReport report = await LoadGenerator.RunAsync(server.Uri(), s_one, TestContext.Current.CancellationToken);
        await script;

        Assert.Equal((2, 1, 0), (report.Completed, report.Failed, report.Unfinished));
        Assert.Equal([new LoadFailure(1, "the content differs from what arrived first at byte 1030")], report.Failures);
    }

    [Fact]
    public async Task ComparesWithTheFile_When_OneIsExpected()
    {
        byte[] file = Packets.File(1_300);
        string path = Path.GetTempFileName();
        File.WriteAllBytes(path, file);
        using ScriptedServer server = new();
        Task script = server.Play(s => Repeat(2, () => s.TakeRequest().SendFile(file)));
        try
        {
            LoadReport same = await LoadGenerator.RunAsync(
                server.Uri(), s_one with { Transfers = 1, ExpectedFile = path }, TestContext.Current.CancellationToken);
            File.WriteAllBytes(path, file[..1_299]);
            LoadReport shorter = await LoadGenerator.RunAsync(
                server.Uri(), s_one with { Transfers = 1, ExpectedFile = path }, TestContext.Current.CancellationToken);

            Assert.Equal(1, same.Completed);
            Assert.Equal([new LoadFailure(1, "the content goes on after byte 1299, where the expected file ends")], shorter.Failures);
        }
        finally
        {
            File.Delete(path);
        }

        _ = script;
    }

    [Fact]
    public async Task CountsRefusalsByText_When_TheServerRefuses()
    {
        using ScriptedServer server = new();
        Task script = server.Play(s =>
        {
            s.TakeRequest().Send(Packets.Error(1, "no such file"));
            s.TakeRequest().Send(Packets.Error(2, "not for you\x1b[2J"));
            s.TakeRequest().Send(Packets.Error(1, "no such file"));
        });

        LoadReport report = await LoadGenerator.RunAsync(server.Uri(), s_one, TestContext.Current.CancellationToken);
        await script;

        Assert.Equal((0, 3, 0), (report.Completed, report.Failed, report.Unfinished));
        Assert.Equal(
            [new LoadFailure(2, "ERROR 1 'no such file'"), new LoadFailure(1, @"ERROR 2 'not for you\x1B[2J'")], report.Failures);
        Assert.Equal((0, 3), (report.Latency.Count, report.FirstAnswer.Count));
    }

    [Fact]
    public async Task LeavesThemUnfinished_When_TheServerIsSilent()
    {
        using ScriptedServer server = new();

        LoadReport report = await LoadGenerator.RunAsync(
            server.Uri(), s_one with { Clients = 2, MaxTime = TimeSpan.FromMilliseconds(100) }, TestContext.Current.CancellationToken);

        Assert.Equal((0, 0, 3), (report.Completed, report.Failed, report.Unfinished));
        Assert.Null(report.GrantedBlockSize);
    }

    [Fact]
    public async Task ReportsHowFarItCame_When_Cancelled()
    {
        using ScriptedServer server = new();
        using CancellationTokenSource stop = new();
        Task script = server.Play(s =>
        {
            s.TakeRequest();
            stop.Cancel();
        });

        LoadReport report = await LoadGenerator.RunAsync(server.Uri(), s_one, stop.Token);
        await script;

        Assert.Equal(3, report.Unfinished);
    }

    [Fact]
    public async Task SaysThatNobodyListens_When_ThePortIsDead()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells of ICMP errors on sockets that are not connected.");
        using Socket taken = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)taken.LocalEndPoint!).Port;
        taken.Dispose();

        LoadReport report = await LoadGenerator.RunAsync(
            TftpUri.Parse($"tftp://127.0.0.1:{port}/x"), s_one, TestContext.Current.CancellationToken);

        Assert.Equal([new LoadFailure(3, $"nobody listens on 127.0.0.1:{port} (ICMP port unreachable)")], report.Failures);
    }

    [Fact]
    public async Task RefusesWhatCannotBegin_When_HostOrFileIsMissing()
    {
        using ScriptedServer server = new();

        TftpException file = await Assert.ThrowsAsync<TftpException>(() => LoadGenerator.RunAsync(
            server.Uri(), s_one with { ExpectedFile = "/no/such/file" }, TestContext.Current.CancellationToken));
        TftpException name = await Assert.ThrowsAsync<TftpException>(() => LoadGenerator.RunAsync(
            server.Uri(new string('x', 1_025)), s_one, TestContext.Current.CancellationToken));

        Assert.Equal(TftpFailure.LocalFile, file.Failure);
        Assert.StartsWith("cannot read '/no/such/file'", file.Message, StringComparison.Ordinal);
        Assert.Contains("the name has 1025 bytes", name.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NamesTheRange_When_AnOptionIsOutsideIt()
    {
        TftpUri uri = TftpUri.Parse("tftp://127.0.0.1/x");
        LoadOptions[] outside =
        [
            s_one with { Clients = 0 }, s_one with { Clients = 10_001 }, s_one with { Transfers = 0 }, s_one with { Transfers = 10_000_001 },
            s_one with { Threads = 0 }, s_one with { Threads = Environment.ProcessorCount + 1 }, s_one with { BlockSize = 7 },
            s_one with { BlockSize = 65_465 }, s_one with { WindowBlocks = 0 }, s_one with { WindowBlocks = 65_536 },
            s_one with { RetransmitTimeout = TimeSpan.FromMilliseconds(9) }, s_one with { MaxTime = TimeSpan.Zero }, s_one with { Patience = TimeSpan.Zero },
        ];
        foreach (LoadOptions options in outside)
        {
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
                () => LoadGenerator.RunAsync(uri, options, TestContext.Current.CancellationToken));
        }
    }

    private static void Repeat(int times, Action action)
    {
        for (int i = 0; i < times; i++)
        {
            action();
        }
    }
}
