using Xunit;

namespace Oack.Content.Tests;

public sealed class SwappedDirectoryTests
{
    /// <summary>
    /// Somebody swaps a directory for a link to the outside, over and over, while names are resolved through it. The
    /// paths of the portable way cannot promise anything here; handles do.
    /// </summary>
    [Theory]
    [InlineData(Way.OpenAt2)]
    [InlineData(Way.Walk)]
    public async Task Names_StayInside_While_TheTreeChanges(Way way)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs directory handles");
        using Serving serving = Serving.Uploads(way);
        File.WriteAllText(Path.Combine(serving.Outside, "file"), "secret");
        serving.Write("real/file", "inside");
        serving.Link("link", serving.Outside);
        Directory.Move(serving.At("real"), serving.At("dir"));
        using CancellationTokenSource done = new();
        Task swapping = Task.Run(
            () =>
            {
                while (!done.IsCancellationRequested)
                {
                    Directory.Move(serving.At("dir"), serving.At("real"));
                    Directory.Move(serving.At("link"), serving.At("dir"));
                    Directory.Move(serving.At("dir"), serving.At("link"));
                    Directory.Move(serving.At("real"), serving.At("dir"));
                }
            },
            TestContext.Current.CancellationToken);

        HashSet<string> answers = [];
        for (int i = 0; i < 1000; i++)
        {
            answers.Add(await serving.GetAsync("dir/file"));
            if (i % 10 == 0)
            {
                await serving.PutAsync("dir/new", "upload");
            }
        }

        await done.CancelAsync();
        await swapping;

        Assert.DoesNotContain("secret", answers);
        Assert.Contains("inside", answers);
        Assert.Equal(["file"], Directory.GetFiles(serving.Outside).Select(Path.GetFileName));
    }
}
