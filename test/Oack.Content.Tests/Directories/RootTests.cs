using System.Text;
using Xunit;

namespace Oack.Content.Tests;

public sealed class RootTests
{
    [Fact]
    public void Root_IsRefused_When_ItDoesNotExist()
    {
        IOException fault = Assert.ThrowsAny<IOException>(() => new DirectoryContent(new() { Root = "/nonexistent/tftp" }));

        Assert.Contains("/nonexistent/tftp", fault.Message, StringComparison.Ordinal);
        Assert.Contains("no such directory", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Root_IsRefused_When_ItIsAFile()
    {
        string file = Path.GetTempFileName();
        try
        {
            IOException fault = Assert.ThrowsAny<IOException>(() => new DirectoryContent(new() { Root = file }));
            Assert.Contains("is a file, not a directory", fault.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Limits_AreRefused_When_Negative()
    {
        string root = Path.GetTempPath();

        Assert.Throws<ArgumentOutOfRangeException>(() => new DirectoryContent(new() { Root = root, MaxUploadBytes = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DirectoryContent(new() { Root = root, MinFreeBytes = -1 }));
    }

    [Theory]
    [InlineData(Way.OpenAt2)]
    [InlineData(Way.Walk)]
    public async Task OpenRoot_IsServed_When_ItsPathLeadsElsewhere(Way way)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs directory handles");
        using Serving serving = new(way);
        serving.Write("file", "the root that was opened");
        Assert.Equal(serving.Root, serving.Content.Root);
        Directory.Move(serving.Root, serving.Outside + "-moved");
        Directory.CreateDirectory(serving.Root);
        serving.Write("file", "another");

        Assert.Equal("the root that was opened", await serving.GetAsync("file"));
        Directory.Delete(serving.Outside + "-moved", recursive: true);
    }

    [Theory]
    [EveryWay]
    public async Task OpenOfAKnownFile_DoesNotWait(Way way)
    {
        using Serving serving = new(way);
        serving.Write("file", "known");
        using ReadContent first = await serving.OpenOkAsync("file");

        ValueTask<ContentOpening<ReadContent>> opening = serving.Content.OpenReadAsync(
            Serving.Ask(Encoding.ASCII.GetBytes("file")), TestContext.Current.CancellationToken);
        bool waited = !opening.IsCompleted;
        using ReadContent second = (await opening).Content!;

        if (way == Way.OpenAt2)
        {
            Assert.False(waited);
        }

        Assert.Equal("known", await Reading.TextAsync(second));
    }

    [Fact]
    public async Task EveryFile_CanBeServed_When_TheRootIsTheWholeSystem()
    {
        using Serving serving = new(Way.OpenAt2);
        serving.Write("file", "absolute");
        serving.Link("link", serving.At("file"));
        using DirectoryContent content = new(new() { Root = "/" });

        ContentOpening<ReadContent> opening = await content.OpenReadAsync(
            Serving.Ask(Encoding.UTF8.GetBytes(serving.At("link"))), TestContext.Current.CancellationToken);

        using ReadContent file = opening.Content!;
        Assert.Equal("absolute", await Reading.TextAsync(file));
    }
}
