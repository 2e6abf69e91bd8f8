using Oack.Protocol.Wire;
using Xunit;

namespace Oack.Content.Tests;

public sealed class VersionTests
{
    private const int BlockSize = 1428;
    private const int Length = 150_000;

    private readonly byte[] _old = Reading.Pattern(Length);
    private readonly byte[] _new = [.. Reading.Pattern(Length + 9).Skip(9)];

    [Theory]
    [EveryWay]
    public async Task EachClient_GetsItsVersion_When_TheFileIsReplaced(Way way)
    {
        using Serving serving = await HotAsync(way);
        using ReadContent before = await serving.OpenOkAsync("image");
        await File.WriteAllBytesAsync(serving.At("next"), _new, TestContext.Current.CancellationToken);
        File.Move(serving.At("next"), serving.At("image"), overwrite: true);

        for (int client = 0; client < 4; client++)
        {
            using ReadContent after = await serving.OpenOkAsync("image");
            Runs.Same(Runs.Expected(_new, BlockSize), await Runs.ToEndAsync(after, BlockSize, 16));
        }

        Runs.Same(Runs.Expected(_old, BlockSize), await Runs.ToEndAsync(before, BlockSize, 16));
    }

    [Theory]
    [EveryWay]
    public async Task NewClients_GetTheNewBytes_When_TheFileIsWrittenInPlace(Way way)
    {
        using Serving serving = await HotAsync(way);
        using ReadContent before = await serving.OpenOkAsync("image");
        await OverwriteAsync(serving, _new);

        for (int client = 0; client < 4; client++)
        {
            using ReadContent after = await serving.OpenOkAsync("image");
            Runs.Same(Runs.Expected(_new, BlockSize), await Runs.ToEndAsync(after, BlockSize, 16));
        }
    }

    /// <summary>A transfer of the old version reads new bytes; they must not be kept under the old version's name.</summary>
    [Fact]
    public async Task NewBytes_AreNotKept_When_AnOldTransferReadsThem()
    {
        Assert.SkipUnless(LinuxNative.IsSupported, "the cache is for Linux");
        using Serving serving = new(Way.OpenAt2, options => options with { Clock = ManualClock.Later() });
        await File.WriteAllBytesAsync(serving.At("image"), _old, TestContext.Current.CancellationToken);
        using ReadContent first = await serving.OpenOkAsync("image");
        using ReadContent second = await serving.OpenOkAsync("image");
        await OverwriteAsync(serving, _new);

        for (int round = 0; round < 3; round++)
        {
            Runs.Same(Runs.Expected(_new, BlockSize), await Runs.ToEndAsync(first, BlockSize, 16));
            Runs.Same(Runs.Expected(_new, BlockSize), await Runs.ToEndAsync(second, BlockSize, 16));
        }

        Assert.True(serving.Content.Hot!.IsEmpty);
    }

    [Theory]
    [EveryWay]
    public async Task Run_Fails_When_TheFileBecameShorter(Way way)
    {
        using Serving serving = new(way, options => options with { Clock = ManualClock.Later() });
        await File.WriteAllBytesAsync(serving.At("image"), _old, TestContext.Current.CancellationToken);
        using ReadContent content = await serving.OpenOkAsync("image");
        await OverwriteAsync(serving, _old[..70_000]);
        DatagramTrain train = new();

        await Runs.OkAsync(content, new(1, 16, BlockSize, 0), train);
        Assert.Equal(ContentStatus.Failed, await Runs.StatusAsync(content, new(40, 16, BlockSize, 0), train));
        Assert.Equal(0, train.Count);
        Assert.Equal("The file became shorter while it was sent", content.Failure!.Message);
        Assert.Equal(ContentStatus.Failed, content.TryReadRun(new(1, 1, BlockSize, 0), train));
    }

    /// <summary>A cache that holds the file, as three clients leave it.</summary>
    private async Task<Serving> HotAsync(Way way)
    {
        Serving serving = new(way, options => options with { Clock = ManualClock.Later() });
        await File.WriteAllBytesAsync(serving.At("image"), _old, TestContext.Current.CancellationToken);
        for (int client = 0; client < 3; client++)
        {
            using ReadContent content = await serving.OpenOkAsync("image");
            Runs.Same(Runs.Expected(_old, BlockSize), await Runs.ToEndAsync(content, BlockSize, 16));
        }

        return serving;
    }

    /// <summary>Writes in place, and until the time of the file has moved on: its granularity is some milliseconds.</summary>
    private static async Task OverwriteAsync(Serving serving, byte[] bytes)
    {
        DateTime before = File.GetLastWriteTimeUtc(serving.At("image"));
        do
        {
            await using FileStream file = new(serving.At("image"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            await file.WriteAsync(bytes, TestContext.Current.CancellationToken);
            file.SetLength(bytes.Length);
        }
        while (File.GetLastWriteTimeUtc(serving.At("image")) == before);
    }
}
