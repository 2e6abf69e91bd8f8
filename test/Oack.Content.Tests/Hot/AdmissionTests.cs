using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;
using Xunit;

namespace Oack.Content.Tests;

public sealed class AdmissionTests
{
    private const int BlockSize = 1428;
    private static readonly BlockRun s_window = new(1, 16, BlockSize, 0);

    public AdmissionTests() => Assert.SkipUnless(LinuxNative.IsSupported, "the cache is for Linux");

    [Fact]
    public async Task File_IsNotKept_When_OneClientReadsItAgainAndAgain()
    {
        using Serving serving = Serve(ManualClock.Later());
        using ReadContent content = await serving.OpenOkAsync("image");
        for (int i = 0; i < 5; i++)
        {
            await Runs.ToEndAsync(content, BlockSize, 16);
        }

        Assert.Equal(0, serving.Content.Hot!.SegmentCount);
    }

    [Fact]
    public async Task File_IsKept_When_ASecondClientReadsIt()
    {
        using Serving serving = Serve(ManualClock.Later());
        using ReadContent first = await serving.OpenOkAsync("image");
        using ReadContent second = await serving.OpenOkAsync("image");
        using ReadContent third = await serving.OpenOkAsync("image");

        Assert.Equal(0, await LeasedAsync(first));
        Assert.Equal(16 * (BlockSize + 4), await LeasedAsync(second));
        Assert.Equal(16 * (BlockSize + 4), await LeasedAsync(third));
        Assert.Equal(16 * (BlockSize + 4), await LeasedAsync(first));
        Assert.Equal(1, serving.Content.Hot!.SegmentCount);
    }

    [Fact]
    public async Task File_IsNotKept_When_ItWasChangedAMomentAgo()
    {
        ManualClock clock = new();
        using Serving serving = Serve(clock);
        using ReadContent first = await serving.OpenOkAsync("image");
        using ReadContent second = await serving.OpenOkAsync("image");
        await LeasedAsync(first);
        Assert.Equal(0, await LeasedAsync(second));
        Assert.Equal(0, serving.Content.Hot!.SegmentCount);

        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.NotEqual(0, await LeasedAsync(second));
    }

    [Fact]
    public async Task File_IsNotKept_When_ItsTimesAreAhead()
    {
        ManualClock clock = ManualClock.Later();
        using Serving serving = Serve(clock);
        File.SetLastWriteTimeUtc(serving.At("image"), clock.GetUtcNow().UtcDateTime + TimeSpan.FromDays(1));
        using ReadContent first = await serving.OpenOkAsync("image");
        using ReadContent second = await serving.OpenOkAsync("image");
        await LeasedAsync(first);

        Assert.Equal(0, await LeasedAsync(second));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(HotBlocks.SegmentBytes - 1)]
    public async Task NothingIsKept_When_TheCacheIsOff(long cacheBytes)
    {
        using Serving serving = Serve(ManualClock.Later(), cacheBytes);
        Assert.Null(serving.Content.Hot);
        for (int client = 0; client < 3; client++)
        {
            using ReadContent content = await serving.OpenOkAsync("image");
            Assert.Equal(0, await LeasedAsync(content));
        }
    }

    [Fact]
    public void CacheBytes_AreRefused_When_Negative() =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new DirectoryContent(new() { Root = Path.GetTempPath(), CacheBytes = -1 }));

    [Fact]
    public async Task Memory_StaysInItsBound_When_MuchIsHot()
    {
        using Serving serving = Serve(ManualClock.Later(), 5 * HotBlocks.SegmentBytes);
        await File.WriteAllBytesAsync(
            serving.At("image"), Reading.Pattern(3_000_000), TestContext.Current.CancellationToken);
        for (int client = 0; client < 4; client++)
        {
            using ReadContent content = await serving.OpenOkAsync("image");
            await Runs.ToEndAsync(content, BlockSize, 16);
        }

        Assert.Equal(5, serving.Content.Hot!.SegmentCount);
    }

    private static Serving Serve(ManualClock clock, long cacheBytes = 1 << 20)
    {
        Serving serving = new(Way.OpenAt2, options => options with { CacheBytes = cacheBytes, Clock = clock });
        File.WriteAllBytes(serving.At("image"), Reading.Pattern(60_000));
        return serving;
    }

    private static async Task<int> LeasedAsync(ReadContent content)
    {
        DatagramTrain train = new();
        await Runs.OkAsync(content, s_window, train);
        int leased = Runs.LeasedBytes(train);
        train.Clear();
        return leased;
    }
}
