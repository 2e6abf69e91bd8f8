using System.Net;
using Oack.Net.Platform;
using Oack.Protocol;

namespace Oack.Net.Tests;

/// <summary>Addresses written as bytes are those that the framework would have written.</summary>
public class SockAddrTests
{
    [Theory]
    [InlineData("127.0.0.1", 69)]
    [InlineData("192.0.2.200", 65_535)]
    [InlineData("::1", 69)]
    [InlineData("2001:db8:1:2:3:4:5:6", 6969)]
    [InlineData("fe80::1%7", 1)]
    public void IsTheSame_When_WrittenByTheFramework(string address, int port)
    {
        IPEndPoint endpoint = new(IPAddress.Parse(address), port);
        PeerEndpoint peer = PeerEndpoint.From(endpoint);
        SocketAddress target = SockAddr.Create(!peer.IsIPv4);

        SockAddr.Write(target, !peer.IsIPv4, peer);

        Assert.Equal(endpoint.Serialize(), target);
        Assert.Equal(peer, SockAddr.Read(target, !peer.IsIPv4));
    }

    [Fact]
    public void LeavesNothingBehind_When_WrittenAgain()
    {
        SocketAddress target = SockAddr.Create(isIPv6: true);
        SockAddr.Write(target, isIPv6: true, PeerEndpoint.From(IPAddress.Parse("fe80::1%7"), 1));
        SockAddr.Write(target, isIPv6: true, PeerEndpoint.From(IPAddress.IPv6Loopback, 2));

        Assert.Equal(new IPEndPoint(IPAddress.IPv6Loopback, 2).Serialize(), target);
    }

    [Fact]
    public void HasNoScope_When_AnIPv4AddressIsMapped()
    {
        SocketAddress target = SockAddr.Create(isIPv6: true);
        SockAddr.Write(target, isIPv6: true, PeerEndpoint.FromIPv4(0x7F000001, 5) with { ScopeId = 3 });

        Assert.Equal(PeerEndpoint.FromIPv4(0x7F000001, 5), SockAddr.Read(target, isIPv6: true));
    }
}
