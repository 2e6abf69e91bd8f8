using System.Net;
using System.Net.Sockets;

namespace Oack.Interop.Tests.Lab;

/// <summary>UDP ports of this machine that nobody holds.</summary>
internal static class FreePort
{
    /// <summary>A port that was free a moment ago, on all addresses.</summary>
    internal static int Take()
    {
        using Socket socket = new(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp);
        socket.DualMode = true;
        socket.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
