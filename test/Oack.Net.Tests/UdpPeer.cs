using System.Net;
using System.Net.Sockets;

namespace Oack.Net.Tests;

/// <summary>A plain socket at the other end.</summary>
internal sealed class UdpPeer : IDisposable
{
    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[65_536];

    public UdpPeer(IPAddress? address = null)
    {
        IPAddress local = address ?? IPAddress.Loopback;
        _socket = new Socket(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp)
        {
            ReceiveTimeout = (int)TestTimeouts.Patience.TotalMilliseconds,
            SendBufferSize = 1 << 20,
            ReceiveBufferSize = 1 << 20,
        };
        if (local.AddressFamily == AddressFamily.InterNetwork)
        {
            _socket.EnableBroadcast = true;
        }

        _socket.Bind(new IPEndPoint(local, 0));
    }

    public IPEndPoint Local => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>A peer that may speak to a server's address: of its family, on the loopback interface.</summary>
    public static UdpPeer For(IPAddress server) =>
        new(server.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Loopback : IPAddress.Loopback);

    public void Send(IPEndPoint to, ReadOnlySpan<byte> bytes) => _socket.SendTo(bytes, SocketFlags.None, to);

    public (byte[] Bytes, IPEndPoint From) Receive()
    {
        EndPoint from = new IPEndPoint(_socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        int length = _socket.ReceiveFrom(_buffer, ref from);
        return (_buffer[..length], (IPEndPoint)from);
    }

    public (byte[] Bytes, IPEndPoint From) Ask(IPEndPoint to, ReadOnlySpan<byte> bytes)
    {
        Send(to, bytes);
        return Receive();
    }

    public bool HasNothing() => _socket.Available == 0;

    public void Dispose() => _socket.Dispose();
}
