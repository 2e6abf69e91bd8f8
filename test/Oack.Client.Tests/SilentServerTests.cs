using System.Net;
using System.Net.Sockets;
using Oack.Client.Tests.Scripted;

namespace Oack.Client.Tests;

public sealed class SilentServerTests
{
    private static readonly TftpClientOptions s_impatient = new() { Patience = TimeSpan.FromMilliseconds(500) };

    [Fact]
    public async Task SaysThatNobodyListens_When_ThePortIsDead()
    {
        int deadPort;
        using (ScriptedServer gone = new())
        {
            deadPort = gone.Port;
        }

        await using TftpClient client = new();
        using MemoryTarget target = new();

        TftpException exception = await Assert.ThrowsAsync<TftpException>(() => client.GetAsync(
            TftpUri.Parse($"tftp://127.0.0.1:{deadPort}/x"), target, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(TftpFailure.NoAnswer, exception.Failure);
        Assert.Contains("nobody listens", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TriesWithoutOptionsBeforeGivingUp_When_NobodyAnswers()
    {
        using ScriptedServer server = new();
        Task script = server.Play(s =>
        {
            s.TakeRequest();
            s.TakeRequest();
        });
        await using TftpClient client = new();
        using MemoryTarget target = new();

        TftpException exception = await Assert.ThrowsAsync<TftpException>(() => client.GetAsync(
            server.Uri(), target, s_impatient, cancellationToken: TestContext.Current.CancellationToken));
        await script;

        Assert.Equal(TftpFailure.NoAnswer, exception.Failure);
        Assert.Equal([FallbackReason.OptionsUnanswered], exception.Fallbacks.Select(step => step.Reason));
        Assert.Equal("RRQ file=file mode=octet", server.Requests[1]);
        Assert.Contains("firewall", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadsWithoutOptions_When_ServerDropsRequestsWithOptions()
    {
        byte[] file = Packets.File(100);
        using ScriptedServer server = new();
        Task script = server.Play(s =>
        {
            s.TakeRequest();
            s.TakeRequest().SendFile(file);
        });
        await using TftpClient client = new();
        using MemoryTarget target = new();

        TransferResult result = await client.GetAsync(server.Uri(), target, s_impatient, cancellationToken: TestContext.Current.CancellationToken);
        await script;

        Assert.Equal(file, target.Bytes);
        Assert.Equal([FallbackReason.OptionsUnanswered], result.Fallbacks.Select(step => step.Reason));
    }

    [Fact]
    public async Task GivesUpAsStalled_When_ServerFallsSilentMidway()
    {
        using ScriptedServer server = new();
        Task script = server.Play(s =>
        {
            ScriptedPort port = s.TakeRequest();
            port.Send(Packets.Data(1, new byte[512]));
        });
        await using TftpClient client = new();
        using MemoryTarget target = new();

        TftpException exception = await Assert.ThrowsAsync<TftpException>(() => client.GetAsync(
            server.Uri(), target, s_impatient, cancellationToken: TestContext.Current.CancellationToken));
        await script;

        Assert.Equal(TftpFailure.Stalled, exception.Failure);
        Assert.Contains("fell silent after 512 bytes", exception.Message, StringComparison.Ordinal);
        Assert.False(target.IsCommitted);
    }

    [Fact]
    public async Task TriesTheNextAddress_When_TheFirstIsDead()
    {
        byte[] file = Packets.File(300);
        using ScriptedServer server = new();
        Task script = server.Play(s => s.TakeRequest().SendFile(file));
        await using TftpClient client = new(
            TimeProvider.System, (_, _, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("127.0.0.3"), server.Address]));
        using MemoryTarget target = new();

        TransferResult result = await client.GetAsync(
            TftpUri.Parse($"tftp://two.example:{server.Port}/file"), target, cancellationToken: TestContext.Current.CancellationToken);
        await script;

        Assert.Equal(file, target.Bytes);
        Assert.Equal([FallbackReason.AddressSilent], result.Fallbacks.Select(step => step.Reason));
        Assert.Contains("127.0.0.3", result.Fallbacks[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SaysThatTheNameIsUnknown_When_ItHasNoAddress()
    {
        await using TftpClient client = new(
            TimeProvider.System, (_, _, _) => Task.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound)));
        using MemoryTarget target = new();

        TftpException exception = await Assert.ThrowsAsync<TftpException>(() => client.GetAsync(
            TftpUri.Parse("nowhere.example:x"), target, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(TftpFailure.HostUnknown, exception.Failure);
        Assert.Contains("'nowhere.example' has no address", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SaysThatTheFileMayBeWhole_When_OnlyTheLastAckIsMissing()
    {
        using ScriptedServer server = new();
        Task script = server.Play(s =>
        {
            ScriptedPort port = s.TakeRequest();
            port.Send(Packets.Ack(0));
            port.Receive();
        });
        await using TftpClient client = new();
        using MemorySource source = new(Packets.File(20));

        TftpException exception = await Assert.ThrowsAsync<TftpException>(() => client.PutAsync(
            source, server.Uri(), s_impatient, cancellationToken: TestContext.Current.CancellationToken));
        await script;

        Assert.Equal(TftpFailure.Stalled, exception.Failure);
        Assert.Contains("never acknowledged the last one", exception.Message, StringComparison.Ordinal);
    }
}
