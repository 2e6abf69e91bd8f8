using Oack.Client.Tests.Scripted;

namespace Oack.Client.Tests;

/// <summary>RFC 1350 §6: the last ACK may be lost, so a reader stays for a moment.</summary>
public sealed class DallyTests
{
    [Fact]
    public async Task AcknowledgesAgain_When_LastBlockComesAgainAfterTheResult()
    {
        using ScriptedServer server = new();
        TaskCompletionSource resultIsThere = new();
        Task script = server.Play(s =>
        {
            ScriptedPort port = s.TakeRequest();
            port.Send(Packets.Data(1, "last"u8));
            port.ReceiveUntil("ACK block=1");
            resultIsThere.Task.Wait(TestContext.Current.CancellationToken);
            port.Send(Packets.Data(1, "last"u8));
            port.ReceiveUntil("ACK block=1");
        });
        await using TftpClient client = new();
        using MemoryTarget target = new();

        await client.GetAsync(
            server.Uri(), target, new TftpClientOptions { RetransmitTimeout = TimeSpan.FromSeconds(3), MaxDally = TimeSpan.FromSeconds(2) },
            cancellationToken: TestContext.Current.CancellationToken);
        resultIsThere.SetResult();

        await script;
        Assert.True(target.IsCommitted);
    }

    [Fact]
    public async Task EndsWithinItsBound_When_NothingMoreComes()
    {
        using ScriptedServer server = new();
        Task script = server.Play(s => s.TakeRequest().SendFile([1, 2, 3]));
        TftpClient client = new();
        using MemoryTarget target = new();
        await client.GetAsync(
            server.Uri(), target, new TftpClientOptions { RetransmitTimeout = TimeSpan.FromSeconds(100), MaxDally = TimeSpan.FromMilliseconds(50) },
            cancellationToken: TestContext.Current.CancellationToken);
        await script;

        // Without its bound this dally would last five minutes.
        await client.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }
}
