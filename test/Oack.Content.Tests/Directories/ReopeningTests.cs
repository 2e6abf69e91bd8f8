using Xunit;

namespace Oack.Content.Tests;

/// <summary>A name is looked up anew for each request, whatever is still open.</summary>
public sealed class ReopeningTests
{
    [Theory]
    [EveryWay]
    public async Task NewFile_IsRead_When_TheNameWasGivenToIt(Way way)
    {
        using Serving serving = await ReadOnceAsync(way);
        serving.Write("next", "new file");
        File.Move(serving.At("next"), serving.At("boot/image"), overwrite: true);

        Assert.Equal("new file", await serving.GetAsync("boot/image"));
    }

    [Theory]
    [EveryWay]
    public async Task File_IsNotFound_When_ItWasDeleted(Way way)
    {
        using Serving serving = await ReadOnceAsync(way);
        File.Delete(serving.At("boot/image"));

        Assert.Equal("ERROR 1 File not found: boot/image", await serving.GetAsync("boot/image"));
    }

    [Theory]
    [EveryWay]
    public async Task OtherFile_IsRead_When_ALinkWasTurned(Way way)
    {
        using Serving serving = await ReadOnceAsync(way);
        serving.Write("other/image", "other file");
        serving.Link("current", "boot");
        Assert.Equal("old file", await serving.GetAsync("current/image"));
        Directory.Delete(serving.At("current"));
        serving.Link("current", "other");

        Assert.Equal("other file", await serving.GetAsync("current/image"));
    }

    [Theory]
    [EveryWay]
    public async Task File_IsRefused_When_ItsDirectoryBecameALinkOutside(Way way)
    {
        using Serving serving = await ReadOnceAsync(way);
        File.WriteAllText(Path.Combine(serving.Outside, "image"), "secret");
        Directory.Move(serving.At("boot"), serving.At("away"));
        serving.Link("boot", serving.Outside);

        Assert.StartsWith("ERROR 2 Leads out of the served directory", await serving.GetAsync("boot/image"), StringComparison.Ordinal);
    }

    /// <summary>The very file that is still open, but by a way that is forbidden.</summary>
    [Theory]
    [EveryWay]
    public async Task File_IsRefused_When_ItWasMovedOutsideAndLinked(Way way)
    {
        using Serving serving = await ReadOnceAsync(way);
        string outside = Path.Combine(serving.Outside, "image");
        File.Move(serving.At("boot/image"), outside);
        serving.Link("boot/image", outside);

        Assert.StartsWith("ERROR 2 Leads out of the served directory", await serving.GetAsync("boot/image"), StringComparison.Ordinal);
    }

    [Theory]
    [EveryWay("/boot/image", "boot//image", "./boot/./image", "\\boot\\image", "boot/image/")]
    public async Task File_IsRead_When_ItsNameIsWrittenOtherwise(Way way, string name)
    {
        using Serving serving = await ReadOnceAsync(way);

        Assert.Equal("old file", await serving.GetAsync(name));
    }

    [Theory]
    [EveryWay("boot/../boot/image", "boot/image ", "boot/image.", "con", "x:$DATA", "boot\u0001/image")]
    public async Task Name_IsRefused_When_ItWouldBeForANewFile(Way way, string name)
    {
        using Serving serving = await ReadOnceAsync(way);

        Assert.StartsWith("ERROR 2 Bad file name: ", await serving.GetAsync(name), StringComparison.Ordinal);
    }

    private static async Task<Serving> ReadOnceAsync(Way way)
    {
        Serving serving = new(way);
        serving.Write("boot/image", "old file");
        Assert.Equal("old file", await serving.GetAsync("boot/image"));
        return serving;
    }
}
