using System.Net;
using System.Net.Sockets;
using Oack.Protocol.Wire;

namespace Oack.Client.Tests.Scripted;

/// <summary>One socket of a scripted server.</summary>
internal sealed class ScriptedPort : IDisposable
{
    private const int PatienceMilliseconds = 10_000;

    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[65_536];

    public ScriptedPort(IPAddress address)
    {
        _socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = PatienceMilliseconds };
        _socket.Bind(new IPEndPoint(address, 0));
    }

    public EndPoint Client { get; set; } = new IPEndPoint(IPAddress.Any, 0);

    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    public void Send(byte[] packet) => _socket.SendTo(packet, Client);

    /// <summary>The next datagram; its sender becomes the client.</summary>
    public byte[] Receive()
    {
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        int length = _socket.ReceiveFrom(_buffer, ref from);
        Client = from;
        return _buffer[..length];
    }

    /// <summary>The next datagram as text, for example <c>ACK block=1</c>.</summary>
    public string ReceiveText() => PacketText.Describe(Receive());

    /// <summary>Takes datagrams in until one reads like this.</summary>
    public void ReceiveUntil(string text)
    {
        string seen;
        do
        {
            seen = ReceiveText();
        }
        while (seen != text);
    }

    /// <summary>Sends a file in lock-step and takes the ACK of each block.</summary>
    public void SendFile(byte[] file, int blockSize = 512)
    {
        for (int block = 1; block <= (file.Length / blockSize) + 1; block++)
        {
            Send(Packets.Block(file, block, blockSize));
            ReceiveUntil($"ACK block={block % 65_536}");
        }
    }

    /// <summary>Takes a file in lock-step, each block acknowledged, repeated ones again.</summary>
    public byte[] ReceiveFile(int blockSize = 512)
    {
        List<byte> file = [];
        for (int block = 1; ;)
        {
            byte[] packet = Receive();
            Assert.Equal([0, 3], packet[..2]);
            int number = (packet[2] << 8) | packet[3];
            Send(Packets.Ack(number));
            if (number == block)
            {
                block++;
                file.AddRange(packet.AsSpan(4));
                if (packet.Length < 4 + blockSize)
                {
                    return [.. file];
                }
            }
        }
    }

    public void Dispose() => _socket.Dispose();
}
