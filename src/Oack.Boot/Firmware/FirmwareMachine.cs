using System.Net.NetworkInformation;
using Oack.Protocol;

namespace Oack.Boot.Firmware;

/// <summary>The machine that a program is played on: what its requests and search lists are made of.</summary>
public sealed record FirmwareMachine
{
    /// <summary>The hardware address of its interface. Defaults to 52:54:00:00:00:01, an address of nobody's.</summary>
    public PhysicalAddress HardwareAddress { get; init; } = new([0x52, 0x54, 0x00, 0x00, 0x00, 0x01]);

    /// <summary>Its UUID (SMBIOS). Defaults to one with the hardware address at its end.</summary>
    public Guid? Uuid { get; init; }

    /// <summary>Its IPv4 address; the port does not matter. Defaults to 0.0.0.0.</summary>
    public PeerEndpoint Address { get; init; } = PeerEndpoint.FromIPv4(0, 0);

    /// <summary>What its ports are drawn from: any number.</summary>
    public int Seed { get; init; }

    /// <summary>The UUID that holds.</summary>
    public Guid EffectiveUuid => Uuid ?? new Guid(0, 0, 0, [0, 0, .. HardwareBytes()]);

    /// <summary>The serial number as a Raspberry Pi writes it: 8 hexadecimal digits. Defaults to 00000001.</summary>
    public string Serial { get; init; } = "00000001";

    /// <summary>The hardware address as PXELINUX and GRUB write it: <c>01-52-54-00-00-00-01</c>, Ethernet's type in front.</summary>
    internal string DashedHardwareAddress =>
        "01-" + string.Join('-', HardwareBytes().Select(part => part.ToString("x2", System.Globalization.CultureInfo.InvariantCulture)));

    /// <summary>The address in 8 hexadecimal digits, as boot loaders write it.</summary>
    internal string HexAddress => Address.IPv4Address.ToString("X8", System.Globalization.CultureInfo.InvariantCulture);

    private byte[] HardwareBytes()
    {
        const int EthernetBytes = 6;
        byte[] bytes = HardwareAddress.GetAddressBytes();
        return bytes.Length == EthernetBytes ? bytes : [.. bytes.Take(EthernetBytes), .. new byte[Math.Max(0, EthernetBytes - bytes.Length)]];
    }
}
