using System.Globalization;
using System.Text;
using Oack.Boot.Dhcp;

namespace Oack.Boot;

/// <summary>Writes what a client boots into an answer.</summary>
internal static class BootOptions
{
    /// <summary>How long an answer may be: what each client takes (RFC 2131 §2), so that it needs no look at option 57.</summary>
    public const int MaxReplyBytes = 548;

    // The addresses of Raspberry Pis (IEEE's registry of OUIs).
    private static readonly ulong[] s_raspberryPi = [0xB827EB, 0xDCA632, 0xE45F01, 0x28CDC1, 0xD83ADD, 0x2CCF67];

    /// <summary>Writes the name of the file and of its server into the fields, and into options where the client asks for those.</summary>
    public static void WriteFile(
        ref DhcpPacketWriter writer, scoped in DhcpPacket request, string file, IPv4Address fieldServer, IPv4Address nextServer)
    {
        byte[] name = Encoding.UTF8.GetBytes(file);
        byte[] server = Encoding.ASCII.GetBytes(nextServer.ToString());
        bool fits = name.Length < DhcpWire.FileBytes;
        writer.SetNextServer(fieldServer);
        writer.SetServerName(server);
        if (fits)
        {
            writer.SetFile(name);
        }

        if (request.ParameterRequests.Contains((byte)DhcpOptionCode.TftpServerName))
        {
            writer.Add(DhcpOptionCode.TftpServerName, server);
        }

        // The last option: EDK2 writes a zero behind a name without one, and so over whatever follows.
        if (!fits || request.ParameterRequests.Contains((byte)DhcpOptionCode.BootFileName))
        {
            writer.Add(DhcpOptionCode.BootFileName, name);
        }
    }

    /// <summary>Gives the machine's identifier back, as RFC 4578 §2.3 and PXE 2.1 (Table 2-2) want it of a server for PXE.</summary>
    public static void WriteMachineIdentifier(ref DhcpPacketWriter writer, scoped in DhcpPacket request)
    {
        if (!request.MachineIdentifier.IsEmpty)
        {
            writer.Add(DhcpOptionCode.MachineIdentifier, request.MachineIdentifier);
        }
    }

    /// <summary>Writes option 43 for a PXE client.</summary>
    public static void WriteVendor(ref DhcpPacketWriter writer, in HardwareAddress hardware, MtftpParameters? mtftp)
    {
        Span<byte> value = stackalloc byte[DhcpWire.MaxOptionBytes];
        PxeOptionsWriter pxe = new(value);
        if (IsRaspberryPi(hardware))
        {
            // Its ROM (before the Pi 4) takes no offer that has no menu with this very line.
            pxe.AddDiscovery(PxeDiscovery.NoBroadcast | PxeDiscovery.NoMulticast);
            pxe.AddPrompt(0, "PXE"u8);
            pxe.AddMenuItem(0, "Raspberry Pi Boot"u8);
        }
        else
        {
            pxe.AddDiscovery(PxeDiscovery.UseBootFile);
        }

        if (mtftp is { } parameters)
        {
            pxe.AddMtftp(parameters);
        }

        writer.Add(DhcpOptionCode.VendorSpecific, value[..pxe.Finish()]);
    }

    /// <summary>Whether the interface is a Raspberry Pi's.</summary>
    public static bool IsRaspberryPi(in HardwareAddress hardware) =>
        hardware.Length == HardwareAddress.EthernetBytes && Array.IndexOf(s_raspberryPi, hardware.High >> 40) >= 0;

    /// <summary>How MTFTP stands in a log.</summary>
    public static string TextOf(MtftpParameters? mtftp) => mtftp is { } parameters
        ? string.Create(CultureInfo.InvariantCulture, $", by multicast from {parameters.Group}:{parameters.ClientPort}")
        : "";
}
