using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Oack.Protocol;

namespace Oack.Net;

/// <summary>What fits one packet on the way to a peer, so that no block needs to be fragmented.</summary>
public static class PathMtu
{
    /// <summary>The largest blksize that RFC 2348 §2 allows.</summary>
    public const int LargestBlockBytes = 65_464;

    /// <summary>The smallest blksize that RFC 2348 §2 allows.</summary>
    public const int SmallestBlockBytes = 8;

    private const int IPv4HeaderBytes = 20;
    private const int IPv6HeaderBytes = 40;
    private const int UdpHeaderBytes = 8;
    private const int DataHeaderBytes = 4;
    private const int DiscardPort = 9;
    private const int LinuxIPLevel = 0;
    private const int LinuxIPMtu = 14;
    private const int LinuxIPv6Level = 41;
    private const int LinuxIPv6Mtu = 24;

    /// <summary>
    /// The largest block whose DATA packet fits the path to a peer as far as this machine knows it: the MTU of the
    /// route (Linux), or of the interface that the route uses. 1468 bytes over IPv4 and 1448 over IPv6 at an MTU of
    /// 1500; at most <see cref="LargestBlockBytes"/>. Nothing is sent.
    /// </summary>
    /// <returns>Null when there is no route, or the system does not tell.</returns>
    public static int? BlockSizeFor(PeerEndpoint peer) =>
        MtuTowards(peer) is { } mtu ? BlockSizeForMtu(mtu, !peer.IsIPv4) : null;

    /// <summary>The largest block whose DATA packet fits a link.</summary>
    /// <returns>Null when not even the smallest block fits.</returns>
    public static int? BlockSizeForMtu(int mtuBytes, bool isIPv6)
    {
        int block = mtuBytes - (isIPv6 ? IPv6HeaderBytes : IPv4HeaderBytes) - UdpHeaderBytes - DataHeaderBytes;
        return block < SmallestBlockBytes ? null : Math.Min(block, LargestBlockBytes);
    }

    private static int? MtuTowards(PeerEndpoint peer)
    {
        bool isIPv6 = !peer.IsIPv4;
        try
        {
            // Connecting a UDP socket sends nothing; the system chooses the route and the own address.
            using Socket socket = new(
                isIPv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect((peer.Port == 0 ? peer.WithPort(DiscardPort) : peer).ToIPEndPoint());
            return OperatingSystem.IsLinux()
                ? RouteMtu(socket, isIPv6)
                : InterfaceMtu(((IPEndPoint)socket.LocalEndPoint!).Address, isIPv6);
        }
        catch (Exception exception) when (exception is SocketException or NetworkInformationException or IOException)
        {
            return null;
        }
    }

    private static int? RouteMtu(Socket socket, bool isIPv6)
    {
        Span<byte> value = stackalloc byte[sizeof(int)];
        int length = isIPv6
            ? socket.GetRawSocketOption(LinuxIPv6Level, LinuxIPv6Mtu, value)
            : socket.GetRawSocketOption(LinuxIPLevel, LinuxIPMtu, value);
        return length == sizeof(int) ? BitConverter.ToInt32(value) : null;
    }

    private static int? InterfaceMtu(IPAddress local, bool isIPv6)
    {
        foreach (NetworkInterface candidate in NetworkInterface.GetAllNetworkInterfaces())
        {
            IPInterfaceProperties properties = candidate.GetIPProperties();
            foreach (UnicastIPAddressInformation unicast in properties.UnicastAddresses)
            {
                if (unicast.Address.Equals(local))
                {
                    int mtu = isIPv6 ? properties.GetIPv6Properties().Mtu : properties.GetIPv4Properties().Mtu;
                    return mtu > 0 ? mtu : null;
                }
            }
        }

        return null;
    }
}
