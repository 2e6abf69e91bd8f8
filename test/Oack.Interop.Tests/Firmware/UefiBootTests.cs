namespace Oack.Interop.Tests.Firmware;

/// <summary>UEFI firmware (EDK2) with its own network stack, from power-on to GRUB's menu.</summary>
public sealed class UefiBootTests
{
    /// <summary>A menu that says on the serial port what only GRUB, having read it from the server, can know.</summary>
    internal const string GrubMenu = """
        serial --unit=0 --speed=115200
        terminal_output serial
        echo "GRUB has its menu from $net_default_server, started from $net_default_ip"
        sleep 600

        """;

    [Fact]
    public async Task Grub_ReadsItsMenu_WhenDhcpNamesTheBootFile()
    {
        await using BootRoom room = await BootRoom.CreateAsync("qemu-system-x86_64", "dnsmasq");
        long grubBytes = room.AddBootFile("grubnetx64.efi");
        room.AddText("grub/grub.cfg", GrubMenu);
        await room.ServeAsync();
        await room.GiveAddressesAsync(DhcpServerProgram.BootFile(room.Lab.Server, "grubnetx64.efi"));
        CaptureFile capture = room.Capture();

        await using (VirtualMachine machine = VirtualMachine.StartUefi(room.Lab, room.Port, room.Scratch))
        {
            await machine.WaitForMessageAsync($"GRUB has its menu from {room.Lab.Server.Address}, started from 10.69.0.1");
        }

        BootVerdict verdict = await BootVerdict.OfAsync(capture);
        verdict.IsClean()
            .HasFetched("grubnetx64.efi", grubBytes)
            .HasFetched("grub/grub.cfg", GrubMenu.Length)
            .HasFinding("size-probe")
            .HasFinding("search-order");
        Assert.Equal("tsize=0, blksize=1468, windowsize=4", verdict.Transfers[0].Requested);
        Assert.Equal("probed", verdict.Transfers[0].Outcome);
        Assert.Equal("blksize=1468, windowsize=4", verdict.Transfers[1].Granted);
    }
}
