using System.Text;
using Oack.Tests.Common;
using Xunit;

namespace Oack.Content.Tests;

public sealed class ReadingTests
{
    [Theory]
    [EveryWay("0", "1", "511", "512", "513", "1432", "65536", "1000000")]
    public async Task Bytes_AreTheFiles_When_ReadBlockByBlock(Way way, string length)
    {
        using Serving serving = new(way);
        byte[] bytes = Reading.Pattern(int.Parse(length, System.Globalization.CultureInfo.InvariantCulture));
        File.WriteAllBytes(serving.At("file"), bytes);

        using ReadContent content = await serving.OpenOkAsync("file");

        Assert.Equal(bytes.Length, content.LengthBytes);
        Assert.Equal(bytes, await Reading.ToEndAsync(content, blockBytes: 512));
        Assert.Equal(0, await Reading.BlockAsync(content, bytes.Length + 5000L, new byte[10]));
    }

    [Theory]
    [EveryWay]
    public async Task SparseFile_IsRead_When_LargerThan4GiB(Way way)
    {
        using Serving serving = new(way);
        const long Length = (5L << 30) + 7;
        using (FileStream file = File.Create(serving.At("sparse")))
        {
            file.SetLength(Length);
            file.Position = Length - 3;
            file.Write("end"u8);
        }

        using ReadContent content = await serving.OpenOkAsync("sparse");
        byte[] block = new byte[16];

        Assert.Equal(Length, content.LengthBytes);
        Assert.Equal(16, await Reading.BlockAsync(content, 0, block));
        Assert.Equal(5, await Reading.BlockAsync(content, Length - 5, block));
        Assert.Equal("\0\0end", Encoding.ASCII.GetString(block, 0, 5));
    }

    [Theory]
    [EveryWay]
    public async Task ColdFile_IsPending_And_ThenRead(Way way)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs dd with oflag=nocache");
        using Serving serving = new(way);
        byte[] bytes = Reading.Pattern(3_000_000);
        File.WriteAllBytes(serving.At("cold"), bytes);
        using ReadContent content = await serving.OpenOkAsync("cold");
        Evict(serving.At("cold"));

        byte[] block = new byte[1432];
        Assert.Equal(ContentStatus.Pending, content.TryRead(2_000_000, block, out int count));
        Assert.Equal(0, count);
        await content.PrepareReadAsync(2_000_000, block.Length, TestContext.Current.CancellationToken);
        Assert.Equal(ContentStatus.Ok, content.TryRead(2_000_000, block, out count));
        Assert.Equal(bytes[2_000_000..2_001_432], block);

        // Evicted again after the preparation: it waits then, rather than ask for ever.
        Evict(serving.At("cold"));
        Assert.Equal(ContentStatus.Ok, content.TryRead(2_000_000, block, out count));
        Assert.Equal(bytes, await Reading.ToEndAsync(content));
    }

    [Theory]
    [EveryWay]
    public async Task File_FailsClearly_When_ItBecomesShorter(Way way)
    {
        using Serving serving = new(way);
        File.WriteAllBytes(serving.At("file"), Reading.Pattern(100_000));
        using ReadContent content = await serving.OpenOkAsync("file");
        byte[] block = new byte[1000];
        Assert.Equal(1000, await Reading.BlockAsync(content, 0, block));

        using (FileStream file = new(serving.At("file"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength(5000);
        }

        Assert.Equal(ContentStatus.Failed, await Reading.StatusAsync(content, 50_000, block));
        Assert.Equal("The file became shorter while it was sent", content.Failure!.Message);
        Assert.Equal(ContentStatus.Failed, content.TryRead(0, block, out _));
    }

    [Theory]
    [EveryWay]
    public async Task File_EndsWhereItDid_When_ItBecomesLonger(Way way)
    {
        using Serving serving = new(way);
        string path = serving.Write("log", "first");
        using ReadContent content = await serving.OpenOkAsync("log");

        await File.AppendAllTextAsync(path, "second", TestContext.Current.CancellationToken);

        Assert.Equal("first", await Reading.TextAsync(content));
    }

    [Theory]
    [EveryWay]
    public async Task File_IsReadInTheOldVersion_When_Replaced(Way way)
    {
        using Serving serving = new(way);
        byte[] old = Reading.Pattern(50_000);
        File.WriteAllBytes(serving.At("image"), old);
        using ReadContent content = await serving.OpenOkAsync("image");
        byte[] block = new byte[512];
        Assert.Equal(512, await Reading.BlockAsync(content, 0, block));

        serving.Write("image.new", "the new version");
        File.Move(serving.At("image.new"), serving.At("image"), overwrite: true);

        Assert.Equal(old, await Reading.ToEndAsync(content));
        Assert.Equal("the new version", await serving.GetAsync("image"));
    }

    [Theory]
    [EveryWay]
    public async Task File_IsReadToItsEnd_When_Deleted(Way way)
    {
        using Serving serving = new(way);
        string path = serving.Write("file", "still here");
        using ReadContent content = await serving.OpenOkAsync("file");

        File.Delete(path);

        Assert.Equal("still here", await Reading.TextAsync(content));
        Assert.StartsWith("ERROR 1 ", await serving.GetAsync("file"), StringComparison.Ordinal);
    }

    [Theory]
    [EveryWay]
    public async Task Content_StaysUsable_When_TheDirectoryIsClosed(Way way)
    {
        using Serving serving = new(way);
        serving.Write("file", "open");
        using ReadContent content = await serving.OpenOkAsync("file");

        serving.Content.Dispose();

        Assert.Equal("open", await Reading.TextAsync(content));
    }

    [Theory]
    [EveryWay]
    public async Task SteadyReads_AllocateNothing(Way way)
    {
        using Serving serving = new(way);
        File.WriteAllBytes(serving.At("file"), Reading.Pattern(400_000));
        using ReadContent content = await serving.OpenOkAsync("file");
        byte[] block = new byte[1432];
        await content.PrepareReadAsync(0, 400_000, TestContext.Current.CancellationToken);
        Assert.Equal(ContentStatus.Ok, content.TryRead(0, block, out _));

        long allocated = Allocations.Measure(() =>
        {
            for (long offset = 0; offset < 400_000; offset += block.Length)
            {
                if (content.TryRead(offset, block, out _) != ContentStatus.Ok)
                {
                    Assert.Fail($"not ready at {offset}");
                }
            }
        });

        Assert.Equal(0, allocated);
    }

    private static void Evict(string path) =>
        Shell.Run("dd", $"of={path}", "oflag=nocache", "conv=notrunc,fdatasync", "count=0", "status=none");
}
