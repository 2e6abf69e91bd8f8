using Oack.Boot.Lease;
using Oack.Boot.Tests.Support;

namespace Oack.Boot.Tests.Lease;

/// <summary>What is, and what is no range of addresses for an interface.</summary>
public sealed class RangeTests
{
    [Theory]
    [InlineData("192.0.2.100-192.0.2.199", 100, "0.0.0.0", 3600)]
    [InlineData("192.0.2.100-192.0.2.199,255.255.255.0", 100, "255.255.255.0", 3600)]
    [InlineData("192.0.2.100-192.0.2.199,24,12h", 100, "255.255.255.0", 43_200)]
    [InlineData("192.0.2.100-192.0.2.100,90s", 1, "0.0.0.0", 90)]
    [InlineData("10.0.0.0-10.0.255.255,16,7d", 65_536, "255.255.0.0", 604_800)]
    public void Range_IsRead(string text, int count, string mask, int seconds)
    {
        Assert.True(DhcpRange.TryParse(text, out DhcpRange? range, out string? fault), fault);
        Assert.Equal((count, mask, seconds), (range.Count, range.Mask.ToString(), (int)range.LeaseTime.TotalSeconds));
    }

    [Theory]
    [InlineData("192.0.2.100", "is not FIRST-LAST")]
    [InlineData("192.0.2-192.0.2.9", "is not FIRST-LAST")]
    [InlineData("192.0.2.100-192.0.2.199,24,1h,2h", "is not FIRST-LAST")]
    [InlineData("192.0.2.199-192.0.2.100", "runs backwards")]
    [InlineData("10.0.0.0-10.1.0.0", "more than 65536")]
    [InlineData("192.0.2.100-192.0.3.1,24", "more than one subnet")]
    [InlineData("192.0.2.100-192.0.2.199,33", "neither a mask")]
    [InlineData("192.0.2.100-192.0.2.199,255.0.255.0", "neither a mask")]
    [InlineData("192.0.2.100-192.0.2.199,1w", "neither a mask")]
    [InlineData("192.0.2.100-192.0.2.199,59s", "shorter than 60 s")]
    [InlineData("192.0.2.100-192.0.2.199,101d", "longer than 100 days")]
    [InlineData("", "is not FIRST-LAST")]
    public void Fault_IsNamed_When_ItIsNoRange(string text, string expected)
    {
        Assert.False(DhcpRange.TryParse(text, out _, out string? fault));
        Assert.Contains(expected, fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("192.0.2.100-192.0.2.199", null)]
    [InlineData("192.0.2.2-192.0.2.254", null)]
    [InlineData("198.51.100.1-198.51.100.9", "outside of the subnet of eth0, 192.0.2.0/255.255.255.0")]
    [InlineData("192.0.2.0-192.0.2.9", "the first or the last address")]
    [InlineData("192.0.2.9-192.0.2.255", "the first or the last address")]
    public void Fault_IsNamed_When_TheRangeIsNotTheInterfaces(string text, string? expected)
    {
        Assert.True(DhcpRange.TryParse(text, out DhcpRange? range, out _));
        string? fault = range.FaultOn(Place.Link);

        if (expected is null)
        {
            Assert.Null(fault);
            return;
        }

        Assert.Contains(expected, fault, StringComparison.Ordinal);
        ArgumentException exception = Assert.Throws<ArgumentException>(() =>
            new DhcpLeaseServer(new DhcpLeaseSettings { Range = range, Interface = Place.Link }, Place.Settings()));
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OwnAddress_IsNeverLent_When_TheRangeHoldsIt()
    {
        Lender lender = new("192.0.2.1-192.0.2.3,24");

        Assert.Equal(["192.0.2.2", "192.0.2.3"], new[] { lender.Lend(Lender.Mac(1)), lender.Lend(Lender.Mac(2)) }.Order());
        Assert.Null(lender.Discover(Lender.Mac(3)));
    }
}
