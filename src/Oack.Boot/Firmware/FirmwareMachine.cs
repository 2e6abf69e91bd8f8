using System.Globalization;
using Oack.Boot.Dhcp;

namespace Oack.Boot.Firmware;

/// <summary>The machine that a program is played on: what its requests and search lists are made of.</summary>
public sealed record FirmwareMachine
{
    /// <summary>The hardware address of its interface. Defaults to 52:54:00:00:00:01, an address of nobody's.</summary>
    public HardwareAddress Hardware { get; init; } = HardwareAddress.Ethernet([0x52, 0x54, 0x00, 0x00, 0x00, 0x01]);

    /// <summary>Its UUID (SMBIOS). Defaults to zeros with the hardware address at the end.</summary>
    public Guid? Uuid { get; init; }

    /// <summary>Its address. Defaults to 0.0.0.0.</summary>
    public IPv4Address Address { get; init; }

    /// <summary>What its ports are drawn from: any number.</summary>
    public int Seed { get; init; }

    /// <summary>The serial number as a Raspberry Pi writes it: 8 hexadecimal digits. Defaults to 00000001.</summary>
    public string Serial { get; init; } = "00000001";

    /// <summary>The UUID that holds.</summary>
    public Guid EffectiveUuid => Uuid ?? new Guid(0, 0, 0, [0, 0, .. HardwareBytes()]);

    /// <summary>The hardware address as PXELINUX and GRUB write it: <c>01-52-54-00-00-00-01</c>, Ethernet's type in front.</summary>
    internal string DashedHardware =>
        string.Join('-', HardwareBytes().Prepend(HardwareAddress.EthernetType).Select(part => part.ToString("x2", CultureInfo.InvariantCulture)));

    /// <summary>The address in 8 hexadecimal digits, as boot loaders write it.</summary>
    internal string HexAddress => Address.Value.ToString("X8", CultureInfo.InvariantCulture);

    private byte[] HardwareBytes()
    {
        byte[] bytes = new byte[HardwareAddress.MaxBytes];
        Hardware.Write(bytes);
        return bytes[..HardwareAddress.EthernetBytes];
    }
}
