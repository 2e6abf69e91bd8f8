using Oack.Interop.Tests.Programs;

namespace Oack.Interop.Tests.Firmware;

/// <summary>
/// iPXE in the ROM of a card, which fetches by PXE's multicast TFTP. It gives the group less than a second before it asks
/// for the file on port 69, so nothing runs beside it.
/// </summary>
[Collection(MeasuredAlone.Name)]
public sealed class GroupBootTests
{
    /// <summary>The group and the ports that iPXE takes for a URL with mtftp, unless DHCP names others.</summary>
    private const string IpxeGroup = "239.255.1.1:3001,port=1759";

    private const int FileBytes = 200_001;

    [Fact]
    public async Task Ipxe_FetchesAFileByMulticast()
    {
        await using BootRoom room = await BootRoom.CreateAsync("qemu-system-x86_64", "dnsmasq");
        string image = room.Scratch.Write("root/image.bin", FileBytes);
        room.AddText("boot.ipxe", $"""
            #!ipxe
            imgfetch mtftp://{room.Lab.Server.Address}/image.bin || echo The group gave nothing
            imgstat
            echo That was all
            shell

            """);
        await room.ServeAsync("--mtftp", $"image.bin={IpxeGroup}");
        await room.GiveAddressesAsync(DhcpServerProgram.BootFile(room.Lab.Server, "boot.ipxe"));
        CaptureFile capture = room.Capture();

        // The first block has to come from the disk, as it does where nobody has asked for the file yet.
        await Command.RunAsync(Site.Machine, "dd", $"of={image}", "oflag=nocache", "conv=notrunc,fdatasync", "count=0", "status=none");

        await using (VirtualMachine machine = VirtualMachine.StartBios(room.Lab, room.Port))
        {
            await machine.WaitForMessageAsync($"image.bin : {FileBytes} bytes");
            await machine.WaitForMessageAsync("That was all");
        }

        BootVerdict verdict = (await BootVerdict.OfAsync(capture)).IsClean().HasFetched("image.bin", FileBytes);
        Assert.Equal(["boot.ipxe", "image.bin"], verdict.Fetched);
    }
}
