using Xunit;

namespace Oack.Content.Tests.Streams;

/// <summary>Targets that take bytes in any order, as a multicast brings them.</summary>
public sealed class AnyOrderWriteTests : IDisposable
{
    private const int BlockSize = 1_468;
    private const int Blocks = 700;

    private readonly string _directory = Directory.CreateTempSubdirectory("oack-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task FileIsWhole_When_BlocksComeInAnyOrderAndTwice(int seed)
    {
        byte[] bytes = Bytes(seed);
        string path = Path.Combine(_directory, "file");
        using (WriteContent target = LocalFile.OpenWrite(path).Content!)
        {
            Assert.True(target.TakesOffsets);
            await ScatterAsync(target, bytes, seed);
            Assert.False(File.Exists(path));
            target.EndAt(bytes.Length);
            Assert.Null(await target.CommitAsync(TestContext.Current.CancellationToken));
        }

        Assert.Equal(bytes, await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task TailIsDropped_When_TheContentIsWrittenAgainAndShorter()
    {
        string path = Path.Combine(_directory, "file");
        using (WriteContent target = LocalFile.OpenWrite(path).Content!)
        {
            Assert.Equal(ContentStatus.Ok, target.TryWriteAt(5_000, [9, 9, 9]));
            Assert.Equal(ContentStatus.Ok, target.TryWrite([1, 2]));
            Assert.Equal(ContentStatus.Ok, target.TryWrite([3]));
            target.EndAt(3);
            Assert.Null(await target.CommitAsync(TestContext.Current.CancellationToken));
        }

        Assert.Equal([1, 2, 3], await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task NothingStays_When_ItIsNotCommitted()
    {
        using (WriteContent target = LocalFile.OpenWrite(Path.Combine(_directory, "file")).Content!)
        {
            await ScatterAsync(target, Bytes(4), seed: 4);
        }

        Assert.Empty(Directory.GetFileSystemEntries(_directory));
    }

    [Fact]
    public async Task StreamGetsAllInOrder_When_ASpoolStandsBeforeIt()
    {
        byte[] bytes = Bytes(5);
        using MemoryStream stream = new();
        using StreamWriteContent target = new(stream, leaveOpen: true);
        using SpooledWriteContent spool = new(target);
        Assert.False(target.TakesOffsets);

        await ScatterAsync(spool, bytes, seed: 5);
        Assert.Equal(0, stream.Length);
        spool.EndAt(bytes.Length);
        Assert.Null(await spool.CommitAsync(TestContext.Current.CancellationToken));

        Assert.Equal(bytes, stream.ToArray());
    }

    [Fact]
    public async Task SpoolEndsThere_When_ItIsToldAShorterLength()
    {
        using MemoryStream stream = new();
        using StreamWriteContent target = new(stream, leaveOpen: true);
        using SpooledWriteContent spool = new(target);

        Assert.Equal(ContentStatus.Ok, spool.TryWriteAt(2, [3, 4]));
        Assert.Equal(ContentStatus.Ok, spool.TryWriteAt(0, [1, 2]));
        spool.EndAt(3);
        Assert.Null(await spool.CommitAsync(TestContext.Current.CancellationToken));

        Assert.Equal([1, 2, 3], stream.ToArray());
    }

    [Fact]
    public void StreamRefusesOffsets_When_AskedForThem()
    {
        using StreamWriteContent target = new(new MemoryStream());

        Assert.Throws<NotSupportedException>(() => target.TryWriteAt(0, [1]));
        Assert.Throws<NotSupportedException>(() => target.EndAt(1));
    }

    private static byte[] Bytes(int seed)
    {
        byte[] bytes = new byte[(Blocks * BlockSize) - 100];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Writes the blocks as a lossy group would bring them: runs with gaps, and the gaps later, one by one.</summary>
    private static async Task ScatterAsync(WriteContent target, byte[] bytes, int seed)
    {
        Random random = new(seed);
        int[] late = [.. Enumerable.Range(0, Blocks).Where(_ => random.Next(10) == 0)];
        int[] order = [.. Enumerable.Range(0, Blocks).Except(late), .. late, .. late.Take(5)];
        foreach (int block in order)
        {
            int offset = block * BlockSize;
            ReadOnlyMemory<byte> piece = bytes.AsMemory(offset, Math.Min(BlockSize, bytes.Length - offset));
            ContentStatus status;
            while ((status = target.TryWriteAt(offset, piece.Span)) == ContentStatus.Pending)
            {
                await target.PrepareWriteAsync(TestContext.Current.CancellationToken);
            }

            Assert.Equal(ContentStatus.Ok, status);
        }
    }
}
