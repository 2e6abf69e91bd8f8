using System.Net;
using Oack.Protocol;

namespace Oack.Net.Tests;

/// <summary>An interface is named, given by an address of its own, or found by the way to a peer.</summary>
public sealed class MulticastInterfaceTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("lo")]
    public void IsFound_When_GivenByNameOrAddress(string text)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere the loopback interface has another name.");

        Assert.True(MulticastInterface.TryFind(text, out MulticastInterface? found, out string error), error);

        Assert.Equal("lo", found!.Name);
        Assert.Equal(1, found.Index);
    }

    [Fact]
    public void NamesThoseThereAre_When_ItIsNone()
    {
        Assert.False(MulticastInterface.TryFind("nowhere0", out _, out string error));

        Assert.Contains("'nowhere0'", error, StringComparison.Ordinal);
        Assert.Contains("there are: ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    public void IsRefused_When_Empty(string? text)
    {
        Assert.False(MulticastInterface.TryFind(text, out MulticastInterface? found, out string error));

        Assert.Null(found);
        Assert.NotEmpty(error);
    }

    [Fact]
    public void IsTheLoopback_When_ThePeerIsThisMachine()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere the loopback interface has another name.");

        Assert.Equal("lo", MulticastInterface.Towards(PeerEndpoint.From(IPAddress.Loopback, 69))!.Name);
    }

    [Fact]
    public void RouteIsMissed_When_TheInterfaceIsGone()
    {
        MulticastSending sending = new() { Interface = new MulticastInterface("gone0", 1_000_000) };

        Assert.False(MulticastRoute.TryFind(PeerEndpoint.From(IPAddress.Parse("239.255.0.1"), 0), sending, out string error));

        Assert.Contains("239.255.0.1 by gone0", error, StringComparison.Ordinal);
    }
}
