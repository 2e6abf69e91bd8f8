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

    /// <summary>Sends to a group on the loopback interface.</summary>
    public void SendToGroup(byte[] packet, IPEndPoint group)
    {
        const int LoopbackIndex = 1;
        _socket.SetSocketOption(
            SocketOptionLevel.IP, SocketOptionName.MulticastInterface, IPAddress.HostToNetworkOrder(LoopbackIndex));
        _socket.SendTo(packet, group);
    }

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

    /// <summary>
    /// Sends a file in windows (RFC 7440), each as soon as the one before is acknowledged. Returns the packet that was no
    /// ACK and ended it, as text, or the last ACK.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="blockSize">The agreed block size.</param>
    /// <param name="window">The agreed window.</param>
    /// <param name="between">What happens in the middle of each window.</param>
    /// <param name="isJoined">Whether the blocks of a window are handed to the kernel as one piece, where it can cut it.</param>
    /// <param name="lastBlock">The block to stop at.</param>
    public string SendWindows(
        byte[] file, int blockSize, int window, Action<ScriptedPort>? between = null, bool isJoined = false, int lastBlock = int.MaxValue)
    {
        int last = Math.Min(lastBlock, (file.Length / blockSize) + 1);
        string answer = "";
        for (int acknowledged = 0; acknowledged < last;)
        {
            int end = Math.Min(acknowledged + window, last);
            int middle = acknowledged + ((end - acknowledged) / 2);
            SendBlocks(file, acknowledged + 1, middle, blockSize, isJoined);
            between?.Invoke(this);
            SendBlocks(file, middle + 1, end, blockSize, isJoined);
            answer = ReceiveText();
            if (!answer.StartsWith("ACK", StringComparison.Ordinal))
            {
                return answer;
            }

            acknowledged = answer == $"ACK block={end % 65_536}" ? end : acknowledged;
        }

        return answer;
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

    /// <summary>Sends blocks one by one, or as few pieces that the kernel cuts (udp(7), <c>UDP_SEGMENT</c>).</summary>
    private void SendBlocks(byte[] file, int first, int last, int blockSize, bool isJoined)
    {
        const int UdpLevel = 17;
        const int UdpSegment = 103;
        const int MaxSegments = 60;
        const int MaxPieceBytes = 65_000;
        bool joins = isJoined && OperatingSystem.IsLinux() && blockSize < 1_440;
        if (joins)
        {
            _socket.SetRawSocketOption(UdpLevel, UdpSegment, BitConverter.GetBytes(blockSize + 4));
        }

        int together = joins ? Math.Min(MaxSegments, MaxPieceBytes / (blockSize + 4)) : 1;
        for (int block = first; block <= last; block += together)
        {
            IEnumerable<int> blocks = Enumerable.Range(block, Math.Min(together, last - block + 1));
            Send([.. blocks.SelectMany(number => Packets.Block(file, number, blockSize))]);
        }

        if (joins)
        {
            _socket.SetRawSocketOption(UdpLevel, UdpSegment, BitConverter.GetBytes(0));
        }
    }
}
