namespace Oack.Boot;

/// <summary>What a boot file is chosen by: the entries of a <see cref="BootFileTable"/>.</summary>
public enum BootClientKind : byte
{
    /// <summary>x86 with a BIOS.</summary>
    Bios = 0,

    /// <summary>x86 of 32 bits with UEFI.</summary>
    Ia32,

    /// <summary>x86 of 64 bits with UEFI.</summary>
    X64,

    /// <summary>ARM of 32 bits.</summary>
    Arm32,

    /// <summary>ARM of 64 bits.</summary>
    Arm64,

    /// <summary>RISC-V of 64 bits with UEFI.</summary>
    RiscV64,

    /// <summary>iPXE, on whatever machine.</summary>
    Ipxe,

    /// <summary>An Intel Mac that asks by Apple's protocol (BSDP).</summary>
    Apple,

    /// <summary>UEFI on x86 of 32 bits that boots over HTTP: its file is a URL.</summary>
    Ia32Http,

    /// <summary>UEFI on x86 of 64 bits that boots over HTTP: its file is a URL.</summary>
    X64Http,

    /// <summary>UEFI on ARM of 64 bits that boots over HTTP: its file is a URL.</summary>
    Arm64Http,
}
