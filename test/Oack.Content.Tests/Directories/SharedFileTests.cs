using Xunit;

namespace Oack.Content.Tests;

public sealed class SharedFileTests
{
    [Theory]
    [EveryWay]
    public async Task OneFile_IsOpen_When_ManyReadTheSameVersion(Way way)
    {
        using Serving serving = new(way);
        serving.Write("image", "boot me");
        List<ReadContent> contents = [];
        for (int i = 0; i < 50; i++)
        {
            contents.Add(await serving.OpenOkAsync("image"));
        }

        Assert.Equal(1, serving.Content.OpenFileCount);
        foreach (ReadContent content in contents)
        {
            Assert.Equal("boot me", await Reading.TextAsync(content));
            content.Dispose();
            content.Dispose();
        }

        Assert.Equal(0, serving.Content.OpenFileCount);
    }

    [Theory]
    [EveryWay]
    public async Task TwoFiles_AreOpen_When_TheFileWasReplacedBetween(Way way)
    {
        using Serving serving = new(way);
        serving.Write("image", "version 1");
        using ReadContent first = await serving.OpenOkAsync("image");
        serving.Write("next", "version 22");
        File.Move(serving.At("next"), serving.At("image"), overwrite: true);
        using ReadContent second = await serving.OpenOkAsync("image");

        Assert.Equal(2, serving.Content.OpenFileCount);
        Assert.Equal("version 1", await Reading.TextAsync(first));
        Assert.Equal("version 22", await Reading.TextAsync(second));
    }

    [Theory]
    [EveryWay]
    public async Task Refusals_LeaveNothingOpen(Way way)
    {
        using Serving serving = new(way);
        Directory.CreateDirectory(serving.At("dir"));
        serving.Link("loop", "loop");
        int before = OpenDescriptors();
        for (int i = 0; i < 100; i++)
        {
            await serving.GetAsync("dir");
            await serving.GetAsync("loop");
            await serving.GetAsync("dir/none/none");
        }

        // Other tests run beside this one and open files too; a leak here would be three hundred.
        Assert.InRange(OpenDescriptors() - before, int.MinValue, 150);
    }

    private static int OpenDescriptors() =>
        OperatingSystem.IsLinux() ? Directory.GetFiles("/proc/self/fd").Length : 0;
}
