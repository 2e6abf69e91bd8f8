using Xunit;

namespace Oack.Content.Tests;

public sealed class IdleFileTests : IDisposable
{
    private readonly ManualClock _clock = ManualClock.Later();
    private readonly Serving _serving;

    public IdleFileTests()
    {
        Assert.SkipUnless(LinuxNative.IsSupported, "files stay open on Linux only");
        _serving = new(Way.OpenAt2, options => options with { Clock = _clock });
    }

    public void Dispose() => _serving.Dispose();

    [Fact]
    public async Task File_StaysOpenForAMoment_When_ItsLastTransferEnds()
    {
        _serving.Write("image", "boot me");
        (await _serving.OpenOkAsync("image")).Dispose();

        Assert.Equal(0, _serving.Content.OpenFileCount);
        Assert.Equal(1, _serving.Content.IdleFileCount);
        Assert.Equal("boot me", await _serving.GetAsync("image"));
        Assert.Equal(1, _serving.Content.IdleFileCount);
    }

    [Fact]
    public async Task File_IsClosed_When_NobodyAsksForItAnyMore()
    {
        _serving.Write("image", "boot me");
        Assert.Equal(0, _clock.RunningTimers);
        (await _serving.OpenOkAsync("image")).Dispose();
        Assert.Equal(1, _clock.RunningTimers);
        _clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(0, _serving.Content.IdleFileCount);
        Assert.Equal(0, _clock.RunningTimers);
        Assert.Equal("boot me", await _serving.GetAsync("image"));
    }

    [Fact]
    public async Task File_StaysOpen_While_ItIsRead()
    {
        _serving.Write("image", "boot me");
        using ReadContent content = await _serving.OpenOkAsync("image");
        (await _serving.OpenOkAsync("image")).Dispose();
        _clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(1, _serving.Content.OpenFileCount);
        Assert.Equal("boot me", await Reading.TextAsync(content));
    }

    [Fact]
    public async Task TheOldest_IsClosed_When_TooManyAreIdle()
    {
        for (int i = 0; i < SharedFileTable.MaxIdleFiles + 10; i++)
        {
            _serving.Write($"file{i}", $"{i}");
            Assert.Equal($"{i}", await _serving.GetAsync($"file{i}"));
        }

        Assert.Equal(SharedFileTable.MaxIdleFiles, _serving.Content.IdleFileCount);
    }

    [Fact]
    public async Task Files_AreClosed_When_TheDirectoryIs()
    {
        _serving.Write("image", "boot me");
        _serving.Write("other", "boot me too");
        (await _serving.OpenOkAsync("image")).Dispose();
        ReadContent open = await _serving.OpenOkAsync("other");
        _serving.Content.Dispose();

        Assert.Equal(0, _serving.Content.IdleFileCount);
        Assert.Equal("boot me too", await Reading.TextAsync(open));
        open.Dispose();
        Assert.Equal(0, _serving.Content.IdleFileCount + _serving.Content.OpenFileCount);
        Assert.Equal(0, _clock.RunningTimers);
    }
}
