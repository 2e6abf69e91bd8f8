using Oack.Boot.Dhcp;
using Oack.Boot.Tests.Support;

namespace Oack.Boot.Tests.Dhcp;

/// <summary>Messages of real programs say what Wireshark says of them.</summary>
public sealed class CapturedMessagesTests
{
    [Fact]
    public void IpxeIsKnown_When_ItLooksForServers()
    {
        DhcpPacket packet = Parse(CapturedMessages.IpxeDiscover);

        Assert.Equal((DhcpOperation.Request, DhcpMessageType.Discover, 4), (packet.Operation, packet.MessageType, packet.Seconds));
        Assert.Equal("52:54:00:98:07:1b", packet.Hardware.ToString());
        Assert.Equal((true, true, ClientArchitecture.Bios), (packet.IsPxe, packet.IsIpxe, packet.Architecture));
        Assert.True(packet.HasUserClass("iPXE"u8));
        Assert.True(packet.VendorClass.SequenceEqual("PXEClient:Arch:00000:UNDI:002001"u8));
        Assert.True(packet.Ipxe.TryFind((byte)IpxeOptionCode.Version, out ReadOnlySpan<byte> version));
        Assert.True(version.SequenceEqual((ReadOnlySpan<byte>)[1, 0, 0]));
        Assert.Equal(1472 - 28, packet.MaxReplyBytes);
        Assert.Equal((17, 7), (packet.MachineIdentifier.Length, packet.ClientIdentifier.Length));
        Assert.True(packet.ParameterRequests.Contains((byte)DhcpOptionCode.BootFileName));
    }

    [Fact]
    public void AddressAndFileAreRead_When_DnsmasqOffersThem()
    {
        DhcpPacket packet = Parse(CapturedMessages.DnsmasqOffer);

        Assert.Equal((DhcpOperation.Reply, DhcpMessageType.Offer), (packet.Operation, packet.MessageType));
        Assert.Equal(
            ("10.98.7.37", "10.98.7.1", "10.98.7.1", "255.255.255.0"),
            ($"{packet.YourAddress}", $"{packet.NextServer}", $"{packet.ServerIdentifier}", $"{packet.SubnetMask}"));

        // dnsmasq ends the name with a zero.
        Assert.True(packet.BootFile.SequenceEqual("pxelinux.0"u8));
        Assert.Equal((3600u, "10.98.7.1"), (packet.LeaseSeconds, $"{packet.Router}"));
    }

    [Fact]
    public void OfferIsNamed_When_IpxeTakesIt()
    {
        DhcpPacket packet = Parse(CapturedMessages.IpxeRequest);

        Assert.Equal(
            (DhcpMessageType.Request, "10.98.7.1", "10.98.7.37"),
            (packet.MessageType, $"{packet.ServerIdentifier}", $"{packet.RequestedAddress}"));
    }

    [Fact]
    public void FirmwareIsKnown_When_ItIsUefi()
    {
        DhcpPacket packet = Parse(CapturedMessages.UefiDiscover);

        Assert.Equal((true, false, ClientArchitecture.X64, true), (packet.IsPxe, packet.IsIpxe, packet.Architecture, packet.IsBroadcast));
        Assert.Equal(DhcpMessageType.Request, Parse(CapturedMessages.UefiRequest).MessageType);
        Assert.Equal("10.98.7.27", Parse(CapturedMessages.UefiRequest).RequestedAddress.ToString());
    }

    private static DhcpPacket Parse(byte[] bytes)
    {
        Assert.Equal(DhcpParseStatus.Ok, DhcpPacket.TryParse(bytes, out DhcpPacket packet));
        Assert.False(packet.Options.IsCut);
        return packet;
    }
}
