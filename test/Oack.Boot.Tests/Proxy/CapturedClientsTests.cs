using Oack.Boot.Dhcp;
using Oack.Boot.Proxy;
using Oack.Boot.Tests.Support;

namespace Oack.Boot.Tests.Proxy;

/// <summary>Real firmware, as captured, is offered what it can load, and its request for an address is left to the DHCP server.</summary>
public sealed class CapturedClientsTests
{
    private static readonly DhcpArrival s_arrival = new(
        Place.Peer("0.0.0.0", 68), DhcpPorts.Server, new BootInterface(7, "eth0", Place.Address("10.98.7.1"), Place.Address("255.255.255.0")));

    private readonly ProxyDhcpResponder _responder = new(Place.Settings());

    [Fact]
    public void IpxeIsOfferedTheScript_When_ItIsInARom()
    {
        Reply reply = new(Handle(CapturedMessages.IpxeDiscover));

        Assert.Equal(("boot.ipxe", "boot.ipxe", "10.98.7.1"), (reply.File, reply.TextOf(67), reply.NextServer));
        Assert.Equal([6, 1, 8, 255], reply.Options[43]);
    }

    [Fact]
    public void FirmwareIsOfferedItsLoader_When_ItIsUefi()
    {
        Reply reply = new(Handle(CapturedMessages.UefiDiscover));

        Assert.Equal(("grubx64.efi", 0x8000), (reply.File, reply.Flags));
        Assert.Equal("255.255.255.255:68", reply.Destination);
    }

    [Fact]
    public void RequestForAnAddress_IsLeftToTheDhcpServer_When_ItIsOnThisHost()
    {
        // It names 10.98.7.1, which is dnsmasq's address and ours.
        Assert.Null(Handle(CapturedMessages.UefiRequest).Reply);
        Assert.Null(Handle(CapturedMessages.IpxeRequest).Reply);
    }

    private BootAnswer Handle(byte[] message) => _responder.HandleDatagram(Place.Start, s_arrival, message);
}
