using Oack.Client.Tests.Scripted;
using Oack.Content;
using Oack.Protocol.Wire;

namespace Oack.Client.Tests;

/// <summary>A file is committed when it is whole, and never otherwise.</summary>
public sealed class WholeOrNothingTests
{
    private static readonly TftpClientOptions s_options = new() { BlockSize = 512, WindowBlocks = 1 };

    [Fact]
    public async Task IsIncomplete_When_FileEndsBeforeItsAnnouncedSize()
    {
        byte[] file = Packets.File(700);
        string? answer = null;
        using ScriptedServer server = new();
        Task script = server.Play(s =>
        {
            ScriptedPort port = s.TakeRequest();
            port.Send(Packets.OptionAck(("tsize", "5000")));
            port.ReceiveUntil("ACK block=0");
            port.Send(Packets.Block(file, 1, 512));
            port.ReceiveUntil("ACK block=1");
            port.Send(Packets.Block(file, 2, 512));
            answer = port.ReceiveText();
        });
        await using TftpClient client = new();
        using MemoryTarget target = new();

        TftpException exception = await Assert.ThrowsAsync<TftpException>(
            () => client.GetAsync(server.Uri(), target, s_options, cancellationToken: TestContext.Current.CancellationToken));
        await script;

        Assert.Equal(TftpFailure.Incomplete, exception.Failure);
        Assert.Contains("announced 5000 bytes and ended the file after 700", exception.Message, StringComparison.Ordinal);
        Assert.StartsWith("ERROR code=0", answer, StringComparison.Ordinal);
        Assert.False(target.IsCommitted);
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("600", 1)]
    [InlineData("700", 0)]
    public async Task IsWhole_When_SizeIsUnknownOrTheFileGrew(string tsize, int warnings)
    {
        byte[] file = Packets.File(700);
        using ScriptedServer server = new();
        Task script = server.Play(s =>
        {
            ScriptedPort port = s.TakeRequest();
            port.Send(Packets.OptionAck(("tsize", tsize)));
            port.ReceiveUntil("ACK block=0");
            port.SendFile(file);
        });
        await using TftpClient client = new();
        using MemoryTarget target = new();

        TransferResult result = await client.GetAsync(server.Uri(), target, s_options, cancellationToken: TestContext.Current.CancellationToken);
        await script;

        Assert.True(target.IsCommitted);
        Assert.Equal(file, target.Bytes);
        Assert.Equal(warnings, result.Warnings.Count);
    }

    [Fact]
    public async Task FailsAndCommitsNothing_When_ServerEndsItMidway()
    {
        using ScriptedServer server = new();
        Task script = server.Play(s =>
        {
            ScriptedPort port = s.TakeRequest();
            port.Send(Packets.Data(1, new byte[512]));
            port.ReceiveUntil("ACK block=1");
            port.Send(Packets.Error(0, "disk on fire"));
        });
        await using TftpClient client = new();
        using MemoryTarget target = new();

        TftpException exception = await Assert.ThrowsAsync<TftpException>(
            () => client.GetAsync(server.Uri(), target, s_options, cancellationToken: TestContext.Current.CancellationToken));
        await script;

        Assert.Equal(TftpFailure.EndedByServer, exception.Failure);
        Assert.Contains("after 512 bytes (ERROR 0: \"disk on fire\")", exception.Message, StringComparison.Ordinal);
        Assert.False(target.IsCommitted);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task TellsTheServer_When_TheTargetIsFull()
    {
        string? answer = null;
        using ScriptedServer server = new();
        Task script = server.Play(s =>
        {
            ScriptedPort port = s.TakeRequest();
            port.Send(Packets.Data(1, new byte[512]));
            answer = port.ReceiveText();
        });
        await using TftpClient client = new();
        using MemoryTarget target = new() { Capacity = 100 };

        TftpException exception = await Assert.ThrowsAsync<TftpException>(
            () => client.GetAsync(server.Uri(), target, s_options, cancellationToken: TestContext.Current.CancellationToken));
        await script;

        Assert.Equal(TftpFailure.LocalFile, exception.Failure);
        Assert.Contains("no space left on the device", exception.Message, StringComparison.Ordinal);
        Assert.StartsWith("ERROR code=3", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendsErrorInsteadOfTheLastAck_When_TheCommitFails()
    {
        string? answer = null;
        using ScriptedServer server = new();
        Task script = server.Play(s =>
        {
            ScriptedPort port = s.TakeRequest();
            port.Send(Packets.Data(1, "short"u8));
            answer = port.ReceiveText();
        });
        await using TftpClient client = new();
        using MemoryTarget target = new() { CommitRefusal = new ContentRefusal(ErrorCode.AccessViolation, "no", "cannot rename: read-only") };

        TftpException exception = await Assert.ThrowsAsync<TftpException>(
            () => client.GetAsync(server.Uri(), target, s_options, cancellationToken: TestContext.Current.CancellationToken));
        await script;

        Assert.Equal(TftpFailure.LocalFile, exception.Failure);
        Assert.Contains("cannot rename: read-only", exception.Message, StringComparison.Ordinal);
        Assert.StartsWith("ERROR code=2", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task IsEmptyButWhole_When_TheFileIsEmpty()
    {
        using ScriptedServer server = new();
        Task script = server.Play(s => s.TakeRequest().SendFile([]));
        await using TftpClient client = new();
        using MemoryTarget target = new();

        TransferResult result = await client.GetAsync(server.Uri(), target, cancellationToken: TestContext.Current.CancellationToken);
        await script;

        Assert.True(target.IsCommitted);
        Assert.Equal(0, result.Bytes);
    }
}
