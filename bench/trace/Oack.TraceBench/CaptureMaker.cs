using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text;
using Oack.Protocol;
using Oack.Trace.Capture;

namespace Oack.TraceBench;

/// <summary>
/// Makes a capture of many clients that each read a file with options and in lock-step, twenty at a time, over Ethernet;
/// one block in five hundred is lost and sent again. The same every time.
/// </summary>
internal sealed class CaptureMaker : IDisposable
{
    private const int AtATime = 20;
    private const int BlocksOfFile = 1000;
    private const int BlockBytes = 1024;
    private const int LossInterval = 500;
    private const int EthernetBytes = 14;
    private const int FirstTid = 30_000;
    private const int FirstClientPort = 2_000;
    private const int TicksPerPacket = 500;

    private readonly PcapngWriter _writer;
    private readonly byte[] _frame = new byte[EthernetBytes + UdpPacket.MaxBytes];
    private readonly byte[] _payload = new byte[4 + BlockBytes];
    private long _ticks = (new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc) - DateTime.UnixEpoch).Ticks;

    internal CaptureMaker(string path)
    {
        _writer = new PcapngWriter(File.Create(path), "oack bench");
        _writer.AddInterface(LinkType.Ethernet, "eth0");
        new Random(1).NextBytes(_payload);
        Span<byte> header = [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0];
        header.CopyTo(_frame);
    }

    /// <summary>How many packets were written.</summary>
    internal long Packets { get; private set; }

    /// <summary>How many bytes were written.</summary>
    internal long Bytes => _writer.BytesWritten;

    /// <summary>Writes whole transfers until there are so many packets.</summary>
    internal void Make(long packets)
    {
        for (int group = 0; Packets < packets; group++)
        {
            MakeGroup(group * AtATime);
        }
    }

    public void Dispose() => _writer.Dispose();

    private void MakeGroup(int first)
    {
        string size = (BlocksOfFile * BlockBytes - 1).ToString(CultureInfo.InvariantCulture);
        for (int client = first; client < first + AtATime; client++)
        {
            Write(Client(client), Server(69), Encoding.ASCII.GetBytes($"\0\u0001boot/image-{client}.efi\0octet\0tsize\00\0blksize\0{BlockBytes}\0"));
            Write(Tid(client), Client(client), Encoding.ASCII.GetBytes($"\0\u0006tsize\0{size}\0blksize\0{BlockBytes}\0"));
            Write(Client(client), Tid(client), [0, 4, 0, 0]);
        }

        for (int block = 1; block <= BlocksOfFile; block++)
        {
            for (int client = first; client < first + AtATime; client++)
            {
                WriteBlock(client, block);
            }
        }
    }

    private void WriteBlock(int client, int block)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_payload, 3);
        BinaryPrimitives.WriteUInt16BigEndian(_payload.AsSpan(2), (ushort)block);
        int bytes = block == BlocksOfFile ? _payload.Length - 1 : _payload.Length;
        Write(Tid(client), Client(client), _payload.AsSpan(0, bytes));
        if ((client + block) % LossInterval == 0)
        {
            _ticks += TimeSpan.TicksPerSecond;
            Write(Tid(client), Client(client), _payload.AsSpan(0, bytes));
        }

        Write(Client(client), Tid(client), [0, 4, (byte)(block >> 8), (byte)block]);
    }

    private void Write(PeerEndpoint from, PeerEndpoint to, ReadOnlySpan<byte> payload)
    {
        if (!UdpPacket.TryWrite(_frame.AsSpan(EthernetBytes), from, to, payload, out int written))
        {
            throw new InvalidOperationException("a packet of the capture is too long");
        }

        _ticks += TicksPerPacket;
        _writer.WriteFrame(0, new Instant(_ticks), _frame.AsSpan(0, EthernetBytes + written));
        Packets++;
    }

    private static PeerEndpoint Client(int client) =>
        PeerEndpoint.From(new IPAddress([10, 0, (byte)(1 + (client / 250)), (byte)(1 + (client % 250))]), FirstClientPort + (client % 1000));

    private static PeerEndpoint Tid(int client) => Server(FirstTid + (client % 10_000));

    private static PeerEndpoint Server(int port) => PeerEndpoint.From(new IPAddress([10, 0, 0, 1]), port);
}
