using System.Net.Sockets;
using Oack.Net.Platform;
using Oack.Protocol;

namespace Oack.Net;

/// <summary>Whether datagrams for a group can leave this machine at all.</summary>
public static class MulticastRoute
{
    private const int DiscardPort = 9;

    /// <summary>
    /// Looks whether the system would send to a group. Nothing is sent: it is asked for the route, as for a connection.
    /// </summary>
    /// <param name="group">The group; its port does not matter.</param>
    /// <param name="sending">How its datagrams leave.</param>
    /// <param name="error">The group, the cause and what to do; empty on success.</param>
    public static bool TryFind(PeerEndpoint group, MulticastSending sending, out string error)
    {
        ArgumentNullException.ThrowIfNull(sending);
        error = string.Empty;
        try
        {
            bool isIPv6 = !group.IsIPv4;
            using Socket socket = new(
                isIPv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            UdpSockets.SendToGroups(socket, isIPv6, sending);
            socket.Connect((group.Port == 0 ? group.WithPort(DiscardPort) : group).ToIPEndPoint());
            return true;
        }
        catch (SocketException exception)
        {
            string way = sending.Interface is { } named ? $"by {named.Name}" : "by any route";
            string next = sending.Interface is null
                ? "Name the interface that the clients are on: --multicast-interface eth0"
                : "Is it up, and has it an address of that family? 'ip address' tells";
            error = $"cannot send to the group {group.ToIPAddress()} {way}: {BindException.Phrase(exception.SocketErrorCode, exception).TrimEnd('.')}. {next}";
            return false;
        }
    }
}
