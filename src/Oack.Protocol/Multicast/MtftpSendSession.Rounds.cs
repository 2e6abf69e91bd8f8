using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Protocol.Multicast;

/// <summary>A round: election, block by block, and its end.</summary>
public sealed partial class MtftpSendSession
{
    private RetransmitPolicy _retransmit;
    private MulticastPacer _pacer;
    private Instant _retransmitAt = Instant.Never;
    private Instant _goOnAt = Instant.Never;
    private Instant _idleAt = Instant.Never;
    private Instant _masterHeardAt;
    private Instant _unicastSentAt;
    private Instant _sentAt;
    private bool _unicastDue;
    private bool _wasRepeated;
    private int _electionTries;
    private int _groupDue;
    private int _current;
    private int _highest;

    /// <summary>Whether a poll might give something now; false is certain.</summary>
    public bool MaySendNow => _refusal.IsDue || _errorDue is not null || _unicastDue || _groupDue > 0;

    /// <summary>
    /// Gives the next datagram to send, if there is one: an ERROR whole; DATA, by unicast or to the group, with its header
    /// written and its payload named.
    /// </summary>
    /// <param name="now">The time.</param>
    /// <param name="buffer">At least 512 bytes.</param>
    /// <param name="transmit">What to send.</param>
    public bool TryPollTransmit(Instant now, Span<byte> buffer, out Transmit transmit)
    {
        if (_refusal.TryPoll(buffer, out transmit))
        {
            _statistics.DatagramsSent++;
            return true;
        }

        if (_errorDue is { } error)
        {
            _errorDue = null;
            ReadOnlySpan<char> text = error.Message.AsSpan(0, Math.Min(error.Message.Length, TransferMachine.MaxErrorTextBytes));
            transmit = new Transmit(error.To, Opcode.Error, ErrorPacket.Write(buffer, error.Code, text), 0, 0, IsRetransmission: false);
            _statistics.DatagramsSent++;
            return true;
        }

        if (_unicastDue && Master is { } master)
        {
            _unicastDue = false;
            _unicastSentAt = now;
            transmit = MakeData(buffer, master, block: 1, again: _electionTries > 1);
            ArmRetransmit(now);
            return true;
        }

        if (_groupDue == 0 || (_pacer.IsActive && now < _pacer.Next))
        {
            return false;
        }

        int block = _groupDue;
        _groupDue = 0;
        _wasRepeated = block == _current;
        _current = block;
        _sentAt = now;
        transmit = MakeData(buffer, Group, block, again: block <= _highest);
        _highest = Math.Max(_highest, block);
        _pacer.NoteSent(now, BlockSize);
        if (State == MulticastState.Unattended)
        {
            _goOnAt = now + UnattendedPause;
        }
        else if (State != MulticastState.Idle)
        {
            ArmRetransmit(now);
        }

        return true;
    }

    /// <summary>Whether the whole file is out, and only the last ACK is waited for, in vain so far.</summary>
    private bool IsOnlyLastAckMissing(Instant now) => State is MulticastState.Mastering or MulticastState.Unattended
        && _current == _lastBlock && (_wasRepeated || State == MulticastState.Unattended || now - _sentAt >= _retransmit.Timeout);

    private TimeSpan UnattendedPause =>
        _retransmit.SmoothedRoundTrip > _settings.UnattendedPause ? _retransmit.SmoothedRoundTrip : _settings.UnattendedPause;

    private Transmit MakeData(Span<byte> buffer, PeerEndpoint to, int block, bool again)
    {
        int headerBytes = DataPacket.WriteHeader(buffer, (ushort)block);
        long offset = (long)(block - 1) * BlockSize;
        _statistics.DatagramsSent++;
        _statistics.BlocksSent++;
        _statistics.Retransmissions += again ? 1 : 0;
        return new Transmit(to, Opcode.Data, headerBytes, offset, (int)Math.Clamp(_contentBytes - offset, 0, BlockSize), again);
    }

    private void ArmRetransmit(Instant now) => _retransmitAt = now + _retransmit.Timeout;

    private void Apply(Instant now, MulticastInput input)
    {
        if (Find(input) is { } rule)
        {
            Carry(now, rule, block: 0);
        }
    }

    private Disposition Carry(Instant now, MulticastRule rule, int block)
    {
        MulticastState before = State;
        State = rule.Next;
        switch (rule.Action)
        {
            case MulticastAction.Serve:
                return Serve(now, block, before);
            case MulticastAction.EndRound:
                EndRound(now, rule.Input);
                break;
            case MulticastAction.SendAgain:
                SendAgain(before);
                break;
            case MulticastAction.GoOn:
                GoOn(now, rule.Input, before);
                break;
            case MulticastAction.End:
                Close();
                break;
            default:
                break;
        }

        return rule.Disposition;
    }

    private void Elect(Instant now, PeerEndpoint client, MulticastState before)
    {
        if (before != MulticastState.Idle)
        {
            // The one who acknowledges asks again, as iPXE does when it stalls. It gets DATA 1 by unicast and nothing else:
            // listeners leave when numbers go back. One answer a timeout: a request must not buy more.
            _unicastDue |= now - _unicastSentAt >= _retransmit.Timeout;
            return;
        }

        if (_retransmit.ShortestRoundTrip == TimeSpan.Zero)
        {
            _retransmit = new RetransmitPolicy(_settings.Transfer);
        }

        _retransmit.ForgetBackOff();
        _statistics.Rounds++;
        _idleAt = Instant.Never;
        _highest = 0;
        _current = 0;
        _electionTries = 1;
        _masterHeardAt = now;
        Master = client;
        _unicastDue = true;
        _groupDue = 1;
        Raise(MulticastEventKind.RoundBegan, client);
    }

    /// <summary>The acknowledging client asks for the block behind the one it names, also when that is far ahead.</summary>
    private Disposition Serve(Instant now, int block, MulticastState before)
    {
        int wanted = block + 1;
        bool isRepeat = wanted <= _current;
        if (isRepeat && before != MulticastState.Unattended)
        {
            // Seen before, or a request for what is lost: only time tells (RFC 1123 §4.2.3.1).
            _statistics.Duplicates++;
            _masterHeardAt = now;
            if (wanted == _current && now - _sentAt >= _retransmit.Timeout / 2)
            {
                _groupDue = wanted;
            }

            return Disposition.Duplicate;
        }

        if (before == MulticastState.Electing)
        {
            if (_electionTries == 1)
            {
                _retransmit.SampleOpening(now - _unicastSentAt);
            }

            Raise(MulticastEventKind.BecameMaster, Master!.Value);
        }
        else if (block == _current && !_wasRepeated && before == MulticastState.Mastering)
        {
            _retransmit.Sample(now - _sentAt);
        }
        else
        {
            _retransmit.NoteAnswerAfterTimeout(isLockStep: true);
        }

        _masterHeardAt = now;
        _goOnAt = Instant.Never;
        _groupDue = wanted;
        ArmRetransmit(now);
        return Disposition.Accepted;
    }

    private void HandleMasterTimeout(Instant now)
    {
        if (Find(MulticastInput.Timeout) is null || State == MulticastState.Unattended)
        {
            return;
        }

        _statistics.Timeouts++;
        _retransmit.BackOff();
        bool isSilent = State == MulticastState.Electing
            ? _electionTries > _settings.Transfer.MaxUnansweredRetransmissions
            : now - _masterHeardAt >= _settings.GoOnAfter;
        Apply(now, isSilent ? MulticastInput.Silent : MulticastInput.Timeout);
        if (State is MulticastState.Electing or MulticastState.Mastering)
        {
            ArmRetransmit(now);
        }
    }

    private void SendAgain(MulticastState before)
    {
        if (before == MulticastState.Electing)
        {
            _electionTries++;
            _unicastDue = true;
        }

        _groupDue = Math.Max(_current, 1);
    }

    private void GoOn(Instant now, MulticastInput input, MulticastState before)
    {
        _retransmitAt = Instant.Never;
        if (before == MulticastState.Mastering)
        {
            Raise(MulticastEventKind.LostMaster, Master!.Value);
        }

        bool hasLeft = input is MulticastInput.Error or MulticastInput.Unreachable;
        if (Master is not null && (hasLeft || now - _masterHeardAt >= _settings.MasterPatience))
        {
            ForgetMaster(hasLeft ? MulticastEventKind.ReceiverLeft : MulticastEventKind.ReceiverLost);
        }

        if (_current < _lastBlock)
        {
            _groupDue = _current + 1;
        }
        else
        {
            _goOnAt = now + UnattendedPause;
        }
    }

    private void EndRound(Instant now, MulticastInput input)
    {
        if (Master is not null)
        {
            ForgetMaster(input == MulticastInput.AckLast ? MulticastEventKind.ReceiverDone : MulticastEventKind.ReceiverLost);
        }

        // One who named its first gap may have left out the short block; to those who listen it is the end of the round.
        _groupDue = input == MulticastInput.AckLast && _current < _lastBlock ? _lastBlock : 0;
        _unicastDue = false;
        _retransmitAt = _goOnAt = Instant.Never;
        _idleAt = now + _settings.IdlePatience;
        Raise(MulticastEventKind.RoundEnded);
    }

    private void ForgetMaster(MulticastEventKind why)
    {
        PeerEndpoint master = Master!.Value;
        Master = null;
        _formerMasters.Enqueue(master);
        if (_formerMasters.Count > MaxRememberedMasters)
        {
            _formerMasters.Dequeue();
        }

        _statistics.ReceiversDone += why == MulticastEventKind.ReceiverDone ? 1 : 0;
        _statistics.ReceiversLost += why == MulticastEventKind.ReceiverDone ? 0 : 1;
        Raise(why, master);
    }
}
