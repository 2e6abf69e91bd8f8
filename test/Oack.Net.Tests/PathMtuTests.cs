using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Oack.Protocol;

namespace Oack.Net.Tests;

/// <summary>The largest block that needs no fragments.</summary>
public class PathMtuTests
{
    [Theory]
    [InlineData(1500, false, 1468)]
    [InlineData(1500, true, 1448)]
    [InlineData(9000, false, 8968)]
    [InlineData(576, false, 544)]
    [InlineData(65_536, false, 65_464)]
    [InlineData(65_536, true, 65_464)]
    [InlineData(40, false, 8)]
    [InlineData(39, false, null)]
    [InlineData(0, true, null)]
    public void LeavesRoomForTheHeaders_When_AnMtuIsGiven(int mtu, bool isIPv6, int? expected) =>
        Assert.Equal(expected, PathMtu.BlockSizeForMtu(mtu, isIPv6));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void FitsTheLoopbackInterface_When_ThePeerIsHere(string address)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The loopback interface's MTU differs elsewhere.");
        int mtu = int.Parse(File.ReadAllText("/sys/class/net/lo/mtu"), null);
        PeerEndpoint peer = PeerEndpoint.From(IPAddress.Parse(address), 69);

        Assert.Equal(PathMtu.BlockSizeForMtu(mtu, !peer.IsIPv4), PathMtu.BlockSizeFor(peer));
        Assert.Equal(PathMtu.BlockSizeFor(peer), PathMtu.BlockSizeFor(peer.WithPort(0)));
    }

    [Fact]
    public void IsUnknown_When_ThereIsNoRoute() =>
        Assert.Null(PathMtu.BlockSizeFor(PeerEndpoint.From(IPAddress.Parse("fe80::1"), 69)));

    [Fact]
    public void FitsTheInterface_When_ThePeerIsOnItsNetwork()
    {
        (UnicastIPAddressInformation Address, int Mtu)? own = NetworkInterface.GetAllNetworkInterfaces()
            .Where(candidate => candidate.OperationalStatus == OperationalStatus.Up
                && candidate.NetworkInterfaceType != NetworkInterfaceType.Loopback)
            .Select(candidate => candidate.GetIPProperties())
            .SelectMany(properties => properties.UnicastAddresses
                .Where(unicast => unicast.Address.AddressFamily == AddressFamily.InterNetwork && unicast.PrefixLength <= 30)
                .Select(unicast => ((UnicastIPAddressInformation, int)?)(unicast, properties.GetIPv4Properties().Mtu)))
            .FirstOrDefault();
        Assert.SkipWhen(own is null, "This machine has only the loopback interface.");
        PeerEndpoint here = PeerEndpoint.From(own.Value.Address.Address, 69);
        PeerEndpoint neighbour = here with { AddressLow = here.AddressLow ^ 1 };

        Assert.Equal(PathMtu.BlockSizeForMtu(own.Value.Mtu, isIPv6: false), PathMtu.BlockSizeFor(neighbour));
    }
}
