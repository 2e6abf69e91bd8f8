using System.Net;
using System.Text;
using Oack.Protocol;
using Xunit;

namespace Oack.Content.Tests;

/// <summary>Requests that were received together: a name is looked for once.</summary>
public sealed class BatchTests : IDisposable
{
    private const long Batch = 7;

    private readonly Serving _serving;

    public BatchTests()
    {
        Assert.SkipUnless(LinuxNative.IsSupported, "names are looked up without waiting on Linux only");
        _serving = new(Way.OpenAt2);
        _serving.Write("image", "boot me");
    }

    public void Dispose() => _serving.Dispose();

    [Fact]
    public void Name_IsLookedForOnce_When_RequestsCameTogether()
    {
        using ReadContent first = Open("image", Batch);
        File.Delete(_serving.At("image"));
        using ReadContent second = Open("image", Batch);

        Assert.Same(first.Identity, second.Identity);
    }

    [Theory]
    [InlineData(Batch + 1)]
    [InlineData(0)]
    public void Name_IsLookedForAgain_When_TheRequestCameLater(long batch)
    {
        using ReadContent first = Open("image", Batch);
        File.Delete(_serving.At("image"));

        Assert.Null(TryOpen("image", batch));
    }

    [Fact]
    public void Name_IsLookedForEachTime_When_RequestsCameAlone()
    {
        using ReadContent first = Open("image", batch: 0);
        File.Delete(_serving.At("image"));

        Assert.Null(TryOpen("image", batch: 0));
    }

    [Fact]
    public void OtherNames_AreLookedFor_When_RequestsCameTogether()
    {
        _serving.Write("image2", "and me");
        using ReadContent first = Open("image", Batch);
        using ReadContent second = Open("image2", Batch);

        Assert.NotSame(first.Identity, second.Identity);
        Assert.Null(TryOpen("imag", Batch));
    }

    [Fact]
    public void OtherTree_IsLookedInto_When_RequestsCameTogether()
    {
        using Serving other = new(Way.OpenAt2);
        using ReadContent first = Open("image", Batch);

        Assert.Null(TryOpen("image", Batch, other));
    }

    [Fact]
    public void Name_IsLookedForAgain_When_ItsFileWasClosedMeanwhile()
    {
        ManualClock clock = ManualClock.Later();
        using Serving serving = new(Way.OpenAt2, options => options with { Clock = clock });
        serving.Write("image", "boot me");
        TryOpen("image", Batch, serving)!.Dispose();
        clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(0, serving.Content.IdleFileCount);

        using ReadContent? again = TryOpen("image", Batch, serving);
        Assert.Equal("boot me".Length, again!.LengthBytes);
    }

    private ReadContent Open(string name, long batch) =>
        TryOpen(name, batch) ?? throw new Xunit.Sdk.XunitException($"{name} was not opened");

    private ReadContent? TryOpen(string name, long batch) => TryOpen(name, batch, _serving);

    /// <summary>Opens on the calling thread, as a shard does; null when that is not possible.</summary>
    private static ReadContent? TryOpen(string name, long batch, Serving serving)
    {
        ContentRequest request = new(Encoding.ASCII.GetBytes(name), IPAddress.Loopback, TransferMode.Octet) { Batch = batch };
        ValueTask<ContentOpening<ReadContent>> opening = serving.Content.OpenReadAsync(request, TestContext.Current.CancellationToken);
        return opening.AsTask().GetAwaiter().GetResult().Content;
    }
}
