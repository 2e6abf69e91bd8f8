using Oack.Client.Tests.Scripted;

namespace Oack.Client.Tests;

/// <summary>RFC 2347: a client that gets an ERROR in answer to options may ask again without them.</summary>
public sealed class OptionFallbackTests
{
    private const string Plain = "RRQ file=file mode=octet";

    [Theory]
    [InlineData(8, "Failed to negotiate options")]
    [InlineData(0, "")]
    [InlineData(4, "Illegal TFTP operation")]
    [InlineData(2048, "byte-swapped 8")]
    public async Task AsksAgainWithoutOptions_When_RequestIsRefused(int code, string message)
    {
        byte[] file = Packets.File(700);
        using ScriptedServer server = new();
        Task script = server.Play(s =>
        {
            s.TakeRequest().Send(Packets.Error(code, message));
            s.TakeRequest().SendFile(file);
        });
        await using TftpClient client = new();
        using MemoryTarget target = new();

        TransferResult result = await client.GetAsync(server.Uri(), target, cancellationToken: TestContext.Current.CancellationToken);
        await script;

        Assert.Equal(file, target.Bytes);
        Assert.True(target.IsCommitted);
        Assert.Equal([FallbackReason.OptionsRefused], result.Fallbacks.Select(step => step.Reason));
        Assert.Contains(" blksize=", server.Requests[0], StringComparison.Ordinal);
        Assert.Equal(Plain, server.Requests[1]);
        Assert.Equal(0, result.Granted.Count);
    }

    [Theory]
    [InlineData(1, TftpFailure.NotFound)]
    [InlineData(2, TftpFailure.Refused)]
    [InlineData(3, TftpFailure.Refused)]
    [InlineData(6, TftpFailure.Refused)]
    [InlineData(7, TftpFailure.Refused)]
    public async Task GivesUpAtOnce_When_ErrorIsAboutTheFile(int code, TftpFailure failure)
    {
        using ScriptedServer server = new();
        Task script = server.Play(s => s.TakeRequest().Send(Packets.Error(code, "no\x1b[2J such")));
        await using TftpClient client = new();
        using MemoryTarget target = new();

        TftpException exception = await Assert.ThrowsAsync<TftpException>(
            () => client.GetAsync(server.Uri(), target, cancellationToken: TestContext.Current.CancellationToken));
        await script;

        Assert.Equal(failure, exception.Failure);
        Assert.Equal(code, (int)exception.Code!);
        Assert.Equal("no\x1b[2J such", exception.PeerMessage);
        Assert.Contains("no\\x1B[2J such", exception.Message, StringComparison.Ordinal);
        Assert.Empty(exception.Fallbacks);
        Assert.Single(server.Requests);
        Assert.False(target.IsCommitted);
    }

    [Fact]
    public async Task ReportsTheSecondRefusal_When_PlainRequestIsRefusedToo()
    {
        using ScriptedServer server = new();
        Task script = server.Play(s =>
        {
            s.TakeRequest().Send(Packets.Error(0, "busy"));
            s.TakeRequest().Send(Packets.Error(0, "still busy"));
        });
        await using TftpClient client = new();
        using MemoryTarget target = new();

        TftpException exception = await Assert.ThrowsAsync<TftpException>(
            () => client.GetAsync(server.Uri(), target, cancellationToken: TestContext.Current.CancellationToken));
        await script;

        Assert.Equal(TftpFailure.Refused, exception.Failure);
        Assert.Equal("still busy", exception.PeerMessage);
        Assert.Single(exception.Fallbacks);
    }

    [Fact]
    public async Task WorksByTheDefaults_When_ServerIgnoresTheOptions()
    {
        byte[] file = Packets.File(1_024);
        using ScriptedServer server = new();
        Task script = server.Play(s => s.TakeRequest().SendFile(file));
        await using TftpClient client = new();
        using MemoryTarget target = new();

        TransferResult result = await client.GetAsync(server.Uri(), target, cancellationToken: TestContext.Current.CancellationToken);
        await script;

        Assert.Equal(file, target.Bytes);
        Assert.Equal(512, result.Parameters.BlockSize);
        Assert.Equal(1, result.Parameters.WindowBlocks);
        Assert.Empty(result.Fallbacks);
    }

    [Fact]
    public async Task WritesByTheDefaults_When_ServerAnswersWithAckZero()
    {
        byte[] file = Packets.File(1_025);
        byte[]? stored = null;
        using ScriptedServer server = new();
        Task script = server.Play(s =>
        {
            ScriptedPort port = s.TakeRequest();
            port.Send(Packets.Ack(0));
            stored = port.ReceiveFile();
        });
        await using TftpClient client = new();
        using MemorySource source = new(file);

        TransferResult result = await client.PutAsync(source, server.Uri(), cancellationToken: TestContext.Current.CancellationToken);
        await script;

        Assert.Equal(file, stored);
        Assert.Contains("tsize=1025", server.Requests[0], StringComparison.Ordinal);
        Assert.Equal(1_025, result.Bytes);
    }

    [Fact]
    public async Task WritesWithoutOptions_When_RequestIsRefused()
    {
        byte[] file = Packets.File(600);
        byte[]? stored = null;
        using ScriptedServer server = new();
        Task script = server.Play(s =>
        {
            s.TakeRequest().Send(Packets.Error(8, "no options here"));
            ScriptedPort port = s.TakeRequest();
            port.Send(Packets.Ack(0));
            stored = port.ReceiveFile();
        });
        await using TftpClient client = new();
        using MemorySource source = new(file, tellsLength: false);

        TransferResult result = await client.PutAsync(source, server.Uri(), cancellationToken: TestContext.Current.CancellationToken);
        await script;

        Assert.Equal(file, stored);
        Assert.Equal("WRQ file=file mode=octet", server.Requests[1]);
        Assert.Equal([FallbackReason.OptionsRefused], result.Fallbacks.Select(step => step.Reason));
    }

    [Fact]
    public async Task StaysWithWhatWasAsked_When_FallbackIsOff()
    {
        using ScriptedServer server = new();
        Task script = server.Play(s => s.TakeRequest().Send(Packets.Error(8, "no")));
        await using TftpClient client = new();
        using MemoryTarget target = new();

        TftpException exception = await Assert.ThrowsAsync<TftpException>(() => client.GetAsync(
            server.Uri(), target, new TftpClientOptions { FallsBack = false }, cancellationToken: TestContext.Current.CancellationToken));
        await script;

        Assert.Equal(8, (int)exception.Code!);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task AsksForNothing_When_OptionsAreOff()
    {
        byte[] file = Packets.File(10);
        using ScriptedServer server = new();
        Task script = server.Play(s => s.TakeRequest().SendFile(file));
        await using TftpClient client = new();
        using MemoryTarget target = new();

        await client.GetAsync(
            server.Uri(), target, new TftpClientOptions { UsesOptions = false }, cancellationToken: TestContext.Current.CancellationToken);
        await script;

        Assert.Equal([Plain], server.Requests);
    }
}
