using Oack.Client.Tests.Scripted;

namespace Oack.Client.Tests;

/// <summary>RFC 2347, 2348, 7440: an OACK never names what was not asked, nor grants more than was asked.</summary>
public sealed class OptionAckBreachTests
{
    private static readonly TftpClientOptions s_options = new() { BlockSize = 1_024, WindowBlocks = 4 };

    [Theory]
    [InlineData("blksize", "2048")]
    [InlineData("windowsize", "5")]
    [InlineData("timeout", "3")]
    [InlineData("multicast", "x")]
    [InlineData("blksize", "many")]
    [InlineData("blksize", "0")]
    [InlineData("windowsize", "0")]
    public async Task RefusesWithError8AndAsksWithoutOptions_When_OptionAckIsIllegal(string name, string value)
    {
        byte[] file = Packets.File(513);
        string? answer = null;
        using ScriptedServer server = new();
        Task script = server.Play(s =>
        {
            ScriptedPort liar = s.TakeRequest();
            liar.Send(Packets.OptionAck((name, value)));
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

    [Fact]
    public async Task AsksWithoutOptions_When_BlocksAreLongerThanAgreed()
    {
        byte[] file = Packets.File(2_000);
        string? answer = null;
        using ScriptedServer server = new();
        Task script = server.Play(s =>
        {
            ScriptedPort liar = s.TakeRequest();
            liar.Send(Packets.OptionAck(("blksize", "512"), ("windowsize", "4")));
            liar.ReceiveUntil("ACK block=0");
            liar.Send(Packets.Data(1, file.AsSpan(0, 1_024)));
            answer = liar.ReceiveText();
            s.TakeRequest().SendFile(file);
        });
        await using TftpClient client = new();
        using MemoryTarget target = new();

        TransferResult result = await client.GetAsync(server.Uri(), target, s_options, cancellationToken: TestContext.Current.CancellationToken);
        await script;

        Assert.StartsWith("ERROR code=4", answer, StringComparison.Ordinal);
        Assert.Equal(file, target.Bytes);
        Assert.Equal([FallbackReason.BlockSizeBroken], result.Fallbacks.Select(step => step.Reason));
    }

    [Fact]
    public async Task AsksWithoutOptions_When_LongBlocksComeWithoutOptionAck()
    {
        byte[] file = Packets.File(1_500);
        using ScriptedServer server = new();
        Task script = server.Play(s =>
        {
            ScriptedPort liar = s.TakeRequest();
            liar.Send(Packets.Block(file, 1, 1_024));
            liar.ReceiveText();
            s.TakeRequest().SendFile(file);
        });
        await using TftpClient client = new();
        using MemoryTarget target = new();

        TransferResult result = await client.GetAsync(server.Uri(), target, s_options, cancellationToken: TestContext.Current.CancellationToken);
        await script;

        Assert.Equal(file, target.Bytes);
        Assert.Equal([FallbackReason.BlockSizeBroken], result.Fallbacks.Select(step => step.Reason));
    }

    [Fact]
    public async Task TakesWhatIsGranted_When_ServerGrantsLess()
    {
        byte[] file = Packets.File(2_500);
        using ScriptedServer server = new();
        Task script = server.Play(s =>
        {
            ScriptedPort port = s.TakeRequest();
            port.Send(Packets.OptionAck(("BLKSIZE", "1000"), ("tsize", "2500")));
            port.ReceiveUntil("ACK block=0");
            port.SendFile(file, 1_000);
        });
        await using TftpClient client = new();
        using MemoryTarget target = new();

        TransferResult result = await client.GetAsync(server.Uri(), target, s_options, cancellationToken: TestContext.Current.CancellationToken);
        await script;

        Assert.Equal("RRQ file=file mode=octet tsize=0 blksize=1024 windowsize=4", server.Requests.Single());
        Assert.Equal(file, target.Bytes);
        Assert.Equal(1_000, result.Parameters.BlockSize);
        Assert.Equal(1, result.Parameters.WindowBlocks);
        Assert.Empty(result.Fallbacks);
    }
}
