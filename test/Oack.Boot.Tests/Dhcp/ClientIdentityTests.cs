using Oack.Boot.Dhcp;
using Oack.Boot.Tests.Support;

namespace Oack.Boot.Tests.Dhcp;

/// <summary>What a client says that it is: options 60, 77, 93 and 175.</summary>
public sealed class ClientIdentityTests
{
    [Theory]
    [InlineData(new byte[] { (byte)'i', (byte)'P', (byte)'X', (byte)'E' }, true)] // bare, as iPXE sends it
    [InlineData(new byte[] { 4, (byte)'i', (byte)'P', (byte)'X', (byte)'E' }, true)] // RFC 3004 §4
    [InlineData(new byte[] { 1, (byte)'a', 4, (byte)'i', (byte)'P', (byte)'X', (byte)'E' }, true)]
    [InlineData(new byte[] { 4, (byte)'i', (byte)'P', (byte)'X' }, false)]
    [InlineData(new byte[] { 0, (byte)'i', (byte)'P', (byte)'X', (byte)'E' }, false)]
    [InlineData(new byte[] { (byte)'i', (byte)'P', (byte)'X', (byte)'E', (byte)'2' }, false)]
    [InlineData(new byte[0], false)]
    public void UserClass_IsFound_When_ItStandsInAListOrAlone(byte[] value, bool expected)
    {
        Assert.Equal(DhcpParseStatus.Ok, DhcpPacket.TryParse(new Question(DhcpMessageType.Discover).With(77, value).ToBytes(), out DhcpPacket packet));

        Assert.Equal(expected, packet.HasUserClass("iPXE"u8));
        Assert.Equal(expected, packet.IsIpxe);
    }

    [Fact]
    public void Client_IsIpxe_When_ItSendsIpxesOwnOptions()
    {
        // Its features, as iPXE's dhcp.h numbers them: version 1.21.1, and no wait for proxyDHCP.
        byte[] bytes = new Question(DhcpMessageType.Discover).With(175, 235, 3, 1, 21, 1, 176, 1, 1).ToBytes();

        Assert.Equal(DhcpParseStatus.Ok, DhcpPacket.TryParse(bytes, out DhcpPacket packet));
        Assert.True(packet.IsIpxe);
        Assert.True(packet.Ipxe.TryFind((byte)IpxeOptionCode.Version, out ReadOnlySpan<byte> version));
        Assert.True(version.SequenceEqual((ReadOnlySpan<byte>)[1, 21, 1]));
        Assert.True(packet.Ipxe.TryFind((byte)IpxeOptionCode.NoProxyDhcp, out _));
    }

    [Theory]
    [InlineData("PXEClient:Arch:00007:UNDI:003016", 7)]
    [InlineData("PXEClient:Arch:00000:UNDI:002001", 0)]
    [InlineData("PXEClient:Arch:0000", null)]
    [InlineData("PXEClient:Arch:0000x", null)]
    [InlineData("PXEClient:Arch:99999", null)]
    [InlineData("PXEClient", null)]
    public void Architecture_IsTakenFromTheVendorClass_When_Option93IsMissing(string vendorClass, int? expected)
    {
        Assert.Equal(DhcpParseStatus.Ok, DhcpPacket.TryParse(new Question(DhcpMessageType.Discover).With(60, vendorClass).ToBytes(), out DhcpPacket packet));

        Assert.Equal(expected, (int?)packet.Architecture);
        Assert.True(packet.IsPxe);
    }

    [Fact]
    public void Architecture_IsTheFirst_When_Option93NamesSeveral()
    {
        Assert.Equal(DhcpParseStatus.Ok, DhcpPacket.TryParse(new Question(DhcpMessageType.Discover).With(93, 0, 16, 0, 7).ToBytes(), out DhcpPacket packet));

        Assert.Equal(ClientArchitecture.X64Http, packet.Architecture);
        Assert.Equal(4, packet.Architectures.Length);
    }
}
