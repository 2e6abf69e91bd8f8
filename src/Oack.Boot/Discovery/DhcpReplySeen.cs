using Oack.Boot.Dhcp;
using Oack.Protocol;

namespace Oack.Boot.Discovery;

/// <summary>An answer that a booting machine got, as far as it matters to it. Texts are as they came; escape them before printing.</summary>
/// <param name="Time">When it came.</param>
/// <param name="From">Who sent it: the address on the wire, and the port.</param>
/// <param name="Type">Offer, acknowledgment or refusal; None for BOOTP.</param>
/// <param name="Server">The server that speaks by its own word (54), else the sender's address.</param>
/// <param name="YourAddress">The address that it lends; 0.0.0.0 from a proxy.</param>
/// <param name="Mask">The mask of the subnet; 0.0.0.0 without.</param>
/// <param name="Router">The router; 0.0.0.0 without.</param>
/// <param name="NextServer">Who has the boot file (siaddr).</param>
/// <param name="ServerName">Who has it, by name (66, sname); empty without.</param>
/// <param name="File">The boot file (67, file); empty without.</param>
/// <param name="IsPxe">Whether its vendor class says that it speaks PXE.</param>
/// <param name="Discovery">How the client finds its boot server (43.6); null without.</param>
/// <param name="MenuItem">The type of the first line of its menu (43.9); null without one.</param>
/// <param name="MenuText">The first line of its menu; empty without.</param>
/// <param name="MenuServer">The boot server of that type (43.8); 0.0.0.0 without.</param>
/// <param name="Mtftp">Where the file is to be had by multicast; null without.</param>
/// <param name="Message">What it says to people (56); empty without.</param>
public sealed record DhcpReplySeen(
    Instant Time,
    PeerEndpoint From,
    DhcpMessageType Type,
    IPv4Address Server,
    IPv4Address YourAddress,
    IPv4Address Mask,
    IPv4Address Router,
    IPv4Address NextServer,
    string ServerName,
    string File,
    bool IsPxe,
    PxeDiscovery? Discovery,
    ushort? MenuItem,
    string MenuText,
    IPv4Address MenuServer,
    MtftpParameters? Mtftp,
    string Message)
{
    /// <summary>Whether it offers a boot file and no address (PXE 2.1 §2.2.3, proxyDHCP).</summary>
    public bool IsProxy => !YourAddress.IsSet && IsPxe;

    /// <summary>Whether its file is to be fetched without asking a boot server first.</summary>
    public bool HasReadyFile => File.Length > 0 && (MenuItem is null || (Discovery is { } discovery && discovery.HasFlag(PxeDiscovery.UseBootFile)));

    /// <summary>
    /// Who has the boot file: siaddr; else option 66 where it is an address, as a Raspberry Pi reads it; else the server
    /// itself, as UEFI firmware takes it. Names are not looked up: firmware seldom can.
    /// </summary>
    public IPv4Address FileServer => NextServer.IsSet ? NextServer : IPv4Address.TryParse(ServerName, out IPv4Address named) ? named : Server;

    internal static DhcpReplySeen Of(Instant time, PeerEndpoint from, in DhcpPacket packet)
    {
        ushort? item = null;
        string text = "";
        PxeOptions pxe = packet.IsPxe ? packet.Pxe : default;
        foreach (PxeMenuItem line in pxe.Menu)
        {
            item = line.Type;
            text = Decode(line.Text);
            break;
        }

        IPv4Address menuServer = default;
        foreach (PxeBootServer server in pxe.BootServers)
        {
            if (server.Type == item && server.Count > 0)
            {
                menuServer = server[0];
                break;
            }
        }

        IPv4Address own = packet.ServerIdentifier;
        return new DhcpReplySeen(
            time,
            from,
            packet.MessageType,
            own.IsSet ? own : new IPv4Address(from.IPv4Address),
            packet.YourAddress,
            packet.SubnetMask,
            packet.Router,
            packet.NextServer,
            Decode(packet.BootServerName),
            Decode(packet.BootFile),
            packet.IsPxe,
            packet.IsPxe ? pxe.Discovery : null,
            item,
            text,
            menuServer,
            packet.IsPxe ? pxe.Mtftp : null,
            packet.Options.TryFind(DhcpOptionCode.Message, out ReadOnlySpan<byte> message) ? Decode(message) : "");
    }

    private static string Decode(ReadOnlySpan<byte> bytes) => System.Text.Encoding.Latin1.GetString(bytes);
}
