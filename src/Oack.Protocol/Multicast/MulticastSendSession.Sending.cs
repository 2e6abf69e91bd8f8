using Oack.Protocol.Options;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Protocol.Multicast;

/// <summary>What is sent, and when: OACKs, DATA for the master client's ACKs, and their repetition.</summary>
public sealed partial class MulticastSendSession
{
    /// <summary>How many single steps in a row inside a window mark a master client that acknowledges every block.</summary>
    private const int SingleStepsForEager = 3;

    /// <summary>After so many blocks of a master client it is judged whether receivers keep up.</summary>
    private const int BlocksForJudgement = 64;

    private readonly long _lastBlock;
    private readonly int _windowBlocks;
    private RetransmitPolicy _retransmit;
    private MulticastPacer _pacer;
    private ForeignerRefusal _refusal;

    /// <summary>The block before the master client's first gap, or -1 before its first ACK.</summary>
    private long _acked = BlockNumber.None;

    /// <summary>Up to here the master client has been sent what it asked for, or has it.</summary>
    private long _sentTo;

    /// <summary>Up to here blocks may be sent before the next ACK.</summary>
    private long _limit;

    /// <summary>The highest block ever sent in the session.</summary>
    private long _highest;

    /// <summary>A block that goes before all others, or -1.</summary>
    private long _resend = BlockNumber.None;

    private long _resentBlock = BlockNumber.None;
    private Instant _resentAt;
    private Instant _flightAt;
    private long _timedBlock = BlockNumber.None;
    private Instant _timedAt;
    private long _contiguousBlocks;
    private int _singleSteps;
    private bool _isRepairing;
    private int _acksWithoutProgress;

    /// <summary>Whether the master client has acknowledged DATA since it was made that.</summary>
    private bool _masterGoesOn;
    private long _judgedAt;

    /// <summary>Whether a poll might give something now; false is certain.</summary>
    public bool MaySendNow => _refusal.IsDue || _errorsDue.Count > 0 || _optionAcksDue.Count > 0 || HasBlockToSend;

    private bool HasBlockToSend =>
        _master is { State: MulticastState.Mastering } && (_resend > 0 || _sentTo < Math.Min(_limit, _lastBlock));

    /// <summary>
    /// Gives the next datagram to send, if there is one: an OACK or ERROR to a receiver whole, DATA to the group with its
    /// header written and its payload named.
    /// </summary>
    /// <param name="now">The time.</param>
    /// <param name="buffer">At least 512 bytes.</param>
    /// <param name="transmit">What to send.</param>
    public bool TryPollTransmit(Instant now, Span<byte> buffer, out Transmit transmit)
    {
        if (_refusal.TryPoll(buffer, out transmit)
            || TryPollError(buffer, out transmit)
            || TryPollOptionAck(now, buffer, out transmit))
        {
            _statistics.DatagramsSent++;
            return true;
        }

        if (!TryTakeBlock(now, out long block, out bool again))
        {
            return false;
        }

        int headerBytes = DataPacket.WriteHeader(buffer, (ushort)block);
        long offset = (block - 1) * Parameters.BlockSize;
        int payloadBytes = (int)Math.Clamp(_contentBytes - offset, 0, Parameters.BlockSize);
        transmit = new Transmit(Group, Opcode.Data, headerBytes, offset, payloadBytes, again);
        return true;
    }

    /// <summary>
    /// Gives DATA for the group that <see cref="TryPollTransmit"/> would give one by one, as many as follow each other.
    /// While something else is to be sent first it gives none.
    /// </summary>
    /// <param name="now">The time.</param>
    /// <param name="maxBlocks">How many the driver can take, 1 or more.</param>
    /// <param name="run">The blocks.</param>
    /// <param name="retransmissions">How many of them were sent before.</param>
    public bool TryPollRun(Instant now, int maxBlocks, out BlockRun run, out int retransmissions)
    {
        run = default;
        retransmissions = 0;
        if (_refusal.IsDue || _errorsDue.Count > 0 || _optionAcksDue.Count > 0 || !TryTakeBlock(now, out long first, out bool again))
        {
            return false;
        }

        int count = 1;
        retransmissions = again ? 1 : 0;
        while (count < maxBlocks && _resend <= 0 && _sentTo == first + count - 1 && TryTakeBlock(now, out _, out again))
        {
            count++;
            retransmissions += again ? 1 : 0;
        }

        run = new BlockRun(first, count, Parameters.BlockSize, RolloverTo: 0);
        return true;
    }

    private bool TryPollError(Span<byte> buffer, out Transmit transmit)
    {
        transmit = default;
        if (!_errorsDue.TryDequeue(out PendingError error))
        {
            return false;
        }

        ReadOnlySpan<char> text = error.Message.AsSpan(0, Math.Min(error.Message.Length, TransferMachine.MaxErrorTextBytes));
        transmit = new Transmit(error.To, Opcode.Error, ErrorPacket.Write(buffer, error.Code, text), 0, 0, IsRetransmission: false);
        return true;
    }

    private bool TryPollOptionAck(Instant now, Span<byte> buffer, out Transmit transmit)
    {
        transmit = default;
        while (_optionAcksDue.TryDequeue(out MulticastReceiver? receiver))
        {
            receiver.IsOptionAckDue = false;
            if (receiver.State == MulticastState.Closed)
            {
                continue;
            }

            bool isMaster = receiver.State is MulticastState.Offered or MulticastState.Mastering;
            OptionList options = default;
            for (int i = 0; i < receiver.Granted.Count; i++)
            {
                OptionEntry entry = receiver.Granted[i];
                options.TryAdd(entry.Kind == OptionKind.Multicast ? entry with { Value = isMaster ? 1 : 0 } : entry);
            }

            // The group stands in each one: there are clients that cannot read a value without it.
            int bytes = OptionAckPacket.Write(buffer, options, Group);
            bool again = receiver.OptionAckSentAt > Instant.Zero;
            receiver.OptionAckSentAt = now;
            receiver.UnansweredOptionAcks++;
            _statistics.Retransmissions += again ? 1 : 0;
            if (receiver == _master)
            {
                ArmRetransmit(now);
            }

            transmit = new Transmit(receiver.Endpoint, Opcode.OptionAcknowledgment, bytes, 0, 0, again);
            return true;
        }

        return false;
    }

    private bool TryTakeBlock(Instant now, out long block, out bool again)
    {
        block = BlockNumber.None;
        again = false;
        if (!HasBlockToSend || (_pacer.IsActive && now < _pacer.Next))
        {
            return false;
        }

        if (_resend > 0)
        {
            block = _resentBlock = _resend;
            _resend = BlockNumber.None;
            _resentAt = now;
            _timedBlock = BlockNumber.None;
            _sentTo = Math.Max(_sentTo, block);
        }
        else
        {
            block = ++_sentTo;
            _flightAt = _timedAt = now;
            _timedBlock = block;
        }

        again = block <= _highest;
        _highest = Math.Max(_highest, block);
        _master!.Missed += again ? 1 : 0;
        _statistics.BlocksSent++;
        _statistics.DatagramsSent++;
        _statistics.Retransmissions += again ? 1 : 0;
        _pacer.NoteSent(now, Parameters.BlockSize);
        ArmRetransmit(now);
        return true;
    }

    private void StartRetransmitPolicy()
    {
        _retransmit = new RetransmitPolicy(_settings.Transfer);
        if (Parameters.Timeout is { } agreed)
        {
            _retransmit.Fix(agreed);
        }
    }

    private void ArmRetransmit(Instant now)
    {
        TimeSpan timeout = _retransmit.Timeout;
        if (_master is { WasHeard: false } stranger && FindCandidate(now, stranger, out _) is null)
        {
            // Nobody waits, and nothing is known of the way to this one: no need to give it up in a hurry.
            TimeSpan patient = _settings.Transfer.InitialTimeout * (1 << Math.Min(stranger.Timeouts, MaxPauseDoublings));
            timeout = patient > timeout ? patient : timeout;
        }

        _retransmitAt = now + timeout;
    }

    /// <summary>Another receiver will ask: what the last one was sent says nothing of it.</summary>
    private void ForgetFlight()
    {
        _acked = _resend = _resentBlock = _timedBlock = BlockNumber.None;
        _sentTo = _limit = _contiguousBlocks = _judgedAt = 0;
        _singleSteps = _acksWithoutProgress = 0;
        _isRepairing = _masterGoesOn = false;
        _retransmitAt = Instant.Never;
    }

    private void Resend(long block)
    {
        if (block >= 1 && block <= _lastBlock)
        {
            _resend = block;
        }
    }

    /// <summary>The master client asks for the block behind the one it acknowledges.</summary>
    private void Serve(Instant now, MulticastReceiver master, long block)
    {
        if (block <= _acked)
        {
            ServeAgain(now, master, block);
            return;
        }

        bool isFirst = _acked == BlockNumber.None;
        _masterGoesOn |= !isFirst;
        SampleRoundTrip(now, master, block);
        master.Timeouts = 0;
        _acksWithoutProgress = 0;
        if (block > master.BestAcked)
        {
            // It gets further, if slowly: what it was passed over for so far is forgiven.
            master.BestAcked = block;
            master.Passes = 0;
        }

        bool isInside = !isFirst && block < _sentTo;
        _singleSteps = isInside && block == _acked + 1 ? _singleSteps + 1 : 0;
        _contiguousBlocks = isFirst || block > _sentTo ? 0 : _contiguousBlocks + block - _acked;
        _acked = block;
        if (_resend <= block)
        {
            _resend = BlockNumber.None;
        }

        if (isInside)
        {
            // In a window this reports a gap (RFC 7440 §4), but not from one that acknowledges every block anyway.
            if (!_isRepairing && _singleSteps < SingleStepsForEager)
            {
                Resend(block + 1);
            }
        }
        else
        {
            // What lies between was received by listening, so this receiver's gaps are scattered.
            master.HoldsSome |= isFirst ? block > 0 : block > _sentTo;
            _sentTo = block;
            _isRepairing = block < _highest && (master.HoldsSome || block >= master.HighestAtJoin);
        }

        _limit = block + Window;
        JudgePace(master);
        ArmRetransmit(now);
    }

    /// <summary>
    /// How many blocks may follow an ACK. What was never sent is missed by all, and what was sent before a receiver joined by
    /// that one: a window. What else was sent before may be here, so it goes block by block, and faster only as far as the
    /// stretch that was missed so far bears it out.
    /// </summary>
    private long Window => _isRepairing ? Math.Clamp(_contiguousBlocks / 2, 1, _windowBlocks) : _windowBlocks;

    /// <summary>
    /// An ACK came again. In RFC 2090 it is a request, and the master client repeats it when it waits in vain; but one that
    /// merely came twice must send nothing (RFC 1123 §4.2.3.1). So it counts when it can mean a loss: inside a window once
    /// at once, otherwise when the block has been on its way for half a timeout.
    /// </summary>
    private void ServeAgain(Instant now, MulticastReceiver master, long block)
    {
        if (++_acksWithoutProgress >= _settings.MaxAcksWithoutProgress)
        {
            _acksWithoutProgress = 0;
            if (FindCandidate(now, master, out _) is not null)
            {
                Apply(now, master, MulticastInput.Silent, BlockNumber.None);
            }

            return;
        }

        long wanted = _acked + 1;
        if (block < _acked || wanted > _sentTo || _resend == wanted)
        {
            return;
        }

        bool isFirstReport = _windowBlocks > 1 && _sentTo > wanted && _resentBlock != wanted;
        Instant sentAt = _resentBlock == wanted ? _resentAt : _flightAt;
        if (isFirstReport || now - sentAt >= _retransmit.Timeout / 2)
        {
            Resend(wanted);
        }
    }

    private void SampleRoundTrip(Instant now, MulticastReceiver master, long block)
    {
        if (block == _timedBlock)
        {
            _retransmit.Sample(now - _timedAt);
            _timedBlock = BlockNumber.None;
        }

        if (master.Timeouts > 0)
        {
            _retransmit.NoteAnswerAfterTimeout(isLockStep: _windowBlocks == 1);
        }
    }

    private void JudgePace(MulticastReceiver master)
    {
        if (_acked - _judgedAt >= BlocksForJudgement && !_isRepairing)
        {
            _pacer.NoteMissed(master.Missed, _acked - _judgedAt);
            _judgedAt = _acked;
            master.Missed = 0;
        }
    }

    /// <summary>A receiver that was master is done: how much of what was sent to it had it missed?</summary>
    private void NoteMissedByMaster(MulticastReceiver master)
    {
        long heard = _highest - master.HighestAtJoin;
        if (master.State == MulticastState.Closed && master.WasMaster && heard >= BlocksForJudgement)
        {
            _pacer.NoteMissed(Math.Max(0, master.Missed - master.HighestAtJoin), heard);
        }
    }
}
