using Oack.Boot.Dhcp;
using Oack.Protocol.Wire;

namespace Oack.Boot;

/// <summary>Who asks: what a message tells of a client that boots.</summary>
/// <param name="Kind">The entry of the table that is its own; null where the table has none for it.</param>
/// <param name="MachineKind">The same for its machine alone, even where iPXE asks.</param>
/// <param name="IsHttp">Whether it boots over HTTP, and so needs a URL.</param>
/// <param name="Name">What it is called in a log: <c>x64</c>, <c>iPXE on x64</c>, <c>architecture 40</c>.</param>
public sealed record BootClient(BootClientKind? Kind, BootClientKind? MachineKind, bool IsHttp, string Name)
{
    /// <summary>Whether it is iPXE.</summary>
    public bool IsIpxe => Kind == BootClientKind.Ipxe;

    /// <summary>Reads who sent a message; null where it is nobody that boots over PXE or HTTP.</summary>
    public static BootClient? From(in DhcpPacket packet)
    {
        bool isHttp = packet.IsHttp;
        bool isIpxe = packet.IsIpxe;
        if (!packet.IsPxe && !isHttp)
        {
            return null;
        }

        ClientArchitecture? architecture = packet.Architecture;

        // A message of iPXE may carry no architecture; RFC 4578 §2.1 makes the option a must for the others.
        BootClientKind? machine = architecture is { } known ? KindOf(known, isHttp) : BootClientKind.Bios;
        string name = machine is { } kind ? BootFileTable.WordOf(kind) : $"architecture {(ushort)architecture!.Value}";
        return isIpxe
            ? new BootClient(BootClientKind.Ipxe, machine, isHttp, $"iPXE on {name}")
            : new BootClient(machine, machine, isHttp, name);
    }

    /// <summary>The vendor class of a message, safe to print.</summary>
    internal static string VendorClassOf(in DhcpPacket packet) => PacketText.Escape(packet.VendorClass, maxBytes: 64);

    private static BootClientKind? KindOf(ClientArchitecture architecture, bool isHttp) => architecture switch
    {
        ClientArchitecture.Bios or ClientArchitecture.BiosHttp => BootClientKind.Bios,
        ClientArchitecture.Ia32 => isHttp ? BootClientKind.Ia32Http : BootClientKind.Ia32,
        ClientArchitecture.Ia32Http => BootClientKind.Ia32Http,
        ClientArchitecture.X64 or ClientArchitecture.X64Alternative => isHttp ? BootClientKind.X64Http : BootClientKind.X64,
        ClientArchitecture.X64Http or ClientArchitecture.ByteCodeHttp => BootClientKind.X64Http,
        ClientArchitecture.Arm32 or ClientArchitecture.Arm32UBoot => BootClientKind.Arm32,
        ClientArchitecture.Arm64 => isHttp ? BootClientKind.Arm64Http : BootClientKind.Arm64,
        ClientArchitecture.Arm64UBoot => BootClientKind.Arm64,
        ClientArchitecture.Arm64Http => BootClientKind.Arm64Http,
        ClientArchitecture.RiscV64 => BootClientKind.RiscV64,
        _ => null,
    };
}
