using System.Net;
using System.Net.Sockets;

namespace Oack.Net.Platform;

/// <summary>Sending a datagram so that nothing the network does throws.</summary>
internal static class SocketSend
{
    /// <summary>
    /// Sends a datagram. An error that was pending on the socket (an ICMP message about an earlier datagram, perhaps to
    /// another peer) is reported by the system instead of sending; then the datagram is sent once more. What a filter
    /// of this machine refuses stays refused.
    /// </summary>
    public static SocketError Send(Socket socket, ReadOnlySpan<byte> datagram, SocketAddress to)
    {
        SocketError error = TrySend(socket, datagram, to);
        return error is SocketError.ConnectionRefused or SocketError.ConnectionReset or SocketError.HostUnreachable
            or SocketError.NetworkUnreachable or SocketError.MessageSize
            ? TrySend(socket, datagram, to)
            : error;
    }

    /// <summary>Takes a pending error off a socket, so that no wait returns because of it.</summary>
    public static void ClearError(Socket socket) =>
        _ = socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error);

    private static SocketError TrySend(Socket socket, ReadOnlySpan<byte> datagram, SocketAddress to)
    {
        try
        {
            socket.SendTo(datagram, SocketFlags.None, to);
            return SocketError.Success;
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode;
        }
    }
}
