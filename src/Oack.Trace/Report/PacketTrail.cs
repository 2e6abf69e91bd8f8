using Oack.Protocol;
using Oack.Protocol.Observe;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Trace.Report;

/// <summary>
/// The packets of one transfer: the first and the last one by one, and between them what is odd one by one and what is
/// ordinary in runs. However long the transfer, it holds at most <see cref="MaxEntries"/> entries.
/// </summary>
public sealed class PacketTrail
{
    /// <summary>How many packets of the start stand by themselves.</summary>
    public const int HeadPackets = 256;

    /// <summary>How many packets of the end stand by themselves.</summary>
    public const int TailPackets = 128;

    /// <summary>The most entries of a trail.</summary>
    public const int MaxEntries = HeadPackets + TailPackets + MaxMiddle;

    private const int MaxMiddle = 2048;
    private const int MaxTextLetters = 300;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private readonly List<LoggedPacket> _head = [];
    private readonly List<PacketRun> _middle = [];
    private readonly Queue<LoggedPacket> _tail = new();
    private long _packetsInRun = 1;
    private Instant _lastAt;
    private TimeSpan _usualGap;
    private long _lastData;
    private long _lastAck;

    internal PacketTrail(ObservedTransfer transfer) => Transfer = transfer;

    /// <summary>Whose packets they are.</summary>
    public ObservedTransfer Transfer { get; }

    /// <summary>How many packets there were.</summary>
    public long Packets { get; private set; }

    /// <summary>The entries, in the order of the packets.</summary>
    public IEnumerable<PacketRun> Runs =>
        _head.Select(packet => PacketRun.Of(packet)).Concat(_middle).Concat(_tail.Select(packet => PacketRun.Of(packet)));

    /// <summary>How many entries it holds.</summary>
    internal int Entries => _head.Count + _middle.Count + _tail.Count;

    /// <summary>Takes in a packet.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="datagram">Its bytes.</param>
    /// <param name="mayGrow">Whether the trail may hold more entries than it does.</param>
    internal void Add(in ObservedPacket packet, ReadOnlySpan<byte> datagram, bool mayGrow)
    {
        LoggedPacket logged = Log(packet, datagram);
        Packets++;
        if (_head.Count < HeadPackets && mayGrow)
        {
            _head.Add(logged);
            return;
        }

        _tail.Enqueue(logged);
        if (_tail.Count > TailPackets || !mayGrow)
        {
            Fold(_tail.Dequeue(), mayGrow);
        }
    }

    private LoggedPacket Log(in ObservedPacket packet, ReadOnlySpan<byte> datagram)
    {
        ObservedDatagram seen = packet.Datagram;
        PacketMarks marks = packet.FromClient ? PacketMarks.FromClient : PacketMarks.None;
        Mark(packet.IsUnreachable, PacketMarks.Unreachable);
        Mark(packet.IsRetransmission, PacketMarks.Retransmission);
        Mark(seen.Damage == DatagramDamage.FragmentsMissing, PacketMarks.FragmentsMissing);
        Mark(packet.Disposition is Disposition.ForeignPeer or Disposition.Malformed or Disposition.Unexpected, PacketMarks.Ignored);
        Mark(IsAfterPause(seen.Time), PacketMarks.AfterPause);
        Mark(!packet.IsUnreachable && !packet.IsRetransmission && IsOutOfOrder(packet), PacketMarks.OutOfOrder);
        string? text = packet.IsUnreachable ? "ICMP unreachable"
            : packet.Opcode is Opcode.Data or Opcode.Acknowledgment ? null
            : SafeText.KeepStart(PacketText.Describe(datagram), MaxTextLetters);
        return new LoggedPacket(seen.Time, seen.Frame, packet.Block, packet.DataBytes, packet.WireBlock, packet.Opcode, marks, text);

        void Mark(bool applies, PacketMarks mark) => marks |= applies ? mark : PacketMarks.None;
    }

    /// <summary>A pause is long by itself, and longer than the gaps that this transfer has anyway.</summary>
    private bool IsAfterPause(Instant time)
    {
        const int LongerThanUsual = 4;
        const int Smoothing = 8;
        if (Packets == 0)
        {
            _lastAt = time;
            return false;
        }

        TimeSpan gap = time - _lastAt;
        _lastAt = time;
        bool isPause = gap >= s_pause && gap >= _usualGap * LongerThanUsual;
        if (!isPause)
        {
            _usualGap += (gap - _usualGap) / Smoothing;
        }

        return isPause;
    }

    private bool IsOutOfOrder(in ObservedPacket packet)
    {
        if (packet.Opcode == Opcode.Data && packet.Block >= 0)
        {
            // A capture that begins midway says nothing of what came before.
            bool isNext = packet.Block == _lastData + 1 || (_lastData == 0 && !Transfer.HasRequest);
            _lastData = Math.Max(_lastData, packet.Block);
            return !isNext;
        }

        if (packet.Opcode == Opcode.Acknowledgment && packet.Block >= 0)
        {
            bool isOn = packet.Block >= _lastAck;
            _lastAck = Math.Max(_lastAck, packet.Block);
            return !isOn;
        }

        return false;
    }

    private void Fold(in LoggedPacket packet, bool mayGrow)
    {
        PacketRun single = PacketRun.Of(packet);
        if (_middle.Count > 0)
        {
            PacketRun last = _middle[^1];
            bool isMore = last.IsOrdinary && single.IsOrdinary && last.Packets < _packetsInRun;
            if (isMore || !mayGrow)
            {
                _middle[^1] = last.With(single);
                return;
            }
        }

        if (_middle.Count == MaxMiddle)
        {
            Compact();
        }

        _middle.Add(single);
    }

    /// <summary>Makes room: two ordinary neighbours become one; where that wins too little, any two.</summary>
    private void Compact()
    {
        _packetsInRun *= 2;
        MergeNeighbours(ordinaryOnly: true);
        if (_middle.Count > MaxMiddle * 3 / 4)
        {
            MergeNeighbours(ordinaryOnly: false);
        }
    }

    private void MergeNeighbours(bool ordinaryOnly)
    {
        int kept = 0;
        for (int i = 0; i < _middle.Count; i++)
        {
            PacketRun run = _middle[i];
            if (i + 1 < _middle.Count && (!ordinaryOnly || (run.IsOrdinary && _middle[i + 1].IsOrdinary)))
            {
                run = run.With(_middle[++i]);
            }

            _middle[kept++] = run;
        }

        _middle.RemoveRange(kept, _middle.Count - kept);
    }
}
