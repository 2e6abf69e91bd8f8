using Oack.Boot.Dhcp;
using Oack.Boot.Firmware;

namespace Oack.Boot.Tests.Firmware;

/// <summary>The names that loaders try, in their order.</summary>
public sealed class SearchListTests
{
    private static readonly FirmwareMachine s_machine = new()
    {
        Hardware = HardwareAddress.Ethernet([0x88, 0x99, 0xAA, 0xBB, 0xCC, 0xDD]),
        Uuid = Guid.Parse("b8945908-d6a6-41a9-611d-74a6ab80b83d"),
        Address = new IPv4Address(0xC0A8_025B),
    };

    private readonly MiniServer _server = new();

    /// <summary>The example of the Syslinux wiki, "PXELINUX", section "Configuration".</summary>
    [Fact]
    public void Pxelinux_GoesFromUuidToDefault_When_ItLooksForItsConfiguration()
    {
        _server.Files["/mybootdir/pxelinux.0"] = 700;
        _server.Files["/mybootdir/pxelinux.cfg/default"] = 40;

        PlayedSession played = new(FirmwareProfiles.Pxelinux, _server, "/mybootdir/pxelinux.0", machine: s_machine);

        Assert.Equal(
            [
                "/mybootdir/pxelinux.0",
                "/mybootdir/pxelinux.cfg/b8945908-d6a6-41a9-611d-74a6ab80b83d",
                "/mybootdir/pxelinux.cfg/01-88-99-aa-bb-cc-dd",
                "/mybootdir/pxelinux.cfg/C0A8025B",
                "/mybootdir/pxelinux.cfg/C0A8025",
                "/mybootdir/pxelinux.cfg/C0A802",
                "/mybootdir/pxelinux.cfg/C0A80",
                "/mybootdir/pxelinux.cfg/C0A8",
                "/mybootdir/pxelinux.cfg/C0A",
                "/mybootdir/pxelinux.cfg/C0",
                "/mybootdir/pxelinux.cfg/C",
                "/mybootdir/pxelinux.cfg/default",
            ],
            Names());
        Assert.Equal(FirmwareEnd.Complete, played.Session.End);
    }

    [Fact]
    public void Pxelinux_StopsAtTheFirstNameThatIsThere_When_ItLooks()
    {
        _server.Files["pxelinux.0"] = 700;
        _server.Files["pxelinux.cfg/C0A8"] = 40;

        PlayedSession played = new(FirmwareProfiles.Pxelinux, _server, "pxelinux.0", machine: s_machine);

        Assert.Equal("pxelinux.cfg/C0A8", Names().Last());
        Assert.Contains("pxelinux.cfg/C0A8", played.Session.Verdict, StringComparison.Ordinal);
    }

    [Fact]
    public void Pxelinux_HasNoConfiguration_When_NoNameIsThere()
    {
        _server.Files["pxelinux.0"] = 700;

        PlayedSession played = new(FirmwareProfiles.Pxelinux, _server, "pxelinux.0", machine: s_machine);

        Assert.Equal(FirmwareEnd.Refused, played.Session.End);
        Assert.Contains("no configuration", played.Session.Verdict, StringComparison.Ordinal);
    }

    [Fact]
    public void Grub_AsksForItsModuleListsFirst_When_ItLooksForItsConfiguration()
    {
        _server.Files["grubx64.efi"] = 700;
        _server.Files["grub/grub.cfg"] = 40;

        PlayedSession played = new(FirmwareProfiles.Grub, _server, "grubx64.efi", machine: s_machine);

        Assert.Equal(
            [
                "grubx64.efi",
                "grub/x86_64-efi/command.lst",
                "grub/x86_64-efi/fs.lst",
                "grub/x86_64-efi/crypto.lst",
                "grub/x86_64-efi/terminal.lst",
                "grub/grub.cfg-01-88-99-aa-bb-cc-dd",
                "grub/grub.cfg-C0A8025B",
            ],
            Names().Take(7));
        Assert.Equal("grub/grub.cfg", Names().Last());
        Assert.Equal(FirmwareEnd.Complete, played.Session.End);
    }

    private IEnumerable<string> Names() =>
        _server.Heard.Where(line => line.Contains("RRQ", StringComparison.Ordinal)).Select(line => line.Split(' ')[2]["file=".Length..]);
}
