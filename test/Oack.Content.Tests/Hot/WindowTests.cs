using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;
using Xunit;

namespace Oack.Content.Tests;

public sealed class WindowTests
{
    /// <summary>Read by three clients, one after the other: from the file, into the cache, from the cache.</summary>
    [Theory]
    [EveryWay(
        "0 512 1", "1 512 4", "511 512 1", "512 512 4", "513 512 7", "65532 512 64", "65535 512 64", "200000 512 64",
        "200000 1428 16", "64260 1428 45", "64261 1428 45", "300000 1432 33", "131072 8192 4", "400000 8192 7",
        "200000 16384 3", "262144 32768 2", "262143 32768 1", "200000 65464 1", "65464 65464 1", "10000 8 64", "9 8 2")]
    public async Task Packets_AreTheFile_When_ManyRead(Way way, string sizes)
    {
        int[] numbers = [.. sizes.Split(' ').Select(int.Parse)];
        (int length, int blockSize, int window) = (numbers[0], numbers[1], numbers[2]);
        byte[] bytes = Reading.Pattern(length);
        List<byte[]> expected = Runs.Expected(bytes, blockSize);
        foreach (long cacheBytes in new long[] { 0, 64 << 10, 4 << 20 })
        {
            using Serving serving = new(way, options => options with { CacheBytes = cacheBytes, Clock = ManualClock.Later() });
            await File.WriteAllBytesAsync(serving.At("image"), bytes, TestContext.Current.CancellationToken);
            for (int client = 0; client < 4; client++)
            {
                using ReadContent content = await serving.OpenOkAsync("image");
                Runs.Same(expected, await Runs.ToEndAsync(content, blockSize, client < 3 ? window : 1));
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Packets_AreTheFile_When_TheNumbersRollOver(ushort rolloverTo)
    {
        byte[] bytes = Reading.Pattern((140_000 * 8) + 3);
        using Serving serving = new(Way.OpenAt2, options => options with { Clock = ManualClock.Later() });
        await File.WriteAllBytesAsync(serving.At("image"), bytes, TestContext.Current.CancellationToken);
        ushort other = (ushort)(1 - rolloverTo);
        foreach (ushort rollover in new[] { rolloverTo, rolloverTo, rolloverTo, other, other, other, rolloverTo })
        {
            using ReadContent content = await serving.OpenOkAsync("image");
            Runs.Same(Runs.Expected(bytes, 8, rollover), await Runs.ToEndAsync(content, 8, 64, rollover));
        }

        // What comes before the rollover is kept once for both ways of counting.
        const int Segments = ((140_000 + 1023) / 1024) + ((140_000 / 1024) - 63 + 1);
        Assert.InRange(serving.Content.Hot!.SegmentCount, 1, OperatingSystem.IsLinux() ? Segments : 0);
    }

    [Fact]
    public async Task Packets_AreTheFile_When_RunsBeginAnywhere()
    {
        byte[] bytes = Reading.Pattern(500_123);
        using Serving serving = new(Way.OpenAt2, options => options with { CacheBytes = 256 << 10, Clock = ManualClock.Later() });
        await File.WriteAllBytesAsync(serving.At("image"), bytes, TestContext.Current.CancellationToken);
        Random random = new(7);
        List<ReadContent> contents = [];
        for (int i = 0; i < 8; i++)
        {
            contents.Add(await serving.OpenOkAsync("image"));
        }

        int[] blockSizes = [512, 1428, 4096, 9000];
        List<List<byte[]>> expected = [.. blockSizes.Select(size => Runs.Expected(bytes, size))];
        DatagramTrain train = new();
        for (int i = 0; i < 5_000; i++)
        {
            int which = random.Next(blockSizes.Length);
            int blocks = expected[which].Count;
            int first = random.Next(blocks) + 1;
            int most = Math.Min(DatagramTrain.CountFor(blockSizes[which] + 4), blocks - first + 1);
            BlockRun run = new(first, random.Next(most) + 1, blockSizes[which], 0);
            await Runs.OkAsync(contents[random.Next(contents.Count)], run, train);
            Runs.Same(expected[which].GetRange(first - 1, run.Count), [.. Runs.Packets(train)]);
        }

        train.Clear();
        contents.ForEach(content => content.Dispose());
    }

    [Fact]
    public async Task Run_IsRefused_When_ItIsPastTheEnd()
    {
        using Serving serving = new(Way.OpenAt2);
        serving.Write("image", "short");
        using ReadContent content = await serving.OpenOkAsync("image");
        DatagramTrain train = new();

        Assert.Throws<ArgumentOutOfRangeException>(() => content.TryReadRun(new(1, 2, 512, 0), train));
        Assert.Throws<ArgumentOutOfRangeException>(() => content.TryReadRun(new(0, 1, 512, 0), train));
        content.Dispose();
        Assert.Throws<ObjectDisposedException>(() => content.TryReadRun(new(1, 1, 512, 0), train));
    }
}
