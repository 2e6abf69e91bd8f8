using System.Text;
using Oack.Protocol.Wire;
using Xunit;

namespace Oack.Content.Tests;

public sealed class LocalFileTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("oack-local-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task File_IsRead()
    {
        byte[] bytes = Reading.Pattern(100_000);
        File.WriteAllBytes(At("file"), bytes);

        using ReadContent content = LocalFile.OpenRead(At("file")).Content!;

        Assert.Equal(100_000, content.LengthBytes);
        Assert.Equal(At("file"), content.Description);
        Assert.Equal(bytes, await Reading.ToEndAsync(content));
    }

    [Fact]
    public void MissingFile_IsNamed_With_TheCause()
    {
        ContentRefusal refusal = LocalFile.OpenRead(At("missing")).Refusal!;

        Assert.Equal(ErrorCode.FileNotFound, refusal.Code);
        Assert.StartsWith($"cannot read {At("missing")}: ", refusal.Detail, StringComparison.Ordinal);
        Assert.Equal($"cannot read {_directory}: it is a directory", LocalFile.OpenRead(_directory).Refusal!.Detail);
    }

    [Fact]
    public async Task Fifo_IsAStreamOfUnknownLength()
    {
        Shell.NeedUnix();
        Shell.Run("mkfifo", At("fifo"));
        Task writing = Task.Run(() => File.WriteAllText(At("fifo"), "through the pipe"), TestContext.Current.CancellationToken);

        using ReadContent content = LocalFile.OpenRead(At("fifo")).Content!;

        Assert.Null(content.LengthBytes);
        Assert.Equal("through the pipe", await Reading.TextAsync(content));
        await writing;
    }

    [Fact]
    public async Task Target_AppearsOnlyWhenWhole()
    {
        File.WriteAllText(At("target"), "old");
        byte[] bytes = Reading.Pattern(200_000);
        using WriteContent content = LocalFile.OpenWrite(At("target")).Content!;
        Assert.Equal(ContentStatus.Ok, await Reading.WriteAsync(content, bytes));
        Assert.Equal("old", File.ReadAllText(At("target")));

        Assert.Null(await content.CommitAsync(TestContext.Current.CancellationToken));

        Assert.Equal(bytes, File.ReadAllBytes(At("target")));
        Assert.Equal([At("target")], Directory.GetFiles(_directory));
    }

    [Fact]
    public void Target_IsLeftAlone_When_NotCommitted()
    {
        foreach (string name in (string[])["new", "old"])
        {
            File.WriteAllText(At("old"), "old");
            Assert.Null(LocalFile.OpenWrite(At(name)).Refusal);
            using (WriteContent content = LocalFile.OpenWrite(At(name)).Content!)
            {
                Assert.Equal(ContentStatus.Ok, content.TryWrite("half"u8));
            }

            Assert.Equal([At("old")], Directory.GetFiles(_directory));
            Assert.Equal("old", File.ReadAllText(At("old")));
        }
    }

    [Fact]
    public async Task Target_OfALink_IsReplaced_And_TheLinkStays()
    {
        Shell.NeedUnix();
        File.WriteAllText(At("real"), "old");
        File.CreateSymbolicLink(At("link"), "real");

        using WriteContent content = LocalFile.OpenWrite(At("link")).Content!;
        Assert.Null(await Reading.StoreAsync(content, Encoding.ASCII.GetBytes("new")));

        Assert.Equal("new", File.ReadAllText(At("real")));
        Assert.Equal("real", new FileInfo(At("link")).LinkTarget);
    }

    [Fact]
    public async Task Target_OfALinkToNothing_IsMade()
    {
        Shell.NeedUnix();
        Directory.CreateDirectory(At("dir"));
        File.CreateSymbolicLink(At("to-dir"), At("dir"));
        File.CreateSymbolicLink(At("link"), "to-dir/new");

        using WriteContent content = LocalFile.OpenWrite(At("link")).Content!;
        Assert.Null(await Reading.StoreAsync(content, Encoding.ASCII.GetBytes("new")));

        Assert.Equal("new", File.ReadAllText(At("dir/new")));
    }

    [Fact]
    public void Target_IsRefused_With_TheCause()
    {
        File.WriteAllText(At("taken"), "");

        Assert.Equal(ErrorCode.FileAlreadyExists, LocalFile.OpenWrite(At("taken"), overwrite: false).Refusal!.Code);
        ContentRefusal refusal = LocalFile.OpenWrite(At("none/file")).Refusal!;
        Assert.StartsWith($"cannot write {At("none/file")}: ", refusal.Detail, StringComparison.Ordinal);
        Assert.Equal($"cannot write {At("new/")}: it is a directory", LocalFile.OpenWrite(At("new/")).Refusal!.Detail);
        Assert.Equal($"cannot write {_directory}: it is a directory", LocalFile.OpenWrite(_directory).Refusal!.Detail);
    }

    [Fact]
    public async Task Device_IsWrittenDirectly()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /dev/null and /dev/full");
        using WriteContent nothing = LocalFile.OpenWrite("/dev/null").Content!;
        Assert.Null(await Reading.StoreAsync(nothing, Reading.Pattern(300_000)));
        using WriteContent full = LocalFile.OpenWrite("/dev/full").Content!;
        Assert.Equal(ErrorCode.DiskFull, (await Reading.StoreAsync(full, Reading.Pattern(300_000)))!.Code);
        Assert.True(File.Exists("/dev/null"));
    }

    [Fact]
    public async Task File_AppearsWhenWhole_When_ItsDirectoryIsInMemoryBelowDev()
    {
        Assert.SkipUnless(Directory.Exists("/dev/shm"), "needs /dev/shm");
        string path = $"/dev/shm/oack-{Guid.NewGuid():N}";
        try
        {
            using (WriteContent content = LocalFile.OpenWrite(path).Content!)
            {
                Assert.False(File.Exists(path));
                Assert.Null(await Reading.StoreAsync(content, Reading.Pattern(300_000)));
            }

            Assert.Equal(Reading.Pattern(300_000), await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Fifo_IsWrittenDirectly()
    {
        Shell.NeedUnix();
        Shell.Run("mkfifo", At("fifo"));
        Task<string> reading = Task.Run(() => File.ReadAllText(At("fifo")), TestContext.Current.CancellationToken);

        using (WriteContent content = LocalFile.OpenWrite(At("fifo")).Content!)
        {
            Assert.Null(await Reading.StoreAsync(content, Encoding.ASCII.GetBytes("through the pipe")));
        }

        Assert.Equal("through the pipe", await reading);
    }

    private string At(string name) => Path.Combine(_directory, name);
}
