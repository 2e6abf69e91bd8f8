using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Oack.Boot.Firmware;
using Oack.Net;
using Oack.Protocol;
using Oack.Protocol.Wire;

namespace Oack.Boot.Tests.Firmware;

/// <summary>
/// A server and the network to it, without sockets and on a clock of its own: grants what is asked, sends lock-step or by
/// windows, and writes down what was asked from which port. A wait that finds nothing moves the clock.
/// </summary>
internal sealed class MiniServer : TimeProvider
{
    private long _ticks;

    public static PeerEndpoint Address { get; } = PeerEndpoint.FromIPv4(0xC000_0201, 69);

    public Dictionary<string, int> Files { get; } = [];

    /// <summary>What is sent instead of the usual answer to a request; null for the usual.</summary>
    public Func<string, byte[]?> Answers { get; set; } = _ => null;

    public bool IsDead { get; set; }

    /// <summary>Requests and ERRORs of the client, each behind its port.</summary>
    public List<string> Heard { get; } = [];

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _ticks;

    public IBootChannel Open(PeerEndpoint server, int port) => new Channel(this, port);

    private sealed class Channel(MiniServer server, int port) : IBootChannel
    {
        private readonly Queue<byte[]> _toClient = new();
        private readonly PeerEndpoint _tid = Address.WithPort(40_000);
        private byte[] _current = [];
        private int _file;
        private int _blockSize = 512;
        private int _window = 1;

        public PeerEndpoint LocalEndpoint { get; } = PeerEndpoint.FromIPv4(0xC000_0263, (ushort)port);

        public SocketError Send(PeerEndpoint to, ReadOnlySpan<byte> datagram)
        {
            string text = PacketText.Describe(datagram);
            if (text.StartsWith("RRQ", StringComparison.Ordinal) || text.StartsWith("ERROR", StringComparison.Ordinal))
            {
                server.Heard.Add(string.Create(CultureInfo.InvariantCulture, $"{port} {text}"));
            }

            if (server.IsDead || !TftpPacket.TryReadOpcode(datagram, out Opcode opcode))
            {
                return SocketError.Success;
            }

            if (opcode == Opcode.ReadRequest)
            {
                Answer(datagram, text);
            }
            else if (AckPacket.TryParse(datagram, out AckPacket ack) == ParseStatus.Ok)
            {
                SendBlocks(ack.Block);
            }

            return SocketError.Success;
        }

        public ReceiveStatus Receive(TimeSpan wait, out ReadOnlySpan<byte> datagram, out PeerEndpoint from)
        {
            from = _tid;
            if (_toClient.TryDequeue(out byte[]? next))
            {
                _current = next;
                datagram = _current;
                server._ticks += TimeSpan.TicksPerMillisecond;
                return ReceiveStatus.Ok;
            }

            datagram = default;
            server._ticks += wait.Ticks;
            return ReceiveStatus.TimedOut;
        }

        public void Wake()
        {
        }

        public void Dispose()
        {
        }

        private void Answer(ReadOnlySpan<byte> datagram, string text)
        {
            if (server.Answers(text) is { } other)
            {
                _toClient.Enqueue(other);
                return;
            }

            Assert.Equal(ParseStatus.Ok, RequestPacket.TryParse(datagram, out RequestPacket request));
            if (!server.Files.TryGetValue(Encoding.UTF8.GetString(request.FileName), out _file))
            {
                _toClient.Enqueue(Packets.Error(1, "File not found"));
                return;
            }

            List<(string, string)> granted = [];
            foreach (OptionPair pair in request.RawOptions)
            {
                string name = Encoding.ASCII.GetString(pair.Name);
                string value = Encoding.ASCII.GetString(pair.Value);
                granted.Add((name, name switch { "tsize" => _file.ToString(CultureInfo.InvariantCulture), "msftwindow" => "27182", _ => value }));
                _blockSize = name == "blksize" ? int.Parse(value, CultureInfo.InvariantCulture) : _blockSize;
                _window = name == "windowsize" ? int.Parse(value, CultureInfo.InvariantCulture) : _window;
            }

            if (granted.Count > 0)
            {
                _toClient.Enqueue(Packets.OptionAck([.. granted]));
            }
            else
            {
                SendBlocks(0);
            }
        }

        private void SendBlocks(int acknowledged)
        {
            int last = (_file / _blockSize) + 1;
            for (int block = acknowledged + 1; block <= Math.Min(last, acknowledged + _window); block++)
            {
                byte[] data = Packets.Data(block, block == last ? _file % _blockSize : _blockSize);
                BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(2), (ushort)block);
                _toClient.Enqueue(data);
            }
        }
    }
}
