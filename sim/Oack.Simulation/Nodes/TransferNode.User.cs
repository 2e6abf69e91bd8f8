using Oack.Protocol;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Simulation.Nodes;

/// <content>What the user of the transfer does, and the calls that must have no effect.</content>
public sealed partial class TransferNode
{
    private void RunUser(Instant now)
    {
        Cause = SendCause.User;
        if (now >= _abortAt)
        {
            _abortAt = Instant.Never;
            IsAborted |= Machine.Outcome == TransferOutcome.None;
            _loop.NotifyUserAction(this, "aborts");
            Machine.HandleAbort(now, _behavior.AbortOutcome, _behavior.AbortCode, "stopped by its user");
            DropHeld();
            Drain();
        }

        if (now >= _readReadyAt)
        {
            _readReadyAt = Instant.Never;
            SendHeld();
            Drain();
        }

        if (now >= _storedAt)
        {
            _storedAt = Instant.Never;
            FinishStoring(now);
            Drain();
        }

        if (now >= _releaseAt)
        {
            _releaseAt = Instant.Never;
            if (Machine is ReceiveTransfer receiver)
            {
                _loop.NotifyUserAction(this, "lets acknowledgments go");
                receiver.HoldAcknowledgments = false;
                Drain();
            }
        }
    }

    private void MaybeHold()
    {
        if (Machine is ReceiveTransfer receiver && _random.Chance(_behavior.HoldChance))
        {
            _loop.NotifyUserAction(this, "holds acknowledgments");
            receiver.HoldAcknowledgments = true;
            _releaseAt = _loop.Now + _behavior.HoldFor;
        }
    }

    private void FinishStoring(Instant now)
    {
        var receiver = (ReceiveTransfer)Machine;
        if (_behavior.StorageFails)
        {
            IsAborted |= Machine.Outcome == TransferOutcome.None;
            _loop.NotifyUserAction(this, "could not store");
            Machine.HandleAbort(now, TransferOutcome.Failed, ErrorCode.DiskFull, "disk full");
            return;
        }

        IsStored = true;
        _loop.NotifyUserAction(this, "stored");
        receiver.HandleStored(now);
    }

    /// <summary>The content is there: what waited for it leaves, unless the rested timers send it again anyway.</summary>
    private void SendHeld()
    {
        if (_heldTransmit is not { } held)
        {
            return;
        }

        long timeouts = Machine.Statistics.Timeouts;
        _loop.NotifyUserAction(this, "has read the content");
        Machine.HandleTimeout(_loop.Now);
        bool isAcknowledged = Machine is SendTransfer sender && held.PayloadOffset < sender.AcknowledgedBytes;
        if (Machine.Statistics.Timeouts != timeouts || Machine.Outcome != TransferOutcome.None || isAcknowledged)
        {
            DropHeld();
            return;
        }

        _heldTransmit = null;
        byte[] buffer = Buffer;
        _heldHeader.CopyTo(buffer, 0);
        int length = held.HeaderBytes + Fill(held, buffer);
        _loop.Send(this, Local, held.To, buffer.AsSpan(0, length));
    }

    private void DropHeld()
    {
        DroppedTransmits += _heldTransmit is null ? 0 : 1;
        _heldTransmit = null;
        _readReadyAt = Instant.Never;
    }

    /// <summary>A timeout before its time, which must change nothing.</summary>
    private void DisturbBefore()
    {
        if (_random.Chance(_behavior.SpuriousCalls) && _heldTransmit is null && _loop.Now < Machine.NextDeadline)
        {
            Instant deadline = Machine.NextDeadline;
            TransferStatistics before = Machine.Statistics;
            Machine.HandleTimeout(_loop.Now);
            ExpectQuiet("HandleTimeout before NextDeadline");
            if (Machine.NextDeadline != deadline || Machine.Statistics.Timeouts != before.Timeouts)
            {
                _loop.Report("spurious calls", $"{Name}: HandleTimeout before NextDeadline moved the deadline or counted");
            }
        }
    }

    /// <summary>Calls that come twice or too late, none of which may have an effect.</summary>
    private void DisturbAfter()
    {
        if (!_random.Chance(_behavior.SpuriousCalls) || _heldTransmit is not null)
        {
            return;
        }

        ExpectQuiet("a second drain");
        if (IsStored && Machine is ReceiveTransfer receiver)
        {
            receiver.HandleStored(_loop.Now);
            ExpectQuiet("a second HandleStored");
        }

        TransferOutcome outcome = Machine.Outcome;
        if (outcome == TransferOutcome.None)
        {
            return;
        }

        Instant deadline = Machine.NextDeadline;
        Machine.HandleAbort(_loop.Now, TransferOutcome.Failed, ErrorCode.NotDefined, "too late");
        ExpectQuiet("HandleAbort after the end");
        if (Machine.Outcome != outcome || Machine.NextDeadline != deadline)
        {
            _loop.Report("spurious calls", $"{Name}: HandleAbort after the end changed {outcome} to {Machine.Outcome}, or the deadline");
        }

        if (IsClosed)
        {
            Machine.HandleUnreachable(_loop.Now);
            Machine.HandleTimeout(_loop.Now);
            if (IsServer)
            {
                RepeatedRequests++;
                Machine.HandleRepeatedRequest(_loop.Now);
            }

            ExpectQuiet("calls after Closed");
        }
    }

    private void ExpectQuiet(string call)
    {
        if (Machine.TryPollTransmit(_loop.Now, Buffer, out Transmit transmit))
        {
            _loop.Report("spurious calls", $"{Name}: {call} made it send {transmit.Kind}");
        }

        if (Machine.TryPollEvent(out TransferEventKind transferEvent))
        {
            _loop.Report("spurious calls", $"{Name}: {call} made it say {transferEvent}");
        }
    }
}
