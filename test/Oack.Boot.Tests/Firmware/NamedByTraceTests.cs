using Oack.Boot.Firmware;
using Oack.Protocol.Observe;

namespace Oack.Boot.Tests.Firmware;

/// <summary>What is played as a program is taken for that program by who watches.</summary>
public sealed class NamedByTraceTests
{
    [Theory]
    [InlineData("edk2", "boot.efi", "UEFI firmware (EDK2)")]
    [InlineData("edk1", "boot.efi", "EFI firmware (EDK1, Apple)")]
    [InlineData("apple", "boot.efi", "EFI firmware")]
    [InlineData("ipxe", "boot.ipxe", "iPXE")]
    [InlineData("pxelinux", "pxelinux.0", "PXELINUX")]
    [InlineData("grub", "grub/grubx64.efi", "GRUB 2")]
    [InlineData("uboot", "boot.img", "U-Boot")]
    [InlineData("rpi", "start4.elf", "Raspberry Pi boot ROM")]
    [InlineData("windows", "\\Boot\\BCD", "Windows boot manager")]
    public void Tracker_NamesTheProgram_When_ItIsPlayed(string key, string file, string name)
    {
        MiniServer server = new() { Files = { [file] = 20_000 } };
        Assert.True(FirmwareProfiles.TryFind(key, out FirmwareProfile? profile));

        PlayedSession played = new(profile, server, file);

        Assert.Contains(name, played.Tracker.Transfers.Select(transfer => transfer.ClientProgram));
        Assert.All(played.Tracker.Transfers, transfer => Assert.Contains(transfer.ClientProgram, (string?[])[name, null]));
    }

    [Fact]
    public void Tracker_NamesNilo_When_ItRefusesAnOptionAckInItsByteOrder()
    {
        MiniServer server = new() { Answers = _ => Packets.OptionAck(("blksize", "1432"), ("tsize", "9")) };

        PlayedSession played = new(FirmwareProfiles.Nilo, server);

        Assert.Equal("Etherboot or NILO", Assert.Single(played.Tracker.Transfers).ClientProgram);
    }

    [Theory]
    [InlineData("edk2")]
    [InlineData("apple")]
    [InlineData("edk1")]
    [InlineData("rpi")]
    public void Tracker_FindsNoFault_When_FirmwareProbesAndFetches(string key)
    {
        MiniServer server = new() { Files = { ["start4.elf"] = 20_000, ["00000001/start4.elf"] = 20_000 } };
        Assert.True(FirmwareProfiles.TryFind(key, out FirmwareProfile? profile));

        PlayedSession played = new(profile, server, "start4.elf");

        Assert.Equal([ObservedOutcome.Probed, ObservedOutcome.Complete], played.Tracker.Transfers.Select(transfer => transfer.Outcome));
        Assert.All(played.Tracker.Transfers, transfer => Assert.NotEqual(FindingSeverity.Error, transfer.Severity));
        Assert.Same(played.Tracker.Transfers[1], played.Tracker.Transfers[0].LinkedTo);
    }
}
