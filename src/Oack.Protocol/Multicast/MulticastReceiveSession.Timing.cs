using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Protocol.Multicast;

/// <summary>When a client acts by itself: ACKs and requests again, patience, dally.</summary>
public sealed partial class MulticastReceiveSession
{
    /// <summary>After so many timeouts in a row with one block each, a window is taken for lock-step.</summary>
    private const int LonelyBlocksOfLockStep = 2;

    private bool _acceptanceDue;
    private int _lonelyBlocks;

    private int Tries { get; set; }

    /// <summary>A group that was never heard may be one that this client was given up for: it is asked for twice as often.</summary>
    private TimeSpan AskAgainAfter => _groupWasHeard ? _settings.AskAgainAfter : _settings.AskAgainAfter / 2;

    private TimeSpan WaitForData => Parameters.Timeout ?? (_retransmit.Timeout * TimeoutMargin);

    /// <inheritdoc/>
    public override void HandleTimeout(Instant now)
    {
        if (IsPlain)
        {
            _plain.HandleTimeout(now);
            State = _plain.State == TransferState.Requesting ? State : MulticastState.Plain;
            return;
        }

        if (TryExpire(ref _dallyAt, now) && Find(MulticastInput.DallyOver) is not null)
        {
            End(TransferOutcome.Complete);
        }

        if (TryExpire(ref _patienceAt, now))
        {
            HandlePatienceOver(now);
        }

        if (TryExpire(ref _retransmitAt, now))
        {
            HandleRetransmit(now);
        }
    }

    private void HandleRetransmit(Instant now)
    {
        if (State == MulticastState.Dallying)
        {
            if (_lastAcksLeft-- > 0)
            {
                DueAck(isRepeat: true);
                _retransmitAt = now + _retransmit.Timeout;
            }

            return;
        }

        if (Find(MulticastInput.Timeout) is not { } rule)
        {
            return;
        }

        _statistics.Timeouts++;
        Tries++;
        if (rule.Action == MulticastAction.Ask || now - LastHeard >= AskAgainAfter)
        {
            Ask(now);
            return;
        }

        NoteLonelyBlock();
        _retransmit.BackOff();
        DueAck(isRepeat: true);
        ArmWaiting(now);
    }

    /// <summary>
    /// Waits for what an ACK asked for. However far the pauses have grown: a server that has given this client up is to be
    /// asked anew in time.
    /// </summary>
    private void ArmWaiting(Instant now) => _retransmitAt = LastHeard + AskAgainAfter > now
        ? Instant.Min(now + WaitForData, LastHeard + AskAgainAfter)
        : now + WaitForData;

    /// <summary>
    /// A server may grant a window and then send one block for each ACK: atftpd does, once the master client has changed.
    /// Waiting for the rest of the window would cost a timeout a block.
    /// </summary>
    private void NoteLonelyBlock()
    {
        bool isLonely = IsMaster && BeforeGap - _acked == 1 && _blocks.Highest == BeforeGap;
        _lonelyBlocks = isLonely ? _lonelyBlocks + 1 : 0;
        if (_lonelyBlocks >= LonelyBlocksOfLockStep)
        {
            _windowBlocks = 1;
        }
    }

    /// <summary>
    /// Sends the request again, to the port where requests go: a server that knows this receiver answers with its OACK, one
    /// that has started anew with a new one.
    /// </summary>
    private void Ask(Instant now)
    {
        _requestDue = _isAskingAgain = true;
        _retransmitAt = now + AskAgainAfter;
    }

    private void ArmListening(Instant now) => _retransmitAt = now + AskAgainAfter;

    private void ArmPatience()
    {
        if (State is not (MulticastState.Listening or MulticastState.Mastering))
        {
            _patienceAt = Instant.Never;
            return;
        }

        TimeSpan patience = _retransmit.Patience;
        Instant limit = Instant.Min(LastHeard + patience, _lastProgress + (patience * PatienceForProgress));
        if (!_groupWasHeard)
        {
            // OACKs may come by unicast for ever: without DATA they are worth nothing.
            TimeSpan groupPatience = IsMaster ? _settings.GroupPatience : patience;
            limit = Instant.Min(limit, _joinedAt + groupPatience);
        }

        _patienceAt = limit;
    }

    private void HandlePatienceOver(Instant now)
    {
        // The group is alive, and has nothing that this client lacks: the server may have lost count of its receivers.
        bool standsStill = _groupWasHeard && now - LastHeard < _retransmit.Patience;
        MulticastInput input = _groupWasHeard && !standsStill ? MulticastInput.PatienceOver : MulticastInput.Silent;
        if (Find(input) is not { } rule)
        {
            return;
        }

        if (rule.Action == MulticastAction.FallBack)
        {
            Fallback = standsStill ? MulticastFallback.NoProgress : MulticastFallback.GroupSilent;
        }

        string why = standsStill ? "no new block came to the group" : _groupWasHeard ? "transfer timed out" : "nothing came to the group";
        EndWithError(TransferOutcome.Stalled, ErrorCode.NotDefined, why);
    }
}
