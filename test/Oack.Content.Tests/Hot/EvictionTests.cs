using System.Text;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;
using Xunit;

namespace Oack.Content.Tests;

public sealed class EvictionTests
{
    private const int BlockSize = 1428;

    [Fact]
    public async Task LeasedBytes_StayAsTheyAre_When_OthersNeedRoom()
    {
        Assert.SkipUnless(LinuxNative.IsSupported, "the cache is for Linux");
        byte[] bytes = Reading.Pattern(1_000_000);
        List<byte[]> expected = Runs.Expected(bytes, BlockSize);
        using Serving serving = new(
            Way.OpenAt2, options => options with { CacheBytes = 2 * HotBlocks.SegmentBytes, Clock = ManualClock.Later() });
        await File.WriteAllBytesAsync(serving.At("image"), bytes, TestContext.Current.CancellationToken);
        using ReadContent first = await serving.OpenOkAsync("image");
        using ReadContent second = await serving.OpenOkAsync("image");
        DatagramTrain held = new();
        BlockRun window = new(30, 30, BlockSize, 0);
        await Runs.OkAsync(first, window, held);
        await Runs.OkAsync(second, window, held);
        Assert.Equal(30 * (BlockSize + 4), Runs.LeasedBytes(held));

        // Both buffers are leased: nothing else can be kept, and everything can be read.
        for (int round = 0; round < 2; round++)
        {
            Runs.Same(expected, await Runs.ToEndAsync(first, BlockSize, 16));
            Runs.Same(expected, await Runs.ToEndAsync(second, BlockSize, 16));
        }

        Runs.Same(expected.GetRange(29, 30), [.. Runs.Packets(held)]);
        held.Clear();

        DatagramTrain other = new();
        BlockRun far = new(500, 1, BlockSize, 0);
        await Runs.OkAsync(first, far, other);
        await Runs.OkAsync(second, far, other);
        Assert.NotEqual(0, Runs.LeasedBytes(other));
        other.Clear();
    }

    [Fact]
    public async Task EveryThread_ReadsTheFile_When_TheCacheIsTiny()
    {
        byte[][] files = [.. Enumerable.Range(0, 3).Select(i => Reading.Pattern(300_000 + (i * 777)))];
        List<byte[]>[] expected = [.. files.Select(bytes => Runs.Expected(bytes, BlockSize))];
        using Serving serving = new(
            Way.OpenAt2, options => options with { CacheBytes = 3 * HotBlocks.SegmentBytes, Clock = ManualClock.Later() });
        for (int i = 0; i < files.Length; i++)
        {
            await File.WriteAllBytesAsync(serving.At($"image{i}"), files[i], TestContext.Current.CancellationToken);
        }

        await Task.WhenAll(Enumerable.Range(0, 6).Select(seed => Task.Run(
            async () =>
            {
                Random random = new(seed);
                DatagramTrain[] trains = [new(), new()];
                for (int i = 0; i < 300; i++)
                {
                    int which = random.Next(files.Length);
                    using ReadContent content = (await serving.Content.OpenReadAsync(
                        Serving.Ask(Encoding.UTF8.GetBytes($"image{which}")), CancellationToken.None)).Content!;
                    int first = random.Next(expected[which].Count - 100) + 1;
                    for (int window = 0; window < 4; window++, first += 20)
                    {
                        DatagramTrain train = trains[window % 2];
                        await Runs.OkAsync(content, new(first, 20, BlockSize, 0), train);
                        Thread.Yield();
                        Runs.Same(expected[which].GetRange(first - 1, 20), [.. Runs.Packets(train)]);
                    }
                }

                Array.ForEach(trains, train => train.Clear());
            },
            TestContext.Current.CancellationToken)));
        Assert.Equal(0, serving.Content.OpenFileCount);
    }
}
