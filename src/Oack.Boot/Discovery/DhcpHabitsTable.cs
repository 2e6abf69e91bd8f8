using Oack.Boot.Firmware;

namespace Oack.Boot.Discovery;

/// <summary>
/// The ways to ask that are known. PXELINUX, GRUB and the Windows boot manager do not ask: they take over what the
/// firmware before them was told, and are played with that firmware's ways.
/// </summary>
public static class DhcpHabitsTable
{
    /// <summary>What PXE firmware asks for, UEFI's with six more (edk2 PxeBcDhcp4.c; seen on the wire).</summary>
    private static readonly byte[] s_uefiParameters =
    [
        1, 2, 3, 4, 5, 6, 12, 13, 15, 17, 18, 22, 23, 28, 40, 41, 42, 43, 50, 51, 54, 58, 59, 60, 66, 67, 97, 128, 129, 130, 131, 132, 133, 134, 135,
    ];

    /// <summary>UEFI firmware (EDK2): waits of 4, 8, 16 and 32 s, and all of the first for proxies (PXE 2.1 §2.2.3).</summary>
    public static DhcpHabits Uefi { get; } = new()
    {
        VendorClass = "PXEClient:Arch:{ARCH}:UNDI:003000",
        ParameterRequests = s_uefiParameters,
        InterfaceVersion = [1, 3, 0],
        DiscoverWaits = DhcpHabits.Seconds(4, 8, 16, 32),
        RequestWaits = DhcpHabits.Seconds(4, 8, 16, 32),
        Architecture = ClientArchitecture.X64,
    };

    /// <summary>The PXE ROM of a BIOS.</summary>
    public static DhcpHabits Bios { get; } = Uefi with
    {
        VendorClass = "PXEClient:Arch:{ARCH}:UNDI:002001",
        InterfaceVersion = [1, 2, 1],
        Architecture = ClientArchitecture.Bios,
    };

    /// <summary>iPXE: names itself by its user class, and waits 2 s for proxies (ipxe src/net/udp/dhcp.c).</summary>
    public static DhcpHabits Ipxe { get; } = new()
    {
        VendorClass = "PXEClient:Arch:{ARCH}:UNDI:003010",
        ParameterRequests = [1, 3, 6, 7, 12, 15, 17, 26, 43, 60, 66, 67, 119, 128, 129, 130, 131, 132, 133, 134, 135, 175, 203],
        InterfaceVersion = [1, 3, 10],
        UserClass = "iPXE",

        // Its version 1.21.1, and that it speaks TFTP, HTTP and PXE.
        IpxeOptions = [235, 3, 1, 21, 1, 24, 1, 1, 19, 1, 1, 33, 1, 1],
        DiscoverWaits = DhcpHabits.Seconds(1, 2, 4, 8),
        ProxyWait = TimeSpan.FromSeconds(2),
        RequestWaits = DhcpHabits.Seconds(1, 2, 4, 8),
        Architecture = ClientArchitecture.X64,
    };

    /// <summary>U-Boot: takes the first offer.</summary>
    public static DhcpHabits UBoot { get; } = new()
    {
        VendorClass = "U-Boot.armv8",
        ParameterRequests = [1, 3, 6, 12, 15, 17, 66, 67],
        InterfaceVersion = [1, 0, 0],
        SendsUuid = false,
        DiscoverWaits = DhcpHabits.Seconds(0.25, 0.5, 1, 2, 4, 8),
        ProxyWait = TimeSpan.Zero,
        RequestWaits = DhcpHabits.Seconds(0.25, 0.5, 1, 2, 4, 8),
        Architecture = ClientArchitecture.Arm64UBoot,
    };

    /// <summary>The boot ROM of a Raspberry Pi: asks as a BIOS does, for fewer options.</summary>
    public static DhcpHabits RaspberryPi { get; } = Bios with
    {
        ParameterRequests = [43, 60, 67, 128, 129, 130, 131, 132, 133, 134, 135, 66, 1, 3],
    };

    /// <summary>Etherboot and NILO: take the first offer.</summary>
    public static DhcpHabits Etherboot { get; } = new()
    {
        VendorClass = "Etherboot-5.0",
        ParameterRequests = [1, 3, 12, 43],
        SendsUuid = false,
        DiscoverWaits = DhcpHabits.Seconds(10, 10, 10, 10),
        ProxyWait = TimeSpan.Zero,
        RequestWaits = DhcpHabits.Seconds(10, 10, 10, 10),
        Architecture = ClientArchitecture.Bios,
    };

    /// <summary>How the machine of a program asks; null for Apple's firmware, which finds its server by a protocol of its own (BSDP).</summary>
    /// <param name="profile">The program.</param>
    /// <param name="architecture">The machine's architecture, or null for the usual one.</param>
    public static DhcpHabits? Of(FirmwareProfile profile, ClientArchitecture? architecture = null)
    {
        ArgumentNullException.ThrowIfNull(profile);
        bool isBios = architecture is ClientArchitecture.Bios;
        return profile.Key switch
        {
            "apple" => null,
            "ipxe" => Ipxe,
            "uboot" => UBoot,
            "rpi" => RaspberryPi,
            "nilo" => Etherboot,
            "pxelinux" => architecture is null || isBios ? Bios : Uefi,
            _ => isBios ? Bios : Uefi,
        };
    }
}
