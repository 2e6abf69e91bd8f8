using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Protocol.Multicast;

/// <summary>Blocks in any order, and the timers that both kinds of client have.</summary>
public abstract partial class MulticastClientSession
{
    private protected const int DallyTimeouts = 3;

    /// <summary>A block that comes again is acknowledged again, but not twice within half a round trip or this.</summary>
    private static readonly TimeSpan s_longestRepeatPause = TimeSpan.FromMilliseconds(10);

    private protected Instant _retransmitAt = Instant.Never;
    private protected Instant _patienceAt = Instant.Never;
    private protected Instant _dallyAt = Instant.Never;
    private protected Instant _lastProgress;
    private protected bool _ackDue;
    private protected bool _ackIsRepeat;
    private protected Instant _repeatAllowed = Instant.Zero;
    private protected int _completingBlock;
    private long? _contentBytes;

    /// <summary>The block before the first gap: what an ACK names.</summary>
    private protected int BeforeGap => _blocks.FirstGap - 1;

    /// <summary>The block that the next ACK names.</summary>
    private protected virtual int AckNumber => BeforeGap;

    private protected Instant EarliestOwnDeadline => Instant.Min(Instant.Min(_retransmitAt, _patienceAt), _dallyAt);

    private protected void StopTimers()
    {
        _retransmitAt = _patienceAt = _dallyAt = Instant.Never;
        _ackDue = false;
    }

    private protected static bool TryExpire(ref Instant deadline, Instant now)
    {
        if (deadline > now)
        {
            return false;
        }

        deadline = Instant.Never;
        return true;
    }

    /// <summary>Classes a DATA by its number and length; the block is not taken yet.</summary>
    private protected MulticastInput ClassifyData(in DataPacket packet)
    {
        int block = packet.Block;
        int bytes = packet.Payload.Length;
        bool isLast = bytes < Parameters.BlockSize;
        if (block == 0 || block > (_lastBlock ?? BlockSet.MaxBlock))
        {
            return MulticastInput.DataOutside;
        }

        if (_blocks.Contains(block))
        {
            return MulticastInput.DataDuplicate;
        }

        if (State is MulticastState.Storing or MulticastState.Dallying)
        {
            return MulticastInput.DataOutside;
        }

        if (bytes > Parameters.BlockSize)
        {
            return MulticastInput.DataOversize;
        }

        // A short block ends the file; one before a block that is here cannot.
        if (isLast && block < _blocks.Highest)
        {
            return MulticastInput.DataOutside;
        }

        int? last = isLast ? block : _lastBlock;
        return last is { } known && _blocks.Count + 1 == known ? MulticastInput.DataWhole : MulticastInput.DataNew;
    }

    /// <summary>Takes a block that is new.</summary>
    private protected ReceivedPayload TakeBlock(Instant now, in DataPacket packet)
    {
        int block = packet.Block;
        int bytes = packet.Payload.Length;
        long offset = (long)(block - 1) * Parameters.BlockSize;
        _blocks.Add(block);
        _statistics.PayloadBytes += bytes;
        _lastProgress = now;
        bool isLast = bytes < Parameters.BlockSize;
        if (isLast)
        {
            _lastBlock = block;
            _contentBytes = offset + bytes;
        }

        return new ReceivedPayload(offset, DataPacket.HeaderBytes, bytes, isLast);
    }

    private protected void ForgetBlocks()
    {
        _blocks.Clear();
        _lastBlock = null;
        _contentBytes = null;
        _statistics.PayloadBytes = 0;
    }

    private protected void TakeWhole(int block)
    {
        _completingBlock = block;
        StopTimers();
        Raise(MulticastEventKind.Received);
    }

    private protected void StartDally(Instant now)
    {
        TimeSpan dally = _settings.Transfer.Dally ?? (_retransmit.Timeout * DallyTimeouts);
        TimeSpan longest = _settings.Transfer.MaxDally;
        _dallyAt = now + (_settings.Transfer.Dally is null && dally > longest ? longest : dally);
    }

    private protected bool TryPollAck(Instant now, Span<byte> buffer, out Transmit transmit)
    {
        transmit = default;
        if (!_ackDue)
        {
            return false;
        }

        _ackDue = false;
        TimeSpan roundTrip = _retransmit.SmoothedRoundTrip;
        _repeatAllowed = now + (roundTrip > s_longestRepeatPause ? s_longestRepeatPause : roundTrip / 2);
        int bytes = AckPacket.Write(buffer, (ushort)AckNumber);
        transmit = new Transmit(Server, Opcode.Acknowledgment, bytes, 0, 0, _ackIsRepeat);
        _ackIsRepeat = false;
        return true;
    }

    private protected void DueAck(bool isRepeat = false)
    {
        _ackIsRepeat = isRepeat && (!_ackDue || _ackIsRepeat);
        _ackDue = true;
    }
}
