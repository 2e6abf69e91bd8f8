using System.Diagnostics;
using Oack.Client.Tests.Scripted;
using Oack.Content;

namespace Oack.Client.Tests;

/// <summary>A target that is slow or full while the transfer goes on ahead of it.</summary>
public sealed class WriteBehindTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("oack-").FullName;

    [Fact]
    public async Task TellsBothSides_When_TheDeviceIsFull()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "There is no /dev/full here.");
        string? answer = null;
        using ScriptedServer server = new();
        Task script = server.Play(s =>
        {
            ScriptedPort port = s.TakeRequest();
            port.Send(Packets.OptionAck(("blksize", "1428"), ("windowsize", "16")));
            port.ReceiveUntil("ACK block=0");
            answer = port.SendWindows(Packets.File(8_000_000), 1_428, 16);
        });
        await using TftpClient client = new();
        using WriteContent target = LocalFile.OpenWrite("/dev/full").Content!;

        TftpException exception = await Assert.ThrowsAsync<TftpException>(() => client.GetAsync(
            server.Uri(), target, new() { BlockSize = 1_428, WindowBlocks = 16 }, cancellationToken: TestContext.Current.CancellationToken));
        await script;

        Assert.Equal(TftpFailure.LocalFile, exception.Failure);
        Assert.Contains("/dev/full", exception.Message, StringComparison.Ordinal);
        Assert.StartsWith("ERROR code=3", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LeavesNothing_When_TheServerEndsItAfterMuchWasWritten()
    {
        byte[] file = Packets.File(4_000_000);
        string path = Path.Combine(_directory, "file");
        using ScriptedServer server = new();
        Task script = server.Play(s =>
        {
            ScriptedPort port = s.TakeRequest();
            port.Send(Packets.OptionAck(("blksize", "1428"), ("windowsize", "16")));
            port.ReceiveUntil("ACK block=0");
            port.SendWindows(file, 1_428, 16, lastBlock: 2_000);
            port.Send(Packets.Error(0, "disk on fire"));
        });
        await using TftpClient client = new();
        using (WriteContent target = LocalFile.OpenWrite(path).Content!)
        {
            await Assert.ThrowsAsync<TftpException>(() => client.GetAsync(
                server.Uri(), target, new() { BlockSize = 1_428, WindowBlocks = 16 }, cancellationToken: TestContext.Current.CancellationToken));
        }

        await script;
        Assert.Empty(Directory.GetFileSystemEntries(_directory));
    }

    [Fact]
    public async Task WaitsForTheReader_When_ItIsSlowerThanTheServer()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs a FIFO.");
        byte[] file = Packets.File(6_000_000);
        string path = Path.Combine(_directory, "fifo");
        using (Process make = Process.Start("mkfifo", path))
        {
            await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        // The reader begins when a megabyte is on its way: more than the pipe holds, less than the buffers do.
        TaskCompletionSource begin = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int windows = 0;
        using ScriptedServer server = new();
        Task script = server.Play(s =>
        {
            ScriptedPort port = s.TakeRequest();
            port.Send(Packets.OptionAck(("blksize", "1428"), ("windowsize", "16")));
            port.ReceiveUntil("ACK block=0");
            port.SendWindows(file, 1_428, 16, between: _ =>
            {
                if (++windows == 50)
                {
                    begin.SetResult();
                }
            });
        });
        Task<byte[]> reader = Task.Run(() => ReadAsync(path, begin.Task));
        await using TftpClient client = new();
        using WriteContent target = LocalFile.OpenWrite(path).Content!;

        TransferResult result = await client.GetAsync(
            server.Uri(), target, new() { BlockSize = 1_428, WindowBlocks = 16 }, cancellationToken: TestContext.Current.CancellationToken);
        await script;
        target.Dispose();

        Assert.Equal(file, await reader);
        Assert.Equal(file.Length, result.Bytes);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static async Task<byte[]> ReadAsync(string path, Task begin)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        await begin;
        using MemoryStream bytes = new();
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }
}
