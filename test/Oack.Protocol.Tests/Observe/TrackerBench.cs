using System.Text;
using Oack.Protocol.Observe;

namespace Oack.Protocol.Tests.Observe;

/// <summary>Packets between a client and a server, written by hand, and what a tracker makes of them.</summary>
internal sealed class TrackerBench
{
    public static readonly PeerEndpoint Server = PeerEndpoint.FromIPv4(0x0A000001, 69);
    public static readonly PeerEndpoint Tid = PeerEndpoint.FromIPv4(0x0A000001, 40_001);
    public static readonly PeerEndpoint OtherServer = PeerEndpoint.FromIPv4(0x0A000009, 40_002);

    private readonly PacketNotes _notes = new();
    private long _frame;
    private Instant _now = new(TimeSpan.TicksPerDay);

    public TrackerBench() => Tracker = new ConversationTracker(_notes);

    public ConversationTracker Tracker { get; }

    public PeerEndpoint Client { get; set; } = PeerEndpoint.FromIPv4(0x0A000005, 2_001);

    public PeerEndpoint From { get; set; } = Tid;

    /// <summary>The time between two packets.</summary>
    public double StepMs { get; set; } = 0.5;

    public int IpId { get; set; } = -1;

    public long Frame => _frame;

    public IReadOnlyList<ObservedPacket> Packets => _notes.Packets;

    public ObservedTransfer Only
    {
        get
        {
            Tracker.Finish();
            return Assert.Single(Tracker.Transfers);
        }
    }

    public ObservedTransfer this[int id]
    {
        get
        {
            Tracker.Finish();
            return Tracker.Transfers[id - 1];
        }
    }

    public static string[] CodesOf(ObservedTransfer transfer) => [.. transfer.Findings.Select(finding => finding.CodeName)];

    public TrackerBench Wait(double milliseconds)
    {
        _now += TimeSpan.FromMilliseconds(milliseconds);
        return this;
    }

    /// <summary>The capture goes on, with nothing of TFTP.</summary>
    public TrackerBench Quiet(double seconds)
    {
        Wait(seconds * 1000);
        Tracker.HandleTimeout(_now);
        return this;
    }

    public TrackerBench Read(string name, params string[] options) => Request(1, name, "octet", options);

    public TrackerBench Write(string name, params string[] options) => Request(2, name, "octet", options);

    public TrackerBench Request(byte opcode, string name, string mode, params string[] options) =>
        Send(Client, Server, [0, opcode, .. Encoding.Latin1.GetBytes(string.Join('\0', [name, mode, .. options]) + '\0')]);

    public TrackerBench OptionAck(params string[] options) =>
        ToClient([0, 6, .. Encoding.Latin1.GetBytes(string.Join('\0', options) + '\0')]);

    public TrackerBench Data(long block, int bytes = 512) => ToClient(DataOf(block, bytes));

    public TrackerBench Ack(long block) => ToServer(AckOf(block));

    public TrackerBench ClientData(long block, int bytes = 512) => ToServer(DataOf(block, bytes));

    public TrackerBench ServerAck(long block) => ToClient(AckOf(block));

    public TrackerBench ClientError(int code, string text) => ToServer(ErrorOf(code, text));

    public TrackerBench ServerError(int code, string text) => ToClient(ErrorOf(code, text));

    /// <summary>Blocks of a lock-step read, each with its ACK.</summary>
    public TrackerBench Exchange(long first, long last, int bytes = 512)
    {
        for (long block = first; block <= last; block++)
        {
            Data(block, bytes).Ack(block);
        }

        return this;
    }

    public TrackerBench Unreachable(PeerEndpoint from, PeerEndpoint to)
    {
        Wait(StepMs);
        Tracker.ObserveUnreachable(_now, ++_frame, from, to, isPort: true);
        return this;
    }

    public TrackerBench ToClient(byte[] datagram) => Send(From, Client, datagram);

    public TrackerBench ToServer(byte[] datagram) => Send(Client, From, datagram);

    public TrackerBench Send(PeerEndpoint from, PeerEndpoint to, byte[] datagram, DatagramDamage damage = DatagramDamage.None, int fragmentBytes = 0, int? payloadBytes = null)
    {
        Wait(StepMs);
        Tracker.Observe(
            new ObservedDatagram(_now, ++_frame, from, to, payloadBytes ?? datagram.Length, damage, IpId, fragmentBytes), datagram);
        return this;
    }

    public static byte[] DataOf(long block, int bytes)
    {
        byte[] datagram = new byte[4 + bytes];
        datagram[1] = 3;
        datagram[2] = (byte)(block >> 8);
        datagram[3] = (byte)block;
        datagram.AsSpan(4).Fill((byte)'x');
        return datagram;
    }

    public static byte[] AckOf(long block) => [0, 4, (byte)(block >> 8), (byte)block];

    public static byte[] ErrorOf(int code, string text) => [0, 5, (byte)(code >> 8), (byte)code, .. Encoding.Latin1.GetBytes(text), 0];

    private sealed class PacketNotes : IConversationObserver
    {
        public List<ObservedPacket> Packets { get; } = [];

        public void OnPacket(ObservedTransfer transfer, in ObservedPacket packet, ReadOnlySpan<byte> datagram) => Packets.Add(packet);

        public void OnFinding(ObservedTransfer transfer, Finding finding)
        {
        }

        public void OnEnded(ObservedTransfer transfer)
        {
        }
    }
}
