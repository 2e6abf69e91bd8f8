using Oack.Protocol.Wire;
using Timer = Oack.Protocol.Transfer.TimerTable.Timer;

namespace Oack.Protocol.Transfer;

/// <summary>When a transfer acts by itself: retransmission, patience, dally.</summary>
public abstract partial class TransferMachine
{
    /// <summary>Lets timers that have run out act; a call before <see cref="NextDeadline"/> does nothing.</summary>
    public void HandleTimeout(Instant now)
    {
        if (_timers.TryExpire(Timer.Dally, now))
        {
            ApplyLocal(now, TransferInput.DallyOver);
        }

        if (_timers.TryExpire(Timer.Patience, now))
        {
            HandlePatienceOver(now);
        }

        if (_timers.TryExpire(Timer.Retransmit, now) && _tries < MaxTries)
        {
            _statistics.Timeouts++;
            ApplyLocal(now, TransferInput.Timeout);
        }

        if (_timers.TryExpire(Timer.Pace, now))
        {
            HandlePace();
        }
    }

    /// <summary>How many times the present packets may be sent again.</summary>
    private int MaxTries =>
        IsClient || PeerHasAnswered ? _settings.MaxRetransmissions : _settings.MaxUnansweredRetransmissions;

    /// <summary>Says that something new arrived or was acknowledged: back to full patience.</summary>
    private protected void NoteProgress(Instant now)
    {
        _lastProgress = now;
        _tries = 0;
        ArmPatience();
    }

    /// <summary>How many timeouts in a row have run out since something moved.</summary>
    private protected int Tries => _tries;

    /// <summary>Starts the retransmission timer anew, as after each packet that wants an answer.</summary>
    private protected void ArmRetransmit(Instant now, TimeSpan timeout)
    {
        _lastSent = now;
        _timers[Timer.Retransmit] = _tries < MaxTries ? now + timeout : Instant.Never;
    }

    /// <summary>The time between the first opening packet and its answer, when it was sent once (Karn's rule).</summary>
    private protected void SampleOpening(Instant now)
    {
        if (_openingsSent == 1)
        {
            _retransmit.SampleOpening(now - _openingSentAt);
        }
    }

    // The first timeout of a window is not doubled for the next one (RFC 6298 §5.5 would): a window has no other sign
    // for a lost first block or a lost ACK, so it means less than in TCP, and what is sent again leaves in bursts.
    private void ApplyLocal(Instant now, TransferInput input)
    {
        TransferRule? rule = TransferRules.Find(Role, State, input);
        if (rule is null)
        {
            return;
        }

        State = rule.Next;
        if (rule.Action == TransferAction.Retransmit)
        {
            _tries++;
            if (_tries > 1 || State != TransferState.Transferring || Parameters.WindowBlocks == 1)
            {
                _retransmit.BackOff();
            }

            RepeatUnacknowledged(now);
        }
        else if (rule.Action == TransferAction.End)
        {
            Close();
        }
    }

    private void RepeatUnacknowledged(Instant now)
    {
        if (State is TransferState.Requesting or TransferState.Opening)
        {
            _openingDue = true;
        }
        else
        {
            RepeatBlocks(now);
        }
    }

    private void HandlePatienceOver(Instant now)
    {
        TransferRule? rule = TransferRules.Find(Role, State, TransferInput.PatienceOver);
        if (rule is null)
        {
            return;
        }

        FinalAckMissing = OnlyLastAckIsMissing;
        TransferOutcome outcome = FinalAckMissing && !IsClient ? TransferOutcome.Complete : TransferOutcome.Stalled;
        if (PeerHasAnswered && !FinalAckMissing)
        {
            EndWithError(outcome, ErrorCode.NotDefined, "transfer timed out");
        }
        else
        {
            // Nobody was ever there, or the client left with the whole file: a further packet helps no one.
            End(outcome);
        }
    }

    private bool TryPollOpening(Instant now, Span<byte> buffer, out Transmit transmit)
    {
        transmit = default;
        if (!_openingDue || State is not (TransferState.Requesting or TransferState.Opening))
        {
            return false;
        }

        _openingDue = false;
        bool again = _openingsSent++ > 0;
        _openingSentAt = now;
        ArmRetransmit(now, _retransmit.Timeout);
        if (_request is { } request)
        {
            int requestBytes = RequestPacket.Write(buffer, request.Opcode, request.FileName.Span, request.Mode, request.Asked);
            transmit = new Transmit(Peer, request.Opcode, requestBytes, 0, 0, again);
            return true;
        }

        transmit = Granted.Count > 0
            ? new Transmit(Peer, Opcode.OptionAcknowledgment, OptionAckPacket.Write(buffer, Granted), 0, 0, again)
            : new Transmit(Peer, Opcode.Acknowledgment, AckPacket.Write(buffer, 0), 0, 0, again);
        return true;
    }

    private void ArmPatience()
    {
        if (State is TransferState.Requesting or TransferState.Opening or TransferState.Transferring)
        {
            TimeSpan patience = _retransmit.Patience;
            TimeSpan patienceForProgress = new(patience.Ticks * PatienceForProgress);
            _timers[Timer.Patience] = Instant.Min(LastHeard + patience, _lastProgress + patienceForProgress);
        }
        else
        {
            _timers[Timer.Patience] = Instant.Never;
        }
    }
}
