namespace Oack.Interop.Tests.Firmware;

/// <summary>An arm64 board with U-Boot, which fetches what it is told to and computes the digest of what arrived.</summary>
public sealed class BoardBootTests
{
    private const string Address = "0x42000000";
    private const int FileBytes = 5_000_003;

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    public async Task UBoot_HoldsTheFileThatWasServed_WithWindow(int windowBlocks)
    {
        await using BootRoom room = await BootRoom.CreateAsync("qemu-system-aarch64", "dnsmasq");
        string original = room.Scratch.Write("root/kernel.bin", FileBytes);
        uint digest = Digest(await File.ReadAllBytesAsync(original, TestContext.Current.CancellationToken));
        await room.ServeAsync();
        await room.GiveAddressesAsync(DhcpServerProgram.BootFile(room.Lab.Server, "kernel.bin"));
        CaptureFile capture = room.Capture();

        await using (VirtualMachine machine = VirtualMachine.StartBoard(room.Lab, room.Port))
        {
            // A key stops what it would start by itself; what is typed while it fetches is lost.
            await machine.WaitForMessageAsync("Net:");
            await machine.TypeAsync(string.Empty);
            await machine.TypeAsync("setenv autoload no; dhcp");
            await machine.WaitForMessageAsync("DHCP client bound to address");
            await machine.TypeAsync(
                $"setenv tftpwindowsize {windowBlocks}; tftpboot {Address} {room.Lab.Server.Address}:kernel.bin && crc32 {Address} ${{filesize}}");
            await machine.WaitForMessageAsync($"Bytes transferred = {FileBytes}");
            await machine.WaitForMessageAsync($"==> {digest:x8}");
        }

        BootVerdict verdict = await BootVerdict.OfAsync(capture);
        JudgedTransfer transfer = Assert.Single(verdict.IsClean().HasFetched("kernel.bin", FileBytes).Transfers);
        Assert.Equal(
            windowBlocks > 1 ? $"timeout=5, blksize=1468, windowsize={windowBlocks}" : "timeout=5, blksize=1468", transfer.Requested);
    }

    /// <summary>The checksum that the board's command crc32 prints: IEEE 802.3 §3.2.9, reflected.</summary>
    private static uint Digest(ReadOnlySpan<byte> bytes)
    {
        const uint Polynomial = 0xEDB8_8320;
        uint digest = uint.MaxValue;
        foreach (byte value in bytes)
        {
            digest ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                digest = (digest & 1) == 0 ? digest >> 1 : (digest >> 1) ^ Polynomial;
            }
        }

        return ~digest;
    }
}
