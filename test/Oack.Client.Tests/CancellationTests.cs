using Oack.Client.Tests.Scripted;

namespace Oack.Client.Tests;

public sealed class CancellationTests
{
    [Fact]
    public async Task SendsError0_When_CancelledMidway()
    {
        string? answer = null;
        using CancellationTokenSource cancel = new();
        using ScriptedServer server = new();
        Task script = server.Play(s =>
        {
            ScriptedPort port = s.TakeRequest();
            port.Send(Packets.Data(1, new byte[512]));
            port.ReceiveUntil("ACK block=1");
            cancel.Cancel();
            answer = port.ReceiveText();
        });
        await using TftpClient client = new();
        using MemoryTarget target = new();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetAsync(server.Uri(), target, cancellationToken: cancel.Token));
        await script;

        Assert.Equal("ERROR code=0 \"cancelled by the user\"", answer);
        Assert.False(target.IsCommitted);
    }

    [Fact]
    public async Task SendsError0_When_APutIsCancelled()
    {
        string? answer = null;
        using CancellationTokenSource cancel = new();
        using ScriptedServer server = new();
        Task script = server.Play(s =>
        {
            ScriptedPort port = s.TakeRequest();
            port.Send(Packets.Ack(0));
            port.Receive();
            cancel.Cancel();
            do
            {
                answer = port.ReceiveText();
            }
            while (answer.StartsWith("DATA", StringComparison.Ordinal));
        });
        await using TftpClient client = new();
        using MemorySource source = new(Packets.File(5_000));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.PutAsync(source, server.Uri(), cancellationToken: cancel.Token));
        await script;

        Assert.Equal("ERROR code=0 \"cancelled by the user\"", answer);
    }

    [Fact]
    public async Task SendsNothing_When_CancelledBeforeItBegan()
    {
        using CancellationTokenSource cancel = new();
        cancel.Cancel();
        List<string> sent = [];
        await using TftpClient client = new();
        using MemoryTarget target = new();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetAsync(
            TftpUri.Parse("tftp://127.0.0.1:9/x"), target,
            new TftpClientOptions { Observer = (_, _, _) => sent.Add("packet") }, cancellationToken: cancel.Token));

        Assert.Empty(sent);
    }
}
