using System.Globalization;
using System.Net;
using Oack.Client.Tests.Scripted;
using Oack.Content;
using Oack.Protocol;

namespace Oack.Client.Tests.Group;

/// <summary>A get by multicast against a server that does what a test says.</summary>
public sealed class GroupFetchTests : IDisposable
{
    private static readonly IPEndPoint s_group = new(IPAddress.Parse("239.255.78.1"), 21_759);
    private static readonly TftpClientOptions s_options = new()
    {
        BlockSize = 600,
        WindowBlocks = 1,
        Group = new GroupFetch { Patience = TimeSpan.FromSeconds(1) },
        Patience = TimeSpan.FromSeconds(8),
    };

    private readonly string _directory = Directory.CreateTempSubdirectory("oack-").FullName;

    public GroupFetchTests() => Assert.SkipUnless(
        OperatingSystem.IsLinux(), "Other systems do not send to groups on the loopback interface.");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task FileIsWhole_When_BlocksComeInAnotherOrderByTheGroup()
    {
        byte[] file = Packets.File(2_000);
        using ScriptedServer server = new();
        Task script = server.Play(s =>
        {
            ScriptedPort port = s.TakeRequest();
            port.Send(Grant(file, isMaster: true));
            port.ReceiveUntil("ACK block=0");
            foreach (int block in (int[])[3, 1, 4])
            {
                port.SendToGroup(Packets.Block(file, block, 600), s_group);
            }

            port.ReceiveUntil("ACK block=1");
            port.SendToGroup(Packets.Block(file, 2, 600), s_group);
            port.ReceiveUntil("ACK block=4");
        });
        await using TftpClient client = new();
        string path = Path.Combine(_directory, "file");
        TransferResult result;
        using (WriteContent target = LocalFile.OpenWrite(path).Content!)
        {
            result = await client.GetAsync(server.Uri(), target, s_options, cancellationToken: TestContext.Current.CancellationToken);
        }

        await script;
        Assert.Equal(file, await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
        Assert.Equal("RRQ file=file mode=octet tsize=0 blksize=600 multicast=\"\"", server.Requests[0]);
        Assert.Equal(s_group.ToString(), result.Group!.Group.ToString());
        Assert.True(result.Group.IsMaster);
        Assert.Equal(2_000, result.Bytes);
        Assert.Empty(result.Fallbacks);
    }

    [Fact]
    public async Task StreamGetsAllInOrder_When_ItListensOnly()
    {
        byte[] file = Packets.File(1_500);
        using ScriptedServer server = new();
        Task script = server.Play(s =>
        {
            ScriptedPort port = s.TakeRequest();
            port.Send(Grant(file, isMaster: false));
            port.ReceiveUntil("ACK block=0");
            foreach (int block in (int[])[2, 3, 1])
            {
                port.SendToGroup(Packets.Block(file, block, 600), s_group);
            }

            port.ReceiveUntil("ACK block=3");
        });
        await using TftpClient client = new();
        using MemoryStream stream = new();
        using StreamWriteContent target = new(stream, leaveOpen: true);

        TransferResult result = await client.GetAsync(server.Uri(), target, s_options, cancellationToken: TestContext.Current.CancellationToken);
        await script;

        Assert.Equal(file, stream.ToArray());
        Assert.False(result.Group!.IsMaster);
    }

    [Fact]
    public async Task ItIsAnOrdinaryTransfer_When_TheServerGrantsNoMulticast()
    {
        byte[] file = Packets.File(1_500);
        using ScriptedServer server = new();
        Task script = server.Play(s =>
        {
            ScriptedPort port = s.TakeRequest();
            port.Send(Packets.OptionAck(("blksize", "600")));
            port.ReceiveUntil("ACK block=0");
            port.SendFile(file, 600);
        });
        await using TftpClient client = new();
        string path = Path.Combine(_directory, "file");
        TransferResult result;
        using (WriteContent target = LocalFile.OpenWrite(path).Content!)
        {
            result = await client.GetAsync(server.Uri(), target, s_options, cancellationToken: TestContext.Current.CancellationToken);
        }

        await script;
        Assert.Equal(file, await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
        Assert.Null(result.Group);
        Assert.Equal(1_500, result.Bytes);
    }

    [Fact]
    public async Task AsksWithoutMulticast_When_NothingComesToTheGroup()
    {
        byte[] file = Packets.File(1_000);
        using ScriptedServer server = new();
        Task script = server.Play(s =>
        {
            s.TakeRequest().Send(Grant(file, isMaster: true));
            string asked;
            do
            {
                ScriptedPort port = s.TakeRequest();
                asked = s.Requests[^1];
                if (!asked.Contains("multicast", StringComparison.Ordinal))
                {
                    port.Send(Packets.OptionAck(("blksize", "600")));
                    port.ReceiveUntil("ACK block=0");
                    port.SendFile(file, 600);
                }
            }
            while (asked.Contains("multicast", StringComparison.Ordinal));
        });
        await using TftpClient client = new();
        string path = Path.Combine(_directory, "file");
        TransferResult result;
        using (WriteContent target = LocalFile.OpenWrite(path).Content!)
        {
            result = await client.GetAsync(server.Uri(), target, s_options, cancellationToken: TestContext.Current.CancellationToken);
        }

        await script;
        Assert.Equal(file, await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
        FallbackStep step = Assert.Single(result.Fallbacks);
        Assert.Equal(FallbackReason.GroupSilent, step.Reason);
        Assert.Contains(s_group.ToString(), step.Text, StringComparison.Ordinal);
        Assert.Null(result.Group);
    }

    [Fact]
    public async Task SaysWhatTheServerSaid_When_TheFileIsMissing()
    {
        using ScriptedServer server = new();
        Task script = server.Play(s =>
        {
            s.TakeRequest().Send(Packets.Error(1, "no such file"));
            s.TakeRequest().Send(Packets.Error(1, "no such file"));
        });
        await using TftpClient client = new();
        using WriteContent target = LocalFile.OpenWrite(Path.Combine(_directory, "file")).Content!;

        TftpException exception = await Assert.ThrowsAsync<TftpException>(() => client.GetAsync(
            server.Uri(), target, s_options, cancellationToken: TestContext.Current.CancellationToken));
        await script;

        Assert.Equal(TftpFailure.NotFound, exception.Failure);
    }

    [Fact]
    public async Task AsksAtThePortOfTftp_When_NobodyAnswersForMtftp()
    {
        byte[] file = Packets.File(100);
        using ScriptedServer server = new();
        Task script = server.Play(s =>
        {
            ScriptedPort port = s.TakeRequest();
            port.Send(Packets.OptionAck(("blksize", "600")));
            port.ReceiveUntil("ACK block=0");
            port.SendFile(file, 600);
        });
        await using TftpClient client = new();
        using MemoryTarget target = new();
        MtftpOffer offer = new(PeerEndpoint.From(s_group)) { ServerPort = DeadPort(), OpenDelay = TimeSpan.FromMilliseconds(50) };

        TransferResult result = await client.GetAsync(
            server.Uri(), target, s_options with { Group = new GroupFetch { Mtftp = offer } }, cancellationToken: TestContext.Current.CancellationToken);
        await script;

        Assert.Equal(100, result.Bytes);
        Assert.Single(result.Fallbacks);
        Assert.Equal("RRQ file=file mode=octet tsize=0 blksize=600", server.Requests[0]);
    }

    [Fact]
    public async Task NothingIsLeft_When_ItIsCancelledWhileItListens()
    {
        byte[] file = Packets.File(2_000);
        using CancellationTokenSource cancellation = new();
        using ScriptedServer server = new();
        string? answer = null;
        Task script = server.Play(s =>
        {
            ScriptedPort port = s.TakeRequest();
            port.Send(Grant(file, isMaster: true));
            port.ReceiveUntil("ACK block=0");
            cancellation.Cancel();
            answer = port.ReceiveText();
        });
        await using TftpClient client = new();
        using (WriteContent target = LocalFile.OpenWrite(Path.Combine(_directory, "file")).Content!)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => client.GetAsync(server.Uri(), target, s_options, cancellationToken: cancellation.Token));
        }

        await script;
        Assert.StartsWith("ERROR code=0", answer, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_directory));
    }

    private static byte[] Grant(byte[] file, bool isMaster) => Packets.OptionAck(
        ("tsize", file.Length.ToString(CultureInfo.InvariantCulture)), ("blksize", "600"),
        ("multicast", $"{s_group.Address},{s_group.Port},{(isMaster ? 1 : 0)}"));

    private static int DeadPort()
    {
        using ScriptedServer gone = new();
        return gone.Port;
    }
}
