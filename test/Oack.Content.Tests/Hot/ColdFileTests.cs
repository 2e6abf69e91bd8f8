using System.Runtime.InteropServices;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;
using Xunit;

namespace Oack.Content.Tests;

public sealed partial class ColdFileTests
{
    private const int BlockSize = 1428;
    private const int Length = 900_000;
    private const int DontNeed = 4;

    private readonly byte[] _bytes = Reading.Pattern(Length);

    [Theory]
    [InlineData(0)]
    [InlineData(1 << 20)]
    public async Task Run_IsPending_When_ItsBytesAreOnTheDisk(long cacheBytes)
    {
        using Serving serving = await ColdAsync(cacheBytes);
        for (int client = 0; client < 3; client++)
        {
            using ReadContent content = await serving.OpenOkAsync("image");
            DatagramTrain train = new();
            MakeCold(serving.At("image"));
            BlockRun window = new(1 + (client * 200), 16, BlockSize, 0);
            Assert.Equal(ContentStatus.Pending, content.TryReadRun(window, train));
            Assert.Equal(0, train.Count);
            await content.PrepareReadAsync(window.OffsetBytes, 16 * BlockSize, TestContext.Current.CancellationToken);
            Assert.Equal(ContentStatus.Ok, content.TryReadRun(window, train));
            Runs.Same(
                Runs.Expected(_bytes, BlockSize).GetRange((int)window.FirstBlock - 1, 16), [.. Runs.Packets(train)]);
            train.Clear();
        }
    }

    /// <summary>What was prepared and went from memory again is waited for: no transfer prepares for ever.</summary>
    [Fact]
    public async Task Run_IsRead_When_ItWasPreparedAndIsOnTheDiskAgain()
    {
        using Serving serving = await ColdAsync(1 << 20);
        using ReadContent content = await serving.OpenOkAsync("image");
        DatagramTrain train = new();
        BlockRun window = new(17, 16, BlockSize, 0);
        await content.PrepareReadAsync(window.OffsetBytes, 16 * BlockSize, TestContext.Current.CancellationToken);
        MakeCold(serving.At("image"));

        Assert.Equal(ContentStatus.Ok, content.TryReadRun(window, train));
        Runs.Same(Runs.Expected(_bytes, BlockSize).GetRange(16, 16), [.. Runs.Packets(train)]);
        train.Clear();
    }

    /// <summary>A segment that cannot be read takes no room from those that are asked for.</summary>
    [Fact]
    public async Task HotFile_StaysHot_When_ColdOnesAreAskedFor()
    {
        using Serving serving = await ColdAsync(HotBlocks.SegmentBytes * 2);
        serving.Write("hot", new string('h', 50_000));
        DatagramTrain train = new();
        BlockRun window = new(1, 16, BlockSize, 0);
        using ReadContent first = await serving.OpenOkAsync("hot");
        using ReadContent second = await serving.OpenOkAsync("hot");
        await Runs.OkAsync(first, window, train);
        await Runs.OkAsync(second, window, train);
        using ReadContent cold = await serving.OpenOkAsync("image");
        using ReadContent coldToo = await serving.OpenOkAsync("image");
        MakeCold(serving.At("image"));
        for (int i = 0; i < 20; i++)
        {
            _ = cold.TryReadRun(new(490, 16, BlockSize, 0), train);
            _ = coldToo.TryReadRun(new(490, 16, BlockSize, 0), train);
        }

        await Runs.OkAsync(second, window, train);
        Assert.Equal(train.LengthBytes, Runs.LeasedBytes(train));
        train.Clear();
    }

    private async Task<Serving> ColdAsync(long cacheBytes)
    {
        Assert.SkipUnless(LinuxNative.IsSupported, "what is in memory is known on Linux only");
        Serving serving = new(Way.OpenAt2, options => options with { CacheBytes = cacheBytes, Clock = ManualClock.Later() });
        await File.WriteAllBytesAsync(serving.At("image"), _bytes, TestContext.Current.CancellationToken);
        return serving;
    }

    private static void MakeCold(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.Flush(flushToDisk: true);
        int handle = (int)file.SafeFileHandle.DangerousGetHandle();
        Assert.Equal(0, Sync(handle));
        Assert.Equal(0, Advise(handle, 0, 0, DontNeed));
    }

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Sync(int file);

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    private static partial int Advise(int file, nint offset, nint length, int advice);
}
