namespace Oack.Boot.Firmware;

/// <summary>Which names a program tries beside the one that it was given.</summary>
public enum SearchHabit
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>PXELINUX: once it runs, <c>pxelinux.cfg/</c> with UUID, MAC, shorter and shorter address, <c>default</c>.</summary>
    Pxelinux,

    /// <summary>GRUB: once it runs, its four module lists, then <c>grub.cfg</c> with MAC and address, then without.</summary>
    Grub,

    /// <summary>Raspberry Pi: the name below the serial number first, then the name alone.</summary>
    RaspberryPi,
}
