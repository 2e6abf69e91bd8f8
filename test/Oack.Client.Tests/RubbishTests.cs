using Oack.Client.Tests.Scripted;

namespace Oack.Client.Tests;

/// <summary>What is no packet does nothing, whoever sends it; only an OACK that cannot be read is worth an answer.</summary>
public sealed class RubbishTests
{
    private static readonly TftpClientOptions s_options = new() { BlockSize = 1_024, WindowBlocks = 4 };

    /// <summary>No packet of RFC 1350 or RFC 2347, or not all of one.</summary>
    private static readonly byte[][] s_rubbish =
    [
        [],
        [0],
        [3],
        [0, 3],
        [0, 3, 0],
        [0, 4],
        [0, 4, 0],
        [0, 5],
        [0, 5, 0],
        [0, 0, 0, 1],
        [0, 7, 0, 1],
        [0, 255, 0, 1],
        [3, 0, 0, 1],
        [255, 255, 255, 255],
        [.. "GET / HTTP/1.1\r\n\r\n"u8],
    ];

    [Fact]
    public async Task GoesOn_When_RubbishComesBeforeTheAnswer()
    {
        byte[] file = Packets.File(3_000);
        using ScriptedServer server = new();
        Task script = server.Play(s =>
        {
            ScriptedPort port = s.TakeRequest();
            SendRubbish(port);
            port.Send(Packets.OptionAck(("blksize", "1024"), ("windowsize", "4")));
            port.ReceiveUntil("ACK block=0");
            port.SendWindows(file, 1_024, 4);
        });
        await using TftpClient client = new();
        using MemoryTarget target = new();

        TransferResult result = await client.GetAsync(server.Uri(), target, s_options, cancellationToken: TestContext.Current.CancellationToken);
        await script;

        Assert.Equal(file, target.Bytes);
        Assert.Empty(result.Fallbacks);
        Assert.Equal(0, result.Retransmissions);
    }

    [Fact]
    public async Task GoesOn_When_RubbishComesBetweenBlocks()
    {
        byte[] file = Packets.File(20_000);
        using ScriptedServer server = new();
        Task script = server.Play(s =>
        {
            ScriptedPort port = s.TakeRequest();
            port.Send(Packets.OptionAck(("blksize", "1024"), ("windowsize", "4")));
            port.ReceiveUntil("ACK block=0");
            port.SendWindows(file, 1_024, 4, between: SendRubbish);
        });
        await using TftpClient client = new();
        using MemoryTarget target = new();

        TransferResult result = await client.GetAsync(server.Uri(), target, s_options, cancellationToken: TestContext.Current.CancellationToken);
        await script;

        Assert.Equal(file, target.Bytes);
        Assert.Empty(result.Fallbacks);
        Assert.Equal(0, result.Retransmissions);
    }

    [Fact]
    public async Task AcknowledgesOnceABlock_When_RubbishComesInLockStep()
    {
        byte[] file = Packets.File(1_100);
        List<string> answers = [];
        using ScriptedServer server = new();
        Task script = server.Play(s =>
        {
            ScriptedPort port = s.TakeRequest();
            for (int block = 1; block <= 3; block++)
            {
                SendRubbish(port);
                port.Send(Packets.Block(file, block, 512));
                answers.Add(port.ReceiveText());
            }
        });
        await using TftpClient client = new();
        using MemoryTarget target = new();

        await client.GetAsync(server.Uri(), target, cancellationToken: TestContext.Current.CancellationToken);
        await script;

        Assert.Equal(["ACK block=1", "ACK block=2", "ACK block=3"], answers);
        Assert.Equal(file, target.Bytes);
    }

    [Theory]
    [InlineData(new byte[] { 0, 6, (byte)'b' })]
    [InlineData(new byte[] { 0, 6, (byte)'b', 0 })]
    [InlineData(new byte[] { 0, 6, (byte)'b', (byte)'l', (byte)'k', (byte)'s', (byte)'i', (byte)'z', (byte)'e', 0, (byte)'5' })]
    public async Task RefusesWithError8AndAsksWithoutOptions_When_TheOptionAckCannotBeRead(byte[] broken)
    {
        byte[] file = Packets.File(700);
        string? answer = null;
        using ScriptedServer server = new();
        Task script = server.Play(s =>
        {
            ScriptedPort liar = s.TakeRequest();
            liar.Send(broken);
            answer = liar.ReceiveText();
            s.TakeRequest().SendFile(file);
        });
        await using TftpClient client = new();
        using MemoryTarget target = new();

        TransferResult result = await client.GetAsync(server.Uri(), target, s_options, cancellationToken: TestContext.Current.CancellationToken);
        await script;

        Assert.StartsWith("ERROR code=8", answer, StringComparison.Ordinal);
        Assert.Equal(file, target.Bytes);
        Assert.Equal([FallbackReason.OptionAckIllegal], result.Fallbacks.Select(step => step.Reason));
        Assert.Equal("RRQ file=file mode=octet", server.Requests[1]);
    }

    private static void SendRubbish(ScriptedPort port)
    {
        foreach (byte[] datagram in s_rubbish)
        {
            port.Send(datagram);
        }
    }
}
