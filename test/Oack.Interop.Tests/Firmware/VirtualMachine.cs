using System.Text.RegularExpressions;
using Oack.Interop.Tests.Lab;
using Oack.Interop.Tests.Programs;

namespace Oack.Interop.Tests.Firmware;

/// <summary>
/// A machine without a disk that starts from the network, in QEMU without KVM. Its serial port is its only console: what
/// it prints there are the lines of <see cref="Console"/>. It ends when the test lets go of it.
/// </summary>
internal sealed partial class VirtualMachine : IAsyncDisposable
{
    /// <summary>How long a machine may take to say what a test waits for; most need a tenth of it.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(200);

    private VirtualMachine(RunningProgram console)
    {
        Console = console;
    }

    /// <summary>Its process, whose output is that of the serial port.</summary>
    internal RunningProgram Console { get; }

    /// <summary>The hardware address of a machine's network card.</summary>
    internal static string HardwareAddress => "52:54:00:69:00:01";

    /// <summary>A PC with UEFI firmware (EDK2). Its card has no boot ROM, so the firmware's own network stack boots it.</summary>
    internal static VirtualMachine StartUefi(BootLab lab, string port, ScratchDirectory scratch)
    {
        string settings = scratch["firmware-settings.fd"];
        string code = RealProgram.RequireBootFile("OVMF_CODE.fd");
        File.Copy(RealProgram.RequireBootFile("OVMF_VARS.fd"), settings);
        return Start(
            lab, port, "qemu-system-x86_64", "virtio-net-pci,romfile=,bootindex=1",
            "-machine", "q35,graphics=off", "-m", "256",
            "-drive", $"if=pflash,format=raw,readonly=on,file={code}", "-drive", $"if=pflash,format=raw,file={settings}");
    }

    /// <summary>A PC with a BIOS, whose card has iPXE in its boot ROM. The console of the BIOS is the serial port.</summary>
    internal static VirtualMachine StartBios(BootLab lab, string port) => Start(
        lab, port, "qemu-system-x86_64", "virtio-net-pci,bootindex=1", "-machine", "pc,graphics=off", "-m", "128");

    /// <summary>An arm64 board with U-Boot, which reads commands from the serial port.</summary>
    internal static VirtualMachine StartBoard(BootLab lab, string port) => Start(
        lab, port, "qemu-system-aarch64", "virtio-net-pci,romfile=",
        "-machine", "virt", "-cpu", "cortex-a57", "-m", "256", "-bios", RealProgram.RequireBootFile("u-boot-arm64.bin"));

    /// <summary>
    /// Waits until the machine has printed a text. A BIOS draws its screen on the serial port, so blanks, ends of lines
    /// and the moves of the cursor may lie anywhere and do not count.
    /// </summary>
    internal Task WaitForMessageAsync(string text)
    {
        string wanted = WithoutLayout(text);
        return Console.WaitUntilAsync(
            () => WithoutLayout(Console.Output).Contains(wanted, StringComparison.Ordinal), $"the message '{text}'", Patience);
    }

    /// <summary>Types a line.</summary>
    internal async Task TypeAsync(string line)
    {
        await Console.Input.WriteAsync(line + "\r");
        await Console.Input.FlushAsync();
    }

    public ValueTask DisposeAsync() => Console.DisposeAsync();

    private static string WithoutLayout(string text) => Layout().Replace(text, string.Empty);

    // ECMA-48 §5.4: control sequences; besides, whatever takes a place and shows nothing.
    [GeneratedRegex(@"\e\[[0-?]*[ -/]*[@-~]|[\x00-\x20\x7F]")]
    private static partial Regex Layout();

    private static VirtualMachine Start(BootLab lab, string port, string program, string card, params string[] arguments) => new(
        RunningProgram.Start(
            lab.Server, RealProgram.Require(program),
            [
                .. arguments, "-accel", "tcg", "-nodefaults", "-display", "none", "-no-reboot", "-serial", "stdio",
                "-netdev", $"tap,id=lan,ifname={port},script=no,downscript=no",
                "-device", $"{card},netdev=lan,mac={HardwareAddress}",
            ]));
}
