using Oack.Protocol.Wire;
using Xunit;

namespace Oack.Content.Tests;

public sealed class UploadLimitTests
{
    [Theory]
    [EveryWay]
    public async Task Upload_IsRefusedBeforehand_When_ItAnnouncesTooMuch(Way way)
    {
        using Serving serving = new(way, options => options with { WriteMode = WriteMode.Create, MaxUploadBytes = 1000 });

        ContentRefusal refusal = (await serving.OpenWriteAsync("big", announced: 1001)).Refusal!;

        Assert.Equal(ErrorCode.DiskFull, refusal.Code);
        Assert.Equal("File too large: at most 1000 bytes", refusal.Message);
        Assert.Null(await serving.PutAsync("fits", new string('x', 1000), announced: 1000));
        Assert.Equal(["fits"], serving.Listing());
    }

    [Theory]
    [EveryWay]
    public async Task Upload_IsRefused_When_ItSendsMoreThanTheLimit(Way way)
    {
        using Serving serving = new(way, options => options with { WriteMode = WriteMode.Create, MaxUploadBytes = 100_000 });

        Assert.Equal(ErrorCode.DiskFull, await serving.PutCodeAsync("liar", new string('x', 100_001), announced: 5));
        Assert.Equal([], serving.SettledListing(0));
    }

    [Theory]
    [EveryWay]
    public async Task Upload_IsRefused_When_TheReserveIsReached(Way way)
    {
        using Serving serving = new(
            way, options => options with { WriteMode = WriteMode.Create, MinFreeBytes = long.MaxValue / 2, MaxUploadBytes = long.MaxValue });

        ContentRefusal refusal = (await serving.OpenWriteAsync("file")).Refusal!;

        Assert.Equal(ErrorCode.DiskFull, refusal.Code);
        Assert.Equal("Disk full", refusal.Message);
        Assert.Contains("stay reserved", refusal.Detail!, StringComparison.Ordinal);
        Assert.Empty(serving.Listing());
    }

    [Theory]
    [EveryWay]
    public async Task Upload_IsRefusedBeforehand_When_TheDiskIsTooSmall(Way way)
    {
        using Serving serving = new(way, options => options with { WriteMode = WriteMode.Create, MaxUploadBytes = long.MaxValue });

        Assert.Equal(ErrorCode.DiskFull, (await serving.OpenWriteAsync("file", announced: 1L << 60)).Refusal!.Code);
        Assert.Empty(serving.Listing());
    }

    [Theory]
    [EveryWay]
    public async Task Upload_LeavesNothing_When_TheDiskFillsUp(Way way)
    {
        Shell.NeedRoot();
        using Serving serving = Serving.Uploads(way);
        Shell.Run("mount", "-t", "tmpfs", "-o", "size=256k", "oack-test", serving.Root);
        try
        {
            serving.Write("file", "old version");

            ContentRefusal? refusal = await serving.PutAsync("file", new string('x', 2_000_000));

            Assert.Equal(ErrorCode.DiskFull, refusal!.Code);
            Assert.Equal("Disk full", refusal.Message);
            Assert.Equal(["file"], serving.SettledListing(1));
            Assert.Equal("old version", await serving.GetAsync("file"));

            // It comes back with the last handle: a program that another test starts in this moment still has one.
            SpinWait.SpinUntil(() => new DriveInfo(serving.Root).AvailableFreeSpace > 100_000, TimeSpan.FromSeconds(30));
            Assert.Null(await serving.PutAsync("file", "small again"));
            Assert.Equal("small again", await serving.GetAsync("file"));
            Assert.Equal(["file"], serving.Listing());
        }
        finally
        {
            serving.Content.Dispose();
            Shell.Unmount(serving.Root);
        }
    }

    [Theory]
    [EveryWay]
    public async Task Upload_IsRefused_When_TheMediumIsReadOnly(Way way)
    {
        Shell.NeedRoot();
        using Serving serving = Serving.Uploads(way);
        Shell.Run("mount", "-t", "tmpfs", "-o", "size=256k,ro", "oack-test", serving.Root);
        try
        {
            Assert.Equal("The server's file system is read-only", (await serving.PutAsync("file", "text"))!.Message);
        }
        finally
        {
            serving.Content.Dispose();
            Shell.Unmount(serving.Root);
        }
    }
}
