using Oack.Protocol;
using Oack.Server.Tests.Support;

namespace Oack.Server.Tests.Multicast;

/// <summary>Pools of groups as people write them.</summary>
public sealed class MulticastPoolTests
{
    [Theory]
    [InlineData("239.255.0.0/24:1758-1790", 256 * 33, "239.255.0.0:1758", "239.255.0.255:1790")]
    [InlineData("239.255.0.7", 1, "239.255.0.7:1758", "239.255.0.7:1758")]
    [InlineData("239.255.0.1-239.255.0.3:5000", 3, "239.255.0.1:5000", "239.255.0.3:5000")]
    [InlineData("239.255.0.77/30", 4, "239.255.0.76:1758", "239.255.0.79:1758")]
    [InlineData("[ff15::1:0/120]:1758", 256, "[ff15::1:0]:1758", "[ff15::1:ff]:1758")]
    [InlineData("[ff12::1-ff12::2]:7-8", 4, "[ff12::1]:7", "[ff12::2]:8")]
    [InlineData("ff15::1", 1, "[ff15::1]:1758", "[ff15::1]:1758")]
    public void HasTheseGroups_When_Written(string text, long count, string first, string last)
    {
        Assert.True(MulticastPool.TryParse(text, out MulticastPool? pool, out string error), error);

        Assert.Equal(count, pool.Count);
        Assert.Equal(first, pool[0].ToString());
        Assert.Equal(last, pool[count - 1].ToString());
        Assert.Equal(text, pool.ToString());
    }

    [Theory]
    [InlineData("", "expected ADDRESSES:PORTS")]
    [InlineData("192.0.2.1:1758", "192.0.2.1 is not the address of a group")]
    [InlineData("224.0.0.5:1758", "belongs to the protocols of the link")]
    [InlineData("[ff02::1]:1758", "is a well-known group")]
    [InlineData("[2001:db8::1]:1758", "is not the address of a group")]
    [InlineData("239.1:1758", "'239.1' is no IP address")]
    [InlineData("239.255.0.0/8:1758", "the prefix is a number from 16")]
    [InlineData("239.255.0.9-239.255.0.1", "is no range of")]
    [InlineData("239.255.0.0/24-239.255.1.0", "not '24-239.255.1.0'")]
    [InlineData("239.255.0.1-239.255.0.2/30", "the addresses are one, a prefix")]
    [InlineData("239.255.0.1:0", "is not a range of ports")]
    [InlineData("239.255.0.1:9-8", "runs backwards")]
    [InlineData("[ff15::1", "expected ADDRESSES:PORTS")]
    public void IsRefused_When_ItIsNoPool(string text, string expected)
    {
        Assert.False(MulticastPool.TryParse(text, out MulticastPool? pool, out string error));

        Assert.Null(pool);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public void AddressesComeBeforePorts_When_GroupsAreTaken()
    {
        PoolUse use = new(GroupHarness.Pool("239.255.0.1-239.255.0.2:10-11"));
        List<string> taken = [];
        while (use.TryTake(out PeerEndpoint group))
        {
            taken.Add(group.ToString());
        }

        Assert.Equal(["239.255.0.1:10", "239.255.0.2:10", "239.255.0.1:11", "239.255.0.2:11"], taken);
    }

    [Fact]
    public void GroupRestsLongest_When_ItIsGivenBack()
    {
        PoolUse use = new(GroupHarness.Pool("239.255.0.1-239.255.0.3:10"));
        Assert.True(use.TryTake(out PeerEndpoint first));
        use.Return(first);

        Assert.True(use.TryTake(out PeerEndpoint next));

        Assert.Equal("239.255.0.2:10", next.ToString());
    }
}
