using System.Diagnostics.CodeAnalysis;

namespace Oack.Boot.Firmware;

/// <summary>
/// The programs whose habits are known. What stands here was read in their sources or seen on the wire; each entry's
/// <see cref="FirmwareProfile.Source"/> says which. Where neither tells, the entry keeps to what harms nobody.
/// </summary>
public static class FirmwareProfiles
{
    private const OptionAckFaults IllFormed = OptionAckFaults.IllegalValue | OptionAckFaults.Unterminated | OptionAckFaults.WithoutValue;

    /// <summary>PXELINUX counts in the BIOS's ticks of 1/18.2 s.</summary>
    private const double TickMilliseconds = 1000 / 18.2;

    /// <summary>UEFI firmware built from EDK II: nearly all of today's.</summary>
    public static FirmwareProfile Edk2 { get; } = new()
    {
        Key = "edk2",
        Name = "UEFI firmware (EDK2)",
        Source = "tianocore/edk2 NetworkPkg (Mtftp4Dxe, UefiPxeBcDxe, Udp4Dxe); seen on the wire",
        Probe = new FirmwareProbe(
            FirmwareRequest.Of(("tsize", "0"), ("blksize", "1468"), ("windowsize", "4")),
            new FirmwareError(8, "User aborted the transfer"),
            new FirmwareError(4, "User aborted download"),
            NeedsSize: true,
            MatchesCase: true),
        Fetch = FirmwareRequest.Of(("blksize", "1468"), ("windowsize", "4")),
        Abort = new FirmwareError(4, "User aborted download"),

        // The UDP driver counts on from a random port of the first 1,024 behind the well-known ones.
        Ports = new FirmwarePorts(1024, Span: 1024),
        Timers = FirmwareTimers.Every(seconds: 4, tries: 6),

        // It keeps no note of whether "timeout" came, and so does not mind one; nor a name that it does not know.
        Refuses = OptionAckFaults.UnrequestedOption | OptionAckFaults.LargerBlockSize | OptionAckFaults.LargerWindow | IllFormed,
        Refusal = new FirmwareError(4, "Malformatted OACK packet"),
        LateBlock = LateBlockHabit.AcknowledgeLast,
        TooLong = new FirmwareError(3, "User provided memory block is too small"),
    };

    /// <summary>EFI firmware of the first years (EDK, 2006).</summary>
    public static FirmwareProfile Edk1 { get; } = new()
    {
        Key = "edk1",
        Name = "EFI firmware (EDK1)",
        Source = "tianocore/edk2 of 2006, EdkModulePkg PxeBc (pxe_bc_mtftp.c)",
        Probe = new FirmwareProbe(
            FirmwareRequest.Of(("blksize", "7680"), ("tsize", "0")),
            new FirmwareError(8, ""),
            OnData: null,
            NeedsSize: false,
            MatchesCase: true),
        Fetch = FirmwareRequest.Of(("blksize", "7680")),
        Abort = new FirmwareError(8, ""),
        Ports = new FirmwarePorts(2070, Span: 60_000, Step: 0),
        Timers = new FirmwareTimers(
            [.. Enumerable.Repeat(TimeSpan.FromSeconds(5), 3)], [.. Enumerable.Repeat(TimeSpan.FromSeconds(4), 3)], NewPortForEachTry: true),
        MatchesCase = true,
        LateBlock = LateBlockHabit.AcknowledgeLast,
        AfterError = AfterErrorHabit.AskWithoutOptions,
        RollsOver = true,
    };

    /// <summary>Apple's EFI firmware, as in the trace that began this project.</summary>
    public static FirmwareProfile Apple { get; } = Edk1 with
    {
        Key = "apple",
        Name = "EFI firmware (Apple)",
        Source = "seen on the wire; what was not seen, as EDK1, from which it comes",
        Probe = new FirmwareProbe(
            FirmwareRequest.Of(("blksize", "512"), ("tsize", "0")),
            new FirmwareError(8, "user aborted transfer"),
            OnData: null,
            NeedsSize: false,
            MatchesCase: true),
        Fetch = FirmwareRequest.Of(("blksize", "8192")),
        Abort = new FirmwareError(8, "user aborted transfer"),
    };

    /// <summary>iPXE.</summary>
    public static FirmwareProfile Ipxe { get; } = new()
    {
        Key = "ipxe",
        Name = "iPXE",
        Source = "ipxe/ipxe src/net/udp/tftp.c; seen on the wire",
        Fetch = FirmwareRequest.Of(("blksize", "1432"), ("tsize", "0")),
        Abort = new FirmwareError(0, "TFTP Aborted"),
        Ports = new FirmwarePorts(1024, Span: 64_000, Step: 0),
        Timers = FirmwareTimers.Table([250, 500, 1_000, 2_000, 4_000, 8_000]),
        Refuses = IllFormed,
        LateBlock = LateBlockHabit.AcknowledgeLast,
    };

    /// <summary>PXELINUX, once it runs.</summary>
    public static FirmwareProfile Pxelinux { get; } = new()
    {
        Key = "pxelinux",
        Name = "PXELINUX",
        Source = "syslinux core/fs/pxe/tftp.c; seen on the wire",
        Fetch = FirmwareRequest.Of(("tsize", "0"), ("blksize", "1408")),
        Abort = new FirmwareError(0, "No error, file close"),
        Ports = new FirmwarePorts(49_152),
        Timers = FirmwareTimers.Table(new double[]
        {
            2, 2, 3, 3, 4, 5, 6, 7, 9, 10, 12, 15, 18, 21, 26, 31, 37, 44, 53, 64, 77, 92, 110, 132, 159, 191, 229, 255, 255, 255, 255,
        }.Select(ticks => ticks * TickMilliseconds)),

        // It knows tsize and blksize, and takes any other name for the end of all sense.
        Refuses = OptionAckFaults.UnrequestedOption | OptionAckFaults.UnrequestedTimeout | OptionAckFaults.UnknownOption | OptionAckFaults.IllegalValue,
        Refusal = new FirmwareError(8, "TFTP protocol error"),
        LateBlock = LateBlockHabit.AcknowledgeLast,
        Search = SearchHabit.Pxelinux,
    };

    /// <summary>GRUB 2, once it runs.</summary>
    public static FirmwareProfile Grub { get; } = new()
    {
        Key = "grub",
        Name = "GRUB 2",
        Source = "grub-core/net/tftp.c, net.c; seen on the wire",
        Fetch = FirmwareRequest.Of(("blksize", "1024"), ("tsize", "0")),
        Abort = new FirmwareError(0, "closed"),
        Ports = new FirmwarePorts(25_300),
        Timers = FirmwareTimers.Table(Enumerable.Range(0, 40).Select(i => 400.0 + (20 * i))) with { RepeatsAcks = false },
        MatchesCase = true,
        NeedsOptionAck = true,
        NeedsSize = true,
        LateBlock = LateBlockHabit.AcknowledgeOld,
        Search = SearchHabit.Grub,
    };

    /// <summary>U-Boot.</summary>
    public static FirmwareProfile UBoot { get; } = new()
    {
        Key = "uboot",
        Name = "U-Boot",
        Source = "u-boot net/tftp.c",
        Fetch = FirmwareRequest.Of(("timeout", "5"), ("tsize", "0"), ("blksize", "1468")),

        // Its clock of milliseconds since power-on draws the port.
        Ports = new FirmwarePorts(1024, Span: 3072, Step: 0),
        Timers = FirmwareTimers.Every(seconds: 5, tries: 11),
        Refuses = OptionAckFaults.LargerBlockSize | OptionAckFaults.OtherTimeout,
        Refusal = new FirmwareError(8, "Option Negotiation Failed"),
        LateBlock = LateBlockHabit.AcknowledgeLastOnceForGap,
        AfterError = AfterErrorHabit.StartOver,
        DefaultFile = "{ADDRESS}.img",
    };

    /// <summary>The boot ROM of the Raspberry Pi 4.</summary>
    public static FirmwareProfile RaspberryPi { get; } = new()
    {
        Key = "rpi",
        Name = "Raspberry Pi boot ROM",
        Source = "seen on the wire; Raspberry Pi documentation, network boot flow",
        Probe = new FirmwareProbe(
            FirmwareRequest.Of(("tsize", "0"), ("blksize", "1024")),
            new FirmwareError(0, "Early terminate"),
            new FirmwareError(0, "Early terminate"),
            NeedsSize: false,
            MatchesCase: false),
        Fetch = FirmwareRequest.Of(("tsize", "0"), ("blksize", "1024")),
        Abort = new FirmwareError(0, "Early terminate"),
        Ports = new FirmwarePorts(49_158, Step: 21),
        Timers = FirmwareTimers.Every(seconds: 2, tries: 5),
        Search = SearchHabit.RaspberryPi,
        RollsOver = false,
        RequestTwin = TimeSpan.FromMilliseconds(7),
        DefaultFile = "start4.elf",
    };

    /// <summary>The Windows boot manager.</summary>
    public static FirmwareProfile Windows { get; } = new()
    {
        Key = "windows",
        Name = "Windows boot manager",
        Source = "seen on the wire ([MS-WDSMSI] servers); the window stays as it was granted",
        Fetch = FirmwareRequest.Of(("tsize", "0"), ("blksize", "1456"), ("windowsize", "4"), ("msftwindow", "31416")),
        Ports = new FirmwarePorts(1024, Span: 1024),
        Timers = FirmwareTimers.Every(seconds: 4, tries: 6),
        LateBlock = LateBlockHabit.AcknowledgeLast,
    };

    /// <summary>NILO and Etherboot.</summary>
    public static FirmwareProfile Nilo { get; } = new()
    {
        Key = "nilo",
        Name = "NILO, Etherboot",
        Source = "etherboot src/core/nic.c",
        Fetch = FirmwareRequest.Of(("blksize", "1432")),

        // Its counter stands at 2,000 and is counted up before each request.
        Ports = new FirmwarePorts(2001),
        Timers = new FirmwareTimers(
            [.. Enumerable.Repeat(TimeSpan.FromSeconds(10), 21)], [TimeSpan.FromSeconds(10)], NewPortForEachTry: true, RepeatsAcks: false),

        // The only name that it reads is blksize.
        Refuses = OptionAckFaults.UnrequestedOption | OptionAckFaults.UnrequestedTimeout | OptionAckFaults.UnknownOption | IllFormed,
        Refusal = new FirmwareError(0x0800, "RFC1782 error"),
        LateBlock = LateBlockHabit.AcknowledgeLast,
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<FirmwareProfile> All { get; } =
        [Edk2, Edk1, Apple, Ipxe, Pxelinux, Grub, UBoot, RaspberryPi, Windows, Nilo];

    /// <summary>Finds one by its word, in any case.</summary>
    public static bool TryFind(string key, [NotNullWhen(true)] out FirmwareProfile? profile)
    {
        profile = All.FirstOrDefault(one => string.Equals(one.Key, key, StringComparison.OrdinalIgnoreCase));
        return profile is not null;
    }
}
