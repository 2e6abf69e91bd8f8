using Xunit;

namespace Oack.Content.Tests.Hot;

public sealed class LeasedBytesTests
{
    private readonly LeasedBytes _bytes = new(2);

    [Fact]
    public void NoLease_IsGiven_When_TheBytesArePrivate()
    {
        Assert.False(_bytes.TryLease());
        _bytes.Offer();
        Assert.True(_bytes.TryLease());
    }

    [Fact]
    public void TheMaker_GetsThemBack_When_NoLeaseIsLeft()
    {
        _bytes.Offer();
        Assert.True(_bytes.TryLease());

        Assert.False(_bytes.TryTakeBack());
        _bytes.Release();

        Assert.True(_bytes.TryTakeBack());
        Assert.False(_bytes.TryLease());
    }

    [Fact]
    public void ALeaseGivenBackTwice_IsABug()
    {
        _bytes.Offer();
        Assert.True(_bytes.TryLease());
        _bytes.Release();

        Assert.Throws<InvalidOperationException>(_bytes.Release);
    }
}
