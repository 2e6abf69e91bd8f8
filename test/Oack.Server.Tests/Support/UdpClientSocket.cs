using System.Net;
using System.Net.Sockets;

namespace Oack.Server.Tests.Support;

/// <summary>A raw UDP socket on loopback that says and hears exactly what a test wants.</summary>
internal sealed class UdpClientSocket : IDisposable
{
    private const int PatienceMilliseconds = 10_000;

    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[65_536];

    internal UdpClientSocket(IPEndPoint server)
    {
        Server = server;
        _socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp)
        {
            ReceiveTimeout = PatienceMilliseconds,
            ReceiveBufferSize = 1 << 20,
        };
        _socket.Bind(new IPEndPoint(server.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Loopback : IPAddress.IPv6Loopback, 0));
    }

    internal IPEndPoint Server { get; }

    /// <summary>Where the last datagram came from: the server's transfer identifier.</summary>
    internal IPEndPoint Peer { get; private set; } = new(IPAddress.Any, 0);

    internal void Ask(byte[] datagram) => _socket.SendTo(datagram, Server);

    internal void Reply(byte[] datagram) => _socket.SendTo(datagram, Peer);

    internal byte[] Receive()
    {
        EndPoint from = new IPEndPoint(_socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        int bytes = _socket.ReceiveFrom(_buffer, ref from);
        Peer = (IPEndPoint)from;
        return _buffer[..bytes];
    }

    /// <summary>Whether anything has come that was not asked for.</summary>
    internal bool HasMore => _socket.Available > 0;

    /// <summary>Reads the rest of a file in lock-step; <paramref name="first"/> is DATA 1.</summary>
    internal byte[] ReadToEnd(byte[] first, int blockSize = 512)
    {
        List<byte> bytes = [];
        byte[] data = first;
        int expected = 1;
        while (true)
        {
            Assert.Equal(3, Packets.OpcodeOf(data));
            Assert.Equal(expected, Packets.NumberOf(data));
            bytes.AddRange(data.AsSpan(4));
            Reply(Packets.Ack(expected));
            if (data.Length < blockSize + 4)
            {
                return [.. bytes];
            }

            expected = (expected + 1) & 0xFFFF;
            data = Receive();
        }
    }

    public void Dispose() => _socket.Dispose();
}
