using Oack.Client.Tests.Scripted;
using Oack.Protocol.Options;

namespace Oack.Client.Tests;

/// <summary>What was granted does not come through: fragments are dropped on the way, or the window is not kept.</summary>
public sealed class BrokenPathTests
{
    private static readonly TftpClientOptions s_impatient = new()
    {
        BlockSize = 8_192,
        WindowBlocks = 4,
        BlockSizeTrial = TimeSpan.FromMilliseconds(60),
    };

    [Fact]
    public async Task AsksForSmallerBlocks_When_NoBlockComesThrough()
    {
        byte[] file = Packets.File(3_000);
        using ScriptedServer server = new();
        Task script = server.Play(s =>
        {
            foreach (string blockSize in new[] { "8192", "1428" })
            {
                ScriptedPort black = s.TakeRequest();
                black.Send(Packets.OptionAck(("blksize", blockSize)));
                black.ReceiveUntil("ERROR code=0 \"no block arrived; asking again for smaller ones\"");
            }

            ScriptedPort port = s.TakeRequest();
            port.Send(Packets.OptionAck(("blksize", "512")));
            port.ReceiveUntil("ACK block=0");
            port.SendFile(file);
        });
        await using TftpClient client = new();
        using MemoryTarget target = new();

        TransferResult result = await client.GetAsync(server.Uri(), target, s_impatient, cancellationToken: TestContext.Current.CancellationToken);
        await script;

        Assert.Equal(file, target.Bytes);
        Assert.Equal(512, result.Parameters.BlockSize);
        Assert.Equal([FallbackReason.BlocksLost, FallbackReason.BlocksLost], result.Fallbacks.Select(step => step.Reason));
        Assert.Contains("blksize=1428 windowsize=4", server.Requests[1], StringComparison.Ordinal);
        Assert.Contains("blksize=512 windowsize=4", server.Requests[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendsSmallerBlocks_When_NoBlockIsAcknowledged()
    {
        byte[] file = Packets.File(700);
        byte[]? stored = null;
        using ScriptedServer server = new();
        Task script = server.Play(s =>
        {
            ScriptedPort black = s.TakeRequest();
            black.Send(Packets.OptionAck(("blksize", "1428")));
            black.ReceiveUntil("ERROR code=0 \"no block arrived; asking again for smaller ones\"");
            ScriptedPort port = s.TakeRequest();
            port.Send(Packets.OptionAck(("blksize", "512")));
            stored = port.ReceiveFile();
        });
        await using TftpClient client = new();
        using MemorySource source = new(file);

        TransferResult result = await client.PutAsync(
            source, server.Uri(), s_impatient with { BlockSize = 1_428, WindowBlocks = 1 }, cancellationToken: TestContext.Current.CancellationToken);
        await script;

        Assert.Equal(file, stored);
        Assert.Equal([FallbackReason.BlocksLost], result.Fallbacks.Select(step => step.Reason));
    }

    [Fact]
    public async Task AsksWithoutWindow_When_ServerWaitsForEachBlock()
    {
        byte[] file = Packets.File(6_000);
        using ScriptedServer server = new();
        Task script = server.Play(s =>
        {
            ScriptedPort liar = s.TakeRequest();
            liar.Send(Packets.OptionAck(("blksize", "512"), ("windowsize", "4")));
            liar.ReceiveUntil("ACK block=0");
            for (int block = 1; block <= 4; block++)
            {
                liar.Send(Packets.Block(file, block, 512));
                liar.ReceiveText();
            }

            ScriptedPort port = s.TakeRequest();
            port.Send(Packets.OptionAck(("blksize", "512")));
            port.ReceiveUntil("ACK block=0");
            port.SendFile(file);
        });
        await using TftpClient client = new();
        using MemoryTarget target = new();

        TransferResult result = await client.GetAsync(
            server.Uri(), target, s_impatient with { BlockSize = 512 }, cancellationToken: TestContext.Current.CancellationToken);
        await script;

        Assert.Equal(file, target.Bytes);
        Assert.Equal([FallbackReason.WindowBroken], result.Fallbacks.Select(step => step.Reason));
        Assert.DoesNotContain("windowsize", server.Requests[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task KeepsTheWindow_When_MostOfItIsLost()
    {
        byte[] file = Packets.File((512 * 8) + 1);
        using ScriptedServer server = new();
        Task script = server.Play(s =>
        {
            ScriptedPort port = s.TakeRequest();
            port.Send(Packets.OptionAck(("blksize", "512"), ("windowsize", "4")));
            port.ReceiveUntil("ACK block=0");
            for (int block = 1; block <= 9; block++)
            {
                // Of each window only the first and the last block come through.
                port.Send(Packets.Block(file, block, 512));
                if (block + 3 <= 9)
                {
                    port.Send(Packets.Block(file, block + 3, 512));
                }

                port.ReceiveUntil($"ACK block={block}");
            }
        });
        await using TftpClient client = new();
        using MemoryTarget target = new();

        TransferResult result = await client.GetAsync(
            server.Uri(), target, s_impatient with { BlockSize = 512 }, cancellationToken: TestContext.Current.CancellationToken);
        await script;

        Assert.Equal(file, target.Bytes);
        Assert.Empty(result.Fallbacks);
    }

    [Fact]
    public async Task FillsEachWindow_When_ServerKeepsIt()
    {
        byte[] file = Packets.File((512 * 9) + 17);
        using ScriptedServer server = new();
        Task script = server.Play(s =>
        {
            ScriptedPort port = s.TakeRequest();
            port.Send(Packets.OptionAck(("blksize", "512"), ("windowsize", "4")));
            port.ReceiveUntil("ACK block=0");
            foreach (int[] window in new int[][] { [1, 2, 3, 4], [5, 6, 7, 8], [9, 10] })
            {
                foreach (int block in window)
                {
                    port.Send(Packets.Block(file, block, 512));
                }

                port.ReceiveUntil($"ACK block={window[^1]}");
            }
        });
        await using TftpClient client = new();
        using MemoryTarget target = new();

        TransferResult result = await client.GetAsync(
            server.Uri(), target, s_impatient with { BlockSize = 512 }, cancellationToken: TestContext.Current.CancellationToken);
        await script;

        Assert.Equal(file, target.Bytes);
        Assert.True(result.Granted.TryGet(OptionKind.WindowSize, out long window));
        Assert.Equal(4, window);
        Assert.Empty(result.Fallbacks);
    }
}
