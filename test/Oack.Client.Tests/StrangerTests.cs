using Oack.Client.Tests.Scripted;
using Oack.Protocol;

namespace Oack.Client.Tests;

/// <summary>RFC 1350 §4: packets of somebody else get ERROR 5 and do not disturb the transfer.</summary>
public sealed class StrangerTests
{
    [Fact]
    public async Task RefusesTheAnswer_When_ItComesFromAnotherAddress()
    {
        string? answer = null;
        using ScriptedServer server = new();
        Task script = server.Play(s =>
        {
            ScriptedPort stranger = s.TakeRequest(answerFrom: "127.0.0.2");
            stranger.Send(Packets.Data(1, "evil"u8));
            answer = stranger.ReceiveText();
        });
        await using TftpClient client = new();
        using MemoryTarget target = new();

        TftpException exception = await Assert.ThrowsAsync<TftpException>(() => client.GetAsync(
            server.Uri(), target, new TftpClientOptions { Patience = TimeSpan.FromMilliseconds(400), FallsBack = false },
            cancellationToken: TestContext.Current.CancellationToken));
        await script;

        Assert.StartsWith("ERROR code=5", answer, StringComparison.Ordinal);
        Assert.Equal(TftpFailure.NoAnswer, exception.Failure);
        Assert.Contains("127.0.0.2", exception.Message, StringComparison.Ordinal);
        Assert.Contains("--any-address", exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, target.Written);
    }

    [Fact]
    public async Task TakesTheAnswer_When_AnyAddressIsAllowed()
    {
        byte[] file = Packets.File(900);
        using ScriptedServer server = new();
        Task script = server.Play(s => s.TakeRequest(answerFrom: "127.0.0.2").SendFile(file));
        await using TftpClient client = new();
        using MemoryTarget target = new();

        TransferResult result = await client.GetAsync(
            server.Uri(), target, new TftpClientOptions { AcceptReplyFromAnyAddress = true }, cancellationToken: TestContext.Current.CancellationToken);
        await script;

        Assert.Equal(file, target.Bytes);
        Assert.Equal("127.0.0.2", result.Server.ToIPAddress().ToString());
    }

    [Fact]
    public async Task GoesOn_When_AStrangerMixesIn()
    {
        byte[] file = Packets.File(1_200);
        string? answer = null;
        int strangerPort = 0;
        using ScriptedServer server = new();
        Task script = server.Play(s =>
        {
            ScriptedPort port = s.TakeRequest();
            port.Send(Packets.Block(file, 1, 512));
            port.ReceiveUntil("ACK block=1");
            using ScriptedPort stranger = new(s.Address) { Client = port.Client };
            strangerPort = stranger.Port;
            stranger.Send(Packets.Data(2, "evil"u8));
            answer = stranger.ReceiveText();
            port.Send(Packets.Block(file, 2, 512));
            port.ReceiveUntil("ACK block=2");
            port.Send(Packets.Block(file, 3, 512));
            port.ReceiveUntil("ACK block=3");
        });
        await using TftpClient client = new();
        using MemoryTarget target = new();

        TransferResult result = await client.GetAsync(server.Uri(), target, cancellationToken: TestContext.Current.CancellationToken);
        await script;

        Assert.StartsWith("ERROR code=5", answer, StringComparison.Ordinal);
        Assert.Equal(file, target.Bytes);
        Assert.Contains(PeerEndpoint.From(server.Address, strangerPort).ToString(), result.Warnings.Single(), StringComparison.Ordinal);
    }
}
