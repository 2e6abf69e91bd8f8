using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Protocol.Multicast;

/// <summary>Who is the master client, and who comes next.</summary>
public sealed partial class MulticastSendSession
{
    /// <summary>A receiver that was passed over so often is given up, though it answers: it never gets further.</summary>
    private const int MaxPasses = 16;

    private const int MaxPauseDoublings = 4;

    private MulticastReceiver? _master;
    private Instant _retransmitAt = Instant.Never;
    private Instant _offerAt = Instant.Never;
    private bool _hadMaster;

    private void Apply(Instant now, MulticastReceiver receiver, MulticastInput input, long block)
    {
        if (MulticastRules.Find(MulticastRole.Sender, receiver.State, input) is { } rule)
        {
            Carry(now, receiver, rule, block);
        }
    }

    private void Carry(Instant now, MulticastReceiver receiver, MulticastRule rule, long block)
    {
        MulticastState before = receiver.State;
        receiver.State = rule.Next;
        switch (rule.Action)
        {
            case MulticastAction.AnswerOptions:
                AnswerOptions(now, receiver, rule.Input, block);
                break;
            case MulticastAction.Serve:
                if (before == MulticastState.Offered)
                {
                    BecomeMaster(now, receiver);
                }

                Serve(now, receiver, block);
                break;
            case MulticastAction.Finish:
                _statistics.ReceiversDone++;
                Drop(receiver, MulticastEventKind.ReceiverDone);
                ElectNext(now);
                break;
            case MulticastAction.Remove:
                bool left = rule.Input is MulticastInput.Error or MulticastInput.Unreachable;
                _statistics.ReceiversLost++;
                Drop(receiver, left ? MulticastEventKind.ReceiverLeft : MulticastEventKind.ReceiverLost);
                ElectNext(now);
                break;
            case MulticastAction.OfferMaster:
                OfferMaster(now, receiver);
                break;
            case MulticastAction.PassOn:
                PassOn(now, receiver, before);
                break;
            case MulticastAction.SendAgain when before == MulticastState.Offered:
                MakeOptionAckDue(receiver);
                ArmRetransmit(now);
                break;
            case MulticastAction.SendAgain:
                Resend(_acked + 1);
                if (!_masterGoesOn)
                {
                    // The one ACK that came may have been meant for an earlier OACK, which made it a listener.
                    MakeOptionAckDue(receiver);
                }

                ArmRetransmit(now);
                break;
            default:
                break;
        }
    }

    private void AnswerOptions(Instant now, MulticastReceiver receiver, MulticastInput input, long block)
    {
        // RFC 2090 lets a receiver acknowledge its OACK with ACK 0, also one that is not the master: it is content.
        bool isFirstAck = input == MulticastInput.AckInside && block == 0 && !receiver.WasMaster;

        // One answer a timeout: whatever a receiver sends must not buy more.
        if (!isFirstAck && now - receiver.OptionAckSentAt >= _retransmit.Timeout)
        {
            MakeOptionAckDue(receiver);
        }
    }

    private void MakeOptionAckDue(MulticastReceiver receiver)
    {
        if (!receiver.IsOptionAckDue)
        {
            receiver.IsOptionAckDue = true;
            _optionAcksDue.Enqueue(receiver);
        }
    }

    /// <summary>Makes the oldest receiver that may be asked the master client, if there is none.</summary>
    private void ElectNext(Instant now)
    {
        if (_isClosed || _master is not null)
        {
            return;
        }

        if (_receivers.Count == 0)
        {
            Close();
            return;
        }

        MulticastReceiver? next = FindCandidate(now, besides: null, out Instant earliest);
        if (next is null)
        {
            _offerAt = earliest;
            return;
        }

        _offerAt = Instant.Never;
        Apply(now, next, MulticastInput.Turn, BlockNumber.None);
    }

    private MulticastReceiver? FindCandidate(Instant now, MulticastReceiver? besides, out Instant earliest)
    {
        MulticastReceiver? best = null;
        earliest = Instant.Never;
        foreach (MulticastReceiver receiver in _receivers)
        {
            if (receiver == besides || receiver.State != MulticastState.Listening)
            {
                continue;
            }

            earliest = Instant.Min(earliest, receiver.NotBefore);
            bool isBetter = best is null || receiver.Passes < best.Passes || (receiver.Passes == best.Passes && receiver.Order < best.Order);
            if (receiver.NotBefore <= now && isBetter)
            {
                best = receiver;
            }
        }

        return best;
    }

    private void OfferMaster(Instant now, MulticastReceiver receiver)
    {
        if (_hadMaster)
        {
            _statistics.MasterChanges++;
        }

        _hadMaster = true;
        _master = receiver;
        receiver.Timeouts = 0;
        if (receiver.UnansweredOffers == 0)
        {
            // A listener is silent by right: its patience counts from when it is asked.
            receiver.LastHeard = now;
        }

        if (_retransmit.ShortestRoundTrip == TimeSpan.Zero)
        {
            // Nobody has answered yet, and the silence of one is not to be paid by the next.
            StartRetransmitPolicy();
        }

        ForgetFlight();
        MakeOptionAckDue(receiver);
        ArmRetransmit(now);
    }

    private void BecomeMaster(Instant now, MulticastReceiver receiver)
    {
        if (receiver.Timeouts == 0 && receiver.OptionAckSentAt > Instant.Zero)
        {
            _retransmit.SampleOpening(now - receiver.OptionAckSentAt);
        }

        receiver.WasMaster = true;
        Raise(MulticastEventKind.BecameMaster, receiver.Endpoint);
    }

    private void HandleMasterTimeout(Instant now)
    {
        if (_master is not { } master)
        {
            return;
        }

        master.Timeouts++;
        _statistics.Timeouts++;
        _retransmit.BackOff();
        bool isOffered = master.State == MulticastState.Offered;
        if (IsToBeGivenUp(now, master, isOffered))
        {
            GiveUp(now, master);
            return;
        }

        // One that never answered holds nobody up for more than one timeout: its request may be forged.
        int limit = master.WasHeard ? _settings.MaxMasterTimeouts : 1;
        bool isSilent = master.Timeouts >= limit && FindCandidate(now, master, out _) is not null;
        Apply(now, master, isSilent ? MulticastInput.Silent : MulticastInput.Timeout, BlockNumber.None);
    }

    private bool IsToBeGivenUp(Instant now, MulticastReceiver master, bool isOffered)
    {
        if (!master.WasHeard)
        {
            return master.UnansweredOptionAcks > _settings.Transfer.MaxUnansweredRetransmissions;
        }

        bool isPastPatience = now - master.LastHeard >= _retransmit.Patience;
        return isPastPatience && (!isOffered || master.UnansweredOffers + 1 >= _settings.MaxOffers || FindCandidate(now, master, out _) is null);
    }

    private void GiveUp(Instant now, MulticastReceiver receiver)
    {
        if (receiver.WasHeard)
        {
            _errorsDue.Enqueue(new PendingError(receiver.Endpoint, ErrorCode.NotDefined, "transfer timed out"));
        }

        Apply(now, receiver, MulticastInput.PatienceOver, BlockNumber.None);
    }

    /// <summary>A silent master client, or one that does not get further, becomes a listener; it is asked again later.</summary>
    private void PassOn(Instant now, MulticastReceiver receiver, MulticastState before)
    {
        receiver.Passes++;
        receiver.UnansweredOffers += before == MulticastState.Offered ? 1 : 0;
        receiver.NotBefore = now + (_settings.OfferPause * (1 << Math.Min(receiver.Passes - 1, MaxPauseDoublings)));
        _master = null;
        _retransmit.ForgetBackOff();
        if (before == MulticastState.Mastering)
        {
            Raise(MulticastEventKind.LostMaster, receiver.Endpoint);
        }

        if (receiver.Passes >= MaxPasses)
        {
            GiveUp(now, receiver);
            return;
        }

        MakeOptionAckDue(receiver);
        ElectNext(now);
    }

    private void Drop(MulticastReceiver receiver, MulticastEventKind why)
    {
        receiver.State = MulticastState.Closed;
        _receivers.Remove(receiver);
        if (_master == receiver)
        {
            NoteMissedByMaster(receiver);
            _master = null;
            _retransmitAt = Instant.Never;
        }

        // Some are remembered, so that a late packet of theirs is not a stranger's.
        _gone.Enqueue(receiver.Endpoint);
        while (_gone.Count > _settings.MaxReceivers)
        {
            PeerEndpoint oldest = _gone.Dequeue();
            if (_known.TryGetValue(oldest, out MulticastReceiver? known) && known.State == MulticastState.Closed)
            {
                _known.Remove(oldest);
            }
        }

        Raise(why, receiver.Endpoint);
    }
}
