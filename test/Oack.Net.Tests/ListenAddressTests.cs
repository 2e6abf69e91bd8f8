using System.Net;
using System.Net.Sockets;

namespace Oack.Net.Tests;

/// <summary>What people write after --listen.</summary>
public class ListenAddressTests
{
    [Theory]
    [InlineData("192.0.2.1:6969", "192.0.2.1", 6969)]
    [InlineData("192.0.2.1", "192.0.2.1", 69)]
    [InlineData(" 192.0.2.1:1 ", "192.0.2.1", 1)]
    [InlineData("0.0.0.0:69", "0.0.0.0", 69)]
    [InlineData("[::1]:69", "::1", 69)]
    [InlineData("[::1]", "::1", 69)]
    [InlineData("::1", "::1", 69)]
    [InlineData("[::]:6969", "::", 6969)]
    [InlineData("::", "::", 69)]
    [InlineData("2001:db8::69", "2001:db8::69", 69)]
    [InlineData("[fe80::1%3]:70", "fe80::1%3", 70)]
    [InlineData("[::ffff:192.0.2.1]:70", "192.0.2.1", 70)]
    [InlineData("127.0.0.1:0", "127.0.0.1", 0)]
    public void IsRead_When_ItIsAnAddress(string text, string address, int port)
    {
        Assert.True(ListenAddress.TryParse(text, out IReadOnlyList<IPEndPoint> endpoints, out string error));
        Assert.Equal([new IPEndPoint(IPAddress.Parse(address), port)], endpoints);
        Assert.Empty(error);
    }

    [Theory]
    [InlineData(":6969", 6969)]
    [InlineData("*:6969", 6969)]
    [InlineData("*", 69)]
    [InlineData(":0", 0)]
    public void MeansAllAddresses_When_OnlyThePortIsGiven(string text, int port)
    {
        Assert.True(ListenAddress.TryParse(text, out IReadOnlyList<IPEndPoint> endpoints, out _));
        Assert.Equal([new IPEndPoint(Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, port)], endpoints);
        Assert.Equal(ListenAddress.All(port), endpoints[0]);
    }

    [Theory]
    [InlineData("localhost", 69)]
    [InlineData("localhost:6969", 6969)]
    public void MeansEachAddress_When_AHostIsNamed(string text, int port)
    {
        Assert.True(ListenAddress.TryParse(text, out IReadOnlyList<IPEndPoint> endpoints, out _));
        Assert.NotEmpty(endpoints);
        Assert.All(endpoints, endpoint =>
        {
            Assert.True(IPAddress.IsLoopback(endpoint.Address));
            Assert.Equal(port, endpoint.Port);
        });
    }

    [Fact]
    public void TakesTheDefaultPort_When_AnotherIsWanted()
    {
        Assert.True(ListenAddress.TryParse("127.0.0.1", out IReadOnlyList<IPEndPoint> endpoints, out _, defaultPort: 6969));
        Assert.Equal(6969, endpoints[0].Port);
    }

    [Theory]
    [InlineData(null, "is not an address to listen on")]
    [InlineData("", "is not an address to listen on")]
    [InlineData("[::1", "is not an address to listen on")]
    [InlineData("[::1]69", "is not an address to listen on")]
    [InlineData("[127.0.0.1]:69", "is not an address to listen on")]
    [InlineData("[]:69", "is not an address to listen on")]
    [InlineData("a:b:c", "is not an address to listen on")]
    [InlineData("a b", "is not an address to listen on")]
    [InlineData("127.0.0.1:", "'' is not a port")]
    [InlineData("127.0.0.1:tftp", "'tftp' is not a port")]
    [InlineData("127.0.0.1:65536", "'65536' is not a port")]
    [InlineData("127.0.0.1:-1", "'-1' is not a port")]
    [InlineData("6969", "for the port alone write :6969")]
    [InlineData("host.invalid:69", "cannot find the address of 'host.invalid'")]
    public void IsRefused_When_ItIsNot(string? text, string expected)
    {
        Assert.False(ListenAddress.TryParse(text, out IReadOnlyList<IPEndPoint> endpoints, out string error));
        Assert.Empty(endpoints);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }
}
