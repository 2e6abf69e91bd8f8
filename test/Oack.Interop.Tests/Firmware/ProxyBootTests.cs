using Oack.Interop.Tests.Servers;

namespace Oack.Interop.Tests.Firmware;

/// <summary>
/// Machines beside a DHCP server that gives addresses and knows nothing of booting: `oack serve --pxe` names the file that
/// fits each, with nothing said on its command line but the directory.
/// </summary>
public sealed class ProxyBootTests
{
    private static readonly TimeSpan s_startTime = TimeSpan.FromSeconds(60);

    public sealed class OfUefi
    {
        // GRUB asks the next server of the DHCP server's answer, which is that host unless told otherwise.
        [Fact]
        public async Task Grub_ReadsItsMenu_WhenTheDhcpServerIsOnTheSameHost()
        {
            await using BootRoom room = await BootRoom.CreateAsync("qemu-system-x86_64", "dnsmasq");
            long grubBytes = room.AddBootFile("grubnetx64.efi");
            room.AddText("grub/grub.cfg", UefiBootTests.GrubMenu);
            await room.GiveAddressesAsync();
            TftpServerProgram server = await ServeAsync(room);
            CaptureFile capture = room.Capture();

            await using (VirtualMachine machine = VirtualMachine.StartUefi(room.Lab, room.Port, room.Scratch))
            {
                await machine.WaitForMessageAsync($"GRUB has its menu from {room.Lab.Server.Address}");
            }

            (await BootVerdict.OfAsync(capture)).IsClean()
                .HasFetched("grubnetx64.efi", grubBytes)
                .HasFetched("grub/grub.cfg", UefiBootTests.GrubMenu.Length);
            AssertTold(server, "x64", "grubnetx64.efi");
        }
    }

    public sealed class OfChains
    {
        [Theory]
        [InlineData(false)]
        [InlineData(true)]
        public async Task Ipxe_RunsItsScriptAndIsNotLoadedAgain_WhenFirmwareLoadedIt(bool besideTheDhcpServer)
        {
            await using BootRoom room = await BootRoom.CreateAsync("qemu-system-x86_64", "dnsmasq");
            room.AddExamples();
            long ipxeBytes = room.AddBootFile("ipxe.efi");
            await (besideTheDhcpServer ? room.GiveAddressesAsync() : room.GiveAddressesFromNeighbourAsync());
            TftpServerProgram server = await ServeAsync(room);
            CaptureFile capture = room.Capture();

            await using (VirtualMachine machine = VirtualMachine.StartUefi(room.Lab, room.Port, room.Scratch))
            {
                await machine.WaitForMessageAsync("Oack says hello to ");
                await machine.WaitForMessageAsync("hello.txt : ");
            }

            BootVerdict verdict = (await BootVerdict.OfAsync(capture)).IsClean().HasFetched("ipxe.efi", ipxeBytes);
            Assert.Equal(["ipxe.efi", "boot.ipxe", "hello.txt"], verdict.Fetched);
            AssertTold(server, "x64", "ipxe.efi");
            AssertTold(server, "ipxe", "boot.ipxe");
        }
    }

    public sealed class OfBios
    {
        [Fact]
        public async Task Ipxe_RunsTheScriptOfTheExamples_WhenItIsInTheRom()
        {
            await using BootRoom room = await BootRoom.CreateAsync("qemu-system-x86_64", "dnsmasq");
            room.AddExamples();
            room.AddBootFile("pxelinux.0");
            await room.GiveAddressesFromNeighbourAsync();
            TftpServerProgram server = await ServeAsync(room);
            CaptureFile capture = room.Capture();

            await using (VirtualMachine machine = VirtualMachine.StartBios(room.Lab, room.Port))
            {
                await machine.WaitForMessageAsync("Oack says hello to ");
                await machine.WaitForMessageAsync("hello.txt : ");
            }

            Assert.Equal(["boot.ipxe", "hello.txt"], (await BootVerdict.OfAsync(capture)).IsClean().Fetched);
            AssertTold(server, "ipxe", "boot.ipxe");
        }

        [Fact]
        public async Task Pxelinux_ShowsTheMenuOfTheExamples_WhenThereIsNoScript()
        {
            await using BootRoom room = await BootRoom.CreateAsync("qemu-system-x86_64", "dnsmasq");
            room.AddExamples();
            File.Delete(Path.Combine(room.Root, "boot.ipxe"));
            long pxelinuxBytes = room.AddBootFile("pxelinux.0");
            room.AddBootFile("ldlinux.c32");
            await room.GiveAddressesAsync();
            TftpServerProgram server = await ServeAsync(room);
            CaptureFile capture = room.Capture();

            await using (VirtualMachine machine = VirtualMachine.StartBios(room.Lab, room.Port))
            {
                await machine.WaitForMessageAsync("Oack served this menu.");
            }

            (await BootVerdict.OfAsync(capture)).IsClean().HasFetched("pxelinux.0", pxelinuxBytes).HasFinding("search-order");
            AssertTold(server, string.Empty, "pxelinux.0");
        }
    }

    private static async Task<TftpServerProgram> ServeAsync(BootRoom room)
    {
        TftpServerProgram server = await room.ServeAsync("--pxe");
        await server.Program.WaitForLineAsync("PXE boots", s_startTime);
        return server;
    }

    private static void AssertTold(TftpServerProgram server, string architecture, string file)
    {
        string[] told = server.Program.FindLines($"\"file\":\"{file}\"");
        Assert.True(
            told.Any(line => line.Contains("\"event\":101", StringComparison.Ordinal) && line.Contains(architecture, StringComparison.Ordinal)),
            $"no record that a machine ({architecture}) is told to boot {file}:\n{server.Program.Output}");
    }
}
