using System.Text;
using Oack.Boot.Dhcp;
using Oack.Boot.Discovery;
using Oack.Boot.Firmware;

namespace Oack.Boot.Tests.Discovery;

/// <summary>What a machine says of itself (RFC 4578 §2), and when it says it again.</summary>
public sealed class DiscoverTests
{
    [Fact]
    public void Uefi_SaysWhatItIs_When_ItLooksForServers()
    {
        Asked asked = new(DhcpHabitsTable.Uefi);

        Assert.Equal(["Discover 0.0.0.0 to 255.255.255.255:67"], asked.TakeSent());

        Assert.Equal(DhcpParseStatus.Ok, DhcpPacket.TryParse(asked.LastSent, out DhcpPacket packet));
        Assert.Equal("PXEClient:Arch:00007:UNDI:003000", Encoding.ASCII.GetString(packet.VendorClass));
        Assert.Equal(ClientArchitecture.X64, packet.Architecture);
        Assert.Equal(Asked.Machine.Hardware, packet.Hardware);
        Assert.True(packet.IsBroadcast);
        Assert.True(packet.Options.TryFind(DhcpOptionCode.NetworkInterface, out ReadOnlySpan<byte> undi));
        Assert.Equal([1, 3, 0], undi.ToArray());
        Assert.Equal(35, packet.ParameterRequests.Length);
    }

    /// <summary>RFC 4578 §2.3, and SMBIOS: the first three fields stand with their low byte first.</summary>
    [Fact]
    public void Machine_SendsItsUuidAsSmbiosHoldsIt_When_ItLooks()
    {
        Asked asked = new(DhcpHabitsTable.Uefi);
        asked.TakeSent();

        Assert.Equal(DhcpParseStatus.Ok, DhcpPacket.TryParse(asked.LastSent, out DhcpPacket packet));
        Assert.Equal(
            "003322110055447766" + "8899AABBCCDDEEFF",
            Convert.ToHexString(packet.MachineIdentifier));
    }

    [Fact]
    public void Ipxe_NamesItself_When_ItLooks()
    {
        Asked asked = new(DhcpHabitsTable.Ipxe, ClientArchitecture.Arm64);
        asked.TakeSent();

        Assert.Equal(DhcpParseStatus.Ok, DhcpPacket.TryParse(asked.LastSent, out DhcpPacket packet));
        Assert.True(packet.IsIpxe);
        Assert.True(packet.HasUserClass("iPXE"u8));
        Assert.Equal("PXEClient:Arch:00011:UNDI:003010", Encoding.ASCII.GetString(packet.VendorClass));
    }

    [Fact]
    public void Machine_GivesUp_When_NobodyOffersAnything()
    {
        Asked asked = new(DhcpHabitsTable.Uefi);

        double[] waits = [asked.Wait(), asked.Wait(), asked.Wait(), asked.Wait()];

        Assert.Equal([4, 8, 16, 32], waits);
        Assert.Equal(4, asked.TakeSent().Length);
        Assert.Equal(DhcpClientState.Failed, asked.Client.State);
        Assert.Contains("no DHCP server", asked.Client.Failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("apple", null, null)]
    [InlineData("edk2", null, "UNDI:003000")]
    [InlineData("edk2", ClientArchitecture.Bios, "UNDI:002001")]
    [InlineData("pxelinux", null, "UNDI:002001")]
    [InlineData("grub", null, "UNDI:003000")]
    [InlineData("nilo", null, "Etherboot-5.0")]
    public void Loader_IsPlayedWithItsFirmwaresWays_When_ItDoesNotAskItself(string key, ClientArchitecture? architecture, string? ending)
    {
        Assert.True(FirmwareProfiles.TryFind(key, out FirmwareProfile? profile));

        DhcpHabits? habits = DhcpHabitsTable.Of(profile, architecture);

        Assert.Equal(ending is null, habits is null);
        Assert.EndsWith(ending ?? "", habits?.VendorClass ?? "", StringComparison.Ordinal);
    }
}
