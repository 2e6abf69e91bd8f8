namespace Oack.Interop.Tests.Firmware;

/// <summary>A BIOS whose network card has iPXE in its ROM, from power-on to what it was to start.</summary>
public sealed class BiosBootTests
{
    [Fact]
    public async Task Pxelinux_ShowsTheMenuOfTheExamples_WhenDhcpNamesIt()
    {
        await using BootRoom room = await BootRoom.CreateAsync("qemu-system-x86_64", "dnsmasq");
        room.AddExamples();
        long pxelinuxBytes = room.AddBootFile("pxelinux.0");
        long libraryBytes = room.AddBootFile("ldlinux.c32");
        await room.ServeAsync();
        await room.GiveAddressesAsync(DhcpServerProgram.BootFile(room.Lab.Server, "pxelinux.0"));
        CaptureFile capture = room.Capture();

        await using (VirtualMachine machine = VirtualMachine.StartBios(room.Lab, room.Port))
        {
            await machine.WaitForMessageAsync("Oack served this menu.");
        }

        BootVerdict verdict = await BootVerdict.OfAsync(capture);
        verdict.IsClean()
            .HasFetched("pxelinux.0", pxelinuxBytes)
            .HasFetched("ldlinux.c32", libraryBytes)
            .HasFetched("pxelinux.cfg/default", new FileInfo(Path.Combine(room.Root, "pxelinux.cfg", "default")).Length)
            .HasFinding("search-order");
        string hardware = VirtualMachine.HardwareAddress.Replace(':', '-');
        Assert.Contains(verdict.Transfers, transfer => transfer.Name == $"pxelinux.cfg/01-{hardware}" && transfer.Outcome == "refused");
    }

    [Fact]
    public async Task Ipxe_RunsTheScriptOfTheExamples_WhenDhcpNamesIt()
    {
        await using BootRoom room = await BootRoom.CreateAsync("qemu-system-x86_64", "dnsmasq");
        room.AddExamples();
        await room.ServeAsync();
        await room.GiveAddressesAsync(DhcpServerProgram.BootFile(room.Lab.Server, "boot.ipxe"));
        CaptureFile capture = room.Capture();

        await using (VirtualMachine machine = VirtualMachine.StartBios(room.Lab, room.Port))
        {
            await machine.WaitForMessageAsync($"Oack says hello to {VirtualMachine.HardwareAddress}");
            await machine.WaitForMessageAsync($"hello.txt : {new FileInfo(Path.Combine(room.Root, "hello.txt")).Length} bytes");
        }

        BootVerdict verdict = await BootVerdict.OfAsync(capture);
        Assert.Equal(["boot.ipxe", "hello.txt"], verdict.IsClean().Fetched);
        Assert.All(verdict.Transfers, transfer => Assert.StartsWith("blksize=1432", transfer.Requested, StringComparison.Ordinal));
    }
}
