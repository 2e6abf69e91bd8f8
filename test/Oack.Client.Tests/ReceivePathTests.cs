using Oack.Client.Tests.Scripted;
using Oack.Content;
using Oack.Protocol;

namespace Oack.Client.Tests;

/// <summary>
/// A file arrives as it was sent, in blocks and windows of all sizes, joined on their way or not, whether the client
/// receives many datagrams a call or one.
/// </summary>
public sealed class ReceivePathTests : IDisposable
{
    // The switch is the process's; tests that run beside these only take the other way for a while.
    internal const string PortableSwitch = "Oack.Net.PortableReceive";

    private readonly string _directory = Directory.CreateTempSubdirectory("oack-").FullName;

    public static TheoryData<bool, bool, int, int> Cases
    {
        get
        {
            TheoryData<bool, bool, int, int> cases = [];
            foreach ((int blockSize, int window) in ((int, int)[])[(8, 1), (8, 64), (512, 1), (512, 7), (1_428, 16), (1_428, 64), (9_000, 3), (65_464, 2)])
            {
                cases.Add(false, false, blockSize, window);
                cases.Add(false, true, blockSize, window);
                cases.Add(true, false, blockSize, window);
                cases.Add(true, true, blockSize, window);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task ArrivesAsItWasSent_When_ReceivedEitherWay(bool isPortable, bool isJoined, int blockSize, int window)
    {
        byte[] file = Packets.File((blockSize * 150) + (blockSize / 3));
        string path = Path.Combine(_directory, "file");
        using ScriptedServer server = new();
        Task script = server.Play(s =>
        {
            ScriptedPort port = s.TakeRequest();
            port.Send(Packets.OptionAck(("blksize", $"{blockSize}"), ("windowsize", $"{window}")));
            port.ReceiveUntil("ACK block=0");
            port.SendWindows(file, blockSize, window, isJoined: isJoined);
        });
        await using TftpClient client = new();
        using WriteContent target = LocalFile.OpenWrite(path).Content!;
        AppContext.SetSwitch(PortableSwitch, isPortable);

        TransferResult result;
        try
        {
            result = await client.GetAsync(
                server.Uri(), target, new() { BlockSize = blockSize, WindowBlocks = Math.Max(2, window) },
                cancellationToken: TestContext.Current.CancellationToken);
        }
        finally
        {
            AppContext.SetSwitch(PortableSwitch, false);
        }

        await script;
        Assert.Equal(file, await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
        Assert.Equal(blockSize, result.Parameters.BlockSize);
        Assert.Equal(window, result.Parameters.WindowBlocks);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RefusesTheStranger_When_ItsPacketsComeInTheMiddleOfAWindow(bool isJoined)
    {
        byte[] file = Packets.File(100_000);
        List<string> answers = [];
        PeerEndpoint? source = null;
        using ScriptedServer server = new();
        Task script = server.Play(s =>
        {
            ScriptedPort port = s.TakeRequest();
            port.Send(Packets.OptionAck(("blksize", "1024"), ("windowsize", "16")));
            port.ReceiveUntil("ACK block=0");
            using ScriptedPort stranger = new(s.Address) { Client = port.Client };
            source = PeerEndpoint.From(s.Address, stranger.Port);
            port.SendWindows(file, 1_024, 16, between: _ => stranger.Send(Packets.Data(2, "evil"u8)), isJoined: isJoined);
            for (int i = 0; i < 5; i++)
            {
                answers.Add(stranger.ReceiveText());
            }
        });
        await using TftpClient client = new();
        using MemoryTarget target = new();

        TransferResult result = await client.GetAsync(
            server.Uri(), target, new() { BlockSize = 1_024, WindowBlocks = 16 }, cancellationToken: TestContext.Current.CancellationToken);
        await script;

        Assert.All(answers, answer => Assert.StartsWith("ERROR code=5", answer, StringComparison.Ordinal));
        Assert.Equal(file, target.Bytes);
        Assert.Contains(source.ToString()!, result.Warnings.Single(), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
