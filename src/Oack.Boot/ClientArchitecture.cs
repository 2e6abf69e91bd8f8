namespace Oack.Boot;

/// <summary>
/// What kind of machine asks to boot: the number in DHCP option 93 and in the vendor class <c>PXEClient:Arch:NNNNN</c>
/// (RFC 4578 §2.1, continued by IANA's registry "Processor Architecture Types"). A value outside this list is legal.
/// </summary>
public enum ClientArchitecture : ushort
{
    /// <summary>x86 with a BIOS.</summary>
    Bios = 0,

    /// <summary>Itanium with EFI.</summary>
    Itanium = 2,

    /// <summary>x86 of 32 bits with UEFI.</summary>
    Ia32 = 6,

    /// <summary>x86 of 64 bits with UEFI. RFC 4578 calls it "EFI BC"; firmware has sent it for x64 ever since.</summary>
    X64 = 7,

    /// <summary>EFI byte code by RFC 4578; some x64 firmware sends it.</summary>
    X64Alternative = 9,

    /// <summary>ARM of 32 bits with UEFI.</summary>
    Arm32 = 10,

    /// <summary>ARM of 64 bits with UEFI.</summary>
    Arm64 = 11,

    /// <summary>x86 of 32 bits with UEFI, which boots over HTTP.</summary>
    Ia32Http = 15,

    /// <summary>x86 of 64 bits with UEFI, which boots over HTTP.</summary>
    X64Http = 16,

    /// <summary>EFI byte code, which boots over HTTP.</summary>
    ByteCodeHttp = 17,

    /// <summary>ARM of 32 bits with UEFI, which boots over HTTP.</summary>
    Arm32Http = 18,

    /// <summary>ARM of 64 bits with UEFI, which boots over HTTP.</summary>
    Arm64Http = 19,

    /// <summary>x86 with a BIOS, which boots over HTTP.</summary>
    BiosHttp = 20,

    /// <summary>ARM of 32 bits with U-Boot.</summary>
    Arm32UBoot = 21,

    /// <summary>ARM of 64 bits with U-Boot.</summary>
    Arm64UBoot = 22,

    /// <summary>RISC-V of 64 bits with UEFI.</summary>
    RiscV64 = 27,
}
