using System.Globalization;
using System.Text;
using Oack.Protocol.Observe;
using Oack.Trace.Report;
using Oack.Trace.Tests.Capture;
using Oack.Trace.Tests.Frames;

namespace Oack.Trace.Tests.Report;

/// <summary>
/// A path between a client and a server with a capture at each end: packets written by hand, that take their time and may
/// be lost between the two.
/// </summary>
internal sealed class PathBench
{
    private const uint FirstSecond = 1_800_000_000;
    private readonly CaptureBytes _atClient = new CaptureBytes().PcapHeader();
    private readonly CaptureBytes _atServer = new CaptureBytes().PcapHeader();
    private long _now;
    private ushort _id = 1;

    /// <summary>What one leg takes, in microseconds.</summary>
    public int DelayMicroseconds { get; set; } = 100;

    /// <summary>How far the clock at the server's side is ahead.</summary>
    public long ServerClockMicroseconds { get; set; }

    public string ClientAddress { get; set; } = PacketBytes.Client;

    public ushort ClientPort { get; set; } = 2001;

    /// <summary>The client's address and port behind NAT, as the server's side sees them.</summary>
    public (string Address, ushort Port)? Nat { get; set; }

    public ushort ServerPort { get; set; } = 40_001;

    public PathBench Wait(double milliseconds)
    {
        _now += (long)(milliseconds * 1000);
        return this;
    }

    public PathBench Request(byte opcode, string name, string mode, params string[] options) =>
        ToServer([0, opcode, .. Encoding.UTF8.GetBytes(string.Join('\0', [name, mode, .. options]) + '\0')], port: 69);

    public PathBench Read(string name, params string[] options) => Request(1, name, "octet", options);

    public PathBench OptionAck(params string[] options) => ToClient([0, 6, .. Encoding.Latin1.GetBytes(string.Join('\0', options) + '\0')]);

    public PathBench Data(int block, ReadOnlySpan<byte> bytes, bool isLost = false) => ToClient(DataOf(block, bytes), isLost);

    public PathBench Ack(int block, bool isLost = false) => ToServer([0, 4, .. PacketBytes.U16((ushort)block)], isLost);

    public PathBench Error(ushort code, string text, bool fromClient)
    {
        byte[] packet = [0, 5, .. PacketBytes.U16(code), .. Encoding.Latin1.GetBytes(text), 0];
        return fromClient ? ToServer(packet) : ToClient(packet);
    }

    /// <summary>A whole file from server to client, lock-step, without its request.</summary>
    public PathBench Carry(ReadOnlySpan<byte> file, int blockSize, params int[] lostBlocks)
    {
        int block = 0;
        int at = 0;
        int size;
        do
        {
            size = Math.Min(blockSize, file.Length - at);
            block++;
            if (lostBlocks.Contains(block))
            {
                Data(block, file.Slice(at, size), isLost: true).Wait(1000);
            }

            Data(block, file.Slice(at, size)).Ack(block);
            at += size;
        }
        while (size == blockSize);
        return this;
    }

    public PathBench ToServer(byte[] packet, bool isLost = false, ushort? port = null)
    {
        Capture(_atClient, _now, ClientAddress, ClientPort, PacketBytes.Server, port ?? ServerPort, packet);
        _now += DelayMicroseconds;
        if (!isLost)
        {
            (string address, ushort clientPort) = Nat ?? (ClientAddress, ClientPort);
            Capture(_atServer, _now + ServerClockMicroseconds, address, clientPort, PacketBytes.Server, port ?? ServerPort, packet);
        }

        _id++;
        return Wait(0.02);
    }

    public PathBench ToClient(byte[] packet, bool isLost = false)
    {
        (string address, ushort clientPort) = Nat ?? (ClientAddress, ClientPort);
        Capture(_atServer, _now + ServerClockMicroseconds, PacketBytes.Server, ServerPort, address, clientPort, packet);
        _now += DelayMicroseconds;
        if (!isLost)
        {
            Capture(_atClient, _now, PacketBytes.Server, ServerPort, ClientAddress, ClientPort, packet);
        }

        _id++;
        return Wait(0.02);
    }

    public TraceRun RunAtClient(IConversationObserver? observer = null) => TraceRun.Run(_atClient.ToStream(), observer);

    public TraceRun RunAtServer(IConversationObserver? observer = null) => TraceRun.Run(_atServer.ToStream(), observer);

    public TraceReport Report(string file = "x.pcap") => TraceReport.Of(file, RunAtClient());

    public TracePoint Point(bool ofClient)
    {
        PointLog log = new();
        TraceRun run = ofClient ? RunAtClient(log) : RunAtServer(log);
        return new TracePoint(TraceReport.Of(ofClient ? "client.pcap" : "server.pcap", run), log, run.FirstTime, run.LastTime);
    }

    public static byte[] Content(int bytes) => [.. Enumerable.Range(0, bytes).Select(i => (byte)((i * 7) ^ (i >> 8)))];

    public static string Text(IEnumerable<TraceLine> lines) => string.Join('\n', lines);

    private static byte[] DataOf(int block, ReadOnlySpan<byte> bytes) => [0, 3, .. PacketBytes.U16((ushort)block), .. bytes];

    private void Capture(CaptureBytes capture, long time, string from, ushort fromPort, string to, ushort toPort, byte[] packet)
    {
        byte[] frame = PacketBytes.Ethernet(0x0800, PacketBytes.IPv4(
            PacketBytes.Udp, PacketBytes.Datagram(fromPort, toPort, packet), id: _id, from: from, to: to));
        long at = (FirstSecond * 1_000_000L) + time;
        capture.PcapFrame(uint.CreateChecked(at / 1_000_000), uint.CreateChecked(at % 1_000_000), frame);
    }

    internal static string Join(IEnumerable<long> numbers) => string.Join(' ', numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)));
}
