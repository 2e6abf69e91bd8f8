using Oack.Protocol.Options;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Protocol.Multicast;

/// <summary>Listening, opening, acknowledging, and listening again.</summary>
public sealed partial class MtftpReceiveSession
{
    private const double TimeoutMargin = 1.5;
    private const int PatienceForServer = 4;
    private const int PatienceForProgress = 40;

    private bool _requestDue;
    private bool _roundWasHeard;
    private bool _isInRound;
    private bool _completedAsMaster;
    private bool _ackIsTimed;
    private Instant _ackSentAt;
    private int _openTries;
    private int _tries;
    private int _ackNumber;

    private protected override int AckNumber => _ackNumber;

    private TimeSpan WaitForData => _retransmit.Timeout * TimeoutMargin;

    /// <inheritdoc/>
    public override void HandleTimeout(Instant now)
    {
        if (TryExpire(ref _dallyAt, now) && Find(MulticastInput.DallyOver) is not null)
        {
            End(TransferOutcome.Complete);
        }

        if (TryExpire(ref _patienceAt, now) && Find(MulticastInput.PatienceOver) is { } over)
        {
            FallBackOrEnd(over, MulticastFallback.NoProgress);
        }

        if (TryExpire(ref _retransmitAt, now))
        {
            HandleSilence(now);
        }
    }

    private void HandleSilence(Instant now)
    {
        if (State == MulticastState.Listening && _roundWasHeard)
        {
            // The round has stopped midway.
            ListenAgain(now);
            return;
        }

        bool isSilent = State switch
        {
            // Who has part of the file does not lose it for three lost requests.
            MulticastState.Electing => _openTries >= _mtftp.OpenTries && (_blocks.Count == 0 || now - LastHeard >= _mtftp.Transfer.Patience),
            MulticastState.Mastering => now - LastHeard >= _mtftp.ServerPatience,
            _ => false,
        };
        if (Find(isSilent ? MulticastInput.Silent : MulticastInput.Timeout) is not { } rule)
        {
            return;
        }

        State = rule.Next;
        _statistics.Timeouts++;
        switch (rule.Action)
        {
            case MulticastAction.Ask:
                Ask(now);
                break;
            case MulticastAction.SendAgain:
                _tries++;
                _retransmit.BackOff();
                DueAck(isRepeat: true);
                _retransmitAt = now + WaitForData;
                break;
            case MulticastAction.ListenAgain:
                Raise(MulticastEventKind.LostMaster);
                ListenAgain(now);
                break;
            default:
                FallBackOrEnd(rule, _blocks.Count == 0 ? MulticastFallback.OpenFailed : MulticastFallback.NoProgress);
                break;
        }
    }

    private void Ask(Instant now)
    {
        if (_openTries > 0)
        {
            _retransmit.BackOff();
        }

        _openTries++;
        _requestDue = true;
        _retransmitAt = now + _retransmit.Timeout;
    }

    /// <summary>
    /// The neediest comes first: each missing block takes a second off the time that is listened before the file is asked
    /// for again (PXE 2.1).
    /// </summary>
    private void ListenAgain(Instant now)
    {
        if (IsComplete)
        {
            State = MulticastState.Storing;
            TakeWhole(_blocks.Highest);
            return;
        }

        _statistics.Rounds = Rounds;
        if (Rounds > _mtftp.MaxRounds)
        {
            Fallback = MulticastFallback.NoProgress;
            End(TransferOutcome.Stalled);
            return;
        }

        State = MulticastState.Listening;
        _openTries = _tries = 0;
        _roundWasHeard = _isInRound = false;
        _retransmit.ForgetBackOff();
        TimeSpan delay = _mtftp.ListenDelay - TimeSpan.FromSeconds(MissingBlocks);
        if (delay > TimeSpan.Zero)
        {
            _retransmitAt = now + delay;
        }
        else
        {
            State = MulticastState.Electing;
            Ask(now);
        }
    }

    private bool IsTaking => State is MulticastState.Listening or MulticastState.Electing or MulticastState.Mastering;

    private bool IsComplete => _lastBlock is { } last && _blocks.Count == last;

    private bool TryClassify(ReadOnlySpan<byte> datagram, bool viaGroup, out MulticastInput input)
    {
        input = MulticastInput.Other;
        _ = TftpPacket.TryReadOpcode(datagram, out Opcode opcode);
        switch (opcode)
        {
            case Opcode.Data:
                if (DataPacket.TryParse(datagram, out DataPacket packet) != ParseStatus.Ok)
                {
                    return false;
                }

                LearnBlockSize(packet.Payload.Length);
                bool isElection = !viaGroup && packet.Block == 1 && packet.Payload.Length <= Parameters.BlockSize && IsTaking;
                input = isElection ? MulticastInput.DataElects : ClassifyData(packet);
                return true;
            case Opcode.Error:
                bool isWhole = ErrorPacket.TryParse(datagram, out ErrorPacket error) == ParseStatus.Ok;
                bool hasForgotten = isWhole && error.Code == ErrorCode.UnknownTransferId && IsMaster;
                input = hasForgotten ? MulticastInput.ServerForgot : MulticastInput.Error;
                return isWhole;
            case Opcode.Acknowledgment or Opcode.OptionAcknowledgment or Opcode.ReadRequest or Opcode.WriteRequest:
                return true;
            default:
                return false;
        }
    }

    /// <summary>
    /// The first block tells the size. If that was the last block of the file, a longer one comes later: what was taken
    /// then has no place, and is forgotten.
    /// </summary>
    private void LearnBlockSize(int payloadBytes)
    {
        if (_mtftp.BlockSize is null && _blocks.Count <= 1 && IsTaking && payloadBytes > Parameters.BlockSize && payloadBytes <= TransferParameters.MaxBlockSize)
        {
            ForgetBlocks();
            Parameters = Parameters with { BlockSize = payloadBytes };
        }
    }

    private void Carry(Instant now, PeerEndpoint from, MulticastRule rule, ReadOnlySpan<byte> datagram, ref ReceivedPayload payload)
    {
        MulticastState before = State;
        switch (rule.Action)
        {
            case MulticastAction.Take or MulticastAction.TakeWhole or MulticastAction.AcknowledgeAgain
                or MulticastAction.BecomeMaster when State is not (MulticastState.Storing or MulticastState.Dallying):
                _ = DataPacket.TryParse(datagram, out DataPacket packet);
                State = rule.Action == MulticastAction.TakeWhole ? before : rule.Next;
                HandleBlock(now, from, before, packet, ref payload);
                break;
            case MulticastAction.AcknowledgeAgain:
                // The round goes on for others; only the block that was acknowledged last tells that the ACK was lost.
                if (DataPacket.TryParse(datagram, out DataPacket again) == ParseStatus.Ok
                    && (again.Block == _lastBlock || again.Block == _completingBlock) && now >= _repeatAllowed)
                {
                    DueAck(isRepeat: true);
                    StartDally(now);
                }

                break;
            case MulticastAction.ListenAgain:
                // The server took another one meanwhile.
                _ackDue = false;
                Raise(MulticastEventKind.LostMaster);
                ListenAgain(now);
                break;
            case MulticastAction.EndByPeer:
                Fallback = MulticastFallback.NoProgress;
                EndByPeer(datagram, TransferOutcome.Failed);
                break;
            case MulticastAction.FallBack:
                Fallback = MulticastFallback.Refused;
                EndByPeer(datagram, TransferOutcome.Refused);
                break;
            case MulticastAction.EndWithError:
                EndWithError(TransferOutcome.Failed, ErrorCode.IllegalOperation, "block longer than the others");
                break;
            case MulticastAction.End:
                End(TransferOutcome.Complete);
                break;
            default:
                break;
        }
    }

    /// <summary>Takes a block of a round that is heard, new or not, and acknowledges it where this client does that.</summary>
    private void HandleBlock(Instant now, PeerEndpoint from, MulticastState before, in DataPacket packet, ref ReceivedPayload payload)
    {
        int block = packet.Block;
        bool isNew = !_blocks.Contains(block);
        if (isNew)
        {
            payload = TakeBlock(now, packet);
            ArmPatience();
        }

        if (!_isInRound)
        {
            _isInRound = true;
            Rounds++;
        }

        bool isShort = packet.Payload.Length < Parameters.BlockSize;
        if (State == MulticastState.Mastering)
        {
            Acknowledge(now, from, before, block);
        }
        else
        {
            _retransmitAt = now + _mtftp.ReopenDelay;
        }

        bool isDone = IsComplete && (State == MulticastState.Listening || _mtftp.SkipsBlocks || isShort);
        if (isDone)
        {
            _completedAsMaster = State == MulticastState.Mastering;
            _ackDue = false;
            State = MulticastState.Storing;
            TakeWhole(block);
        }
        else if (isShort)
        {
            EndRound(now, before);
        }
    }

    private void Acknowledge(Instant now, PeerEndpoint from, MulticastState before, int block)
    {
        if (before != MulticastState.Mastering)
        {
            Server = from;
            _ackNumber = 0;
            _tries = 0;
            Raise(MulticastEventKind.BecameMaster);
        }

        bool isNext = block > _ackNumber;
        if (isNext && _ackIsTimed && block == _ackNumber + 1 && before == MulticastState.Mastering)
        {
            _retransmit.Sample(now - _ackSentAt);
        }
        else if (_tries > 0)
        {
            _retransmit.NoteAnswerAfterTimeout(isLockStep: true);
        }

        _ackIsTimed = false;
        _tries = 0;
        _retransmitAt = now + WaitForData;
        if (isNext)
        {
            _ackNumber = _mtftp.SkipsBlocks ? Math.Max(_ackNumber, BeforeGap) : block;
            DueAck();
        }
        else if (block >= _ackNumber && now >= _repeatAllowed)
        {
            DueAck(isRepeat: true);
        }
    }

    /// <summary>The short block ended the round, and some are missing.</summary>
    private void EndRound(Instant now, MulticastState before)
    {
        if (before == MulticastState.Electing)
        {
            // The server still repeats the end of a round that this client has already asked behind: it lives, and will
            // hear the request when that round is over.
            State = MulticastState.Electing;
            _openTries = 1;
            _retransmitAt = now + _retransmit.Timeout;
            return;
        }

        bool wasMaster = State == MulticastState.Mastering;
        bool ackIsDue = _ackDue;
        if (wasMaster && _mtftp.SkipsBlocks)
        {
            // The server goes where the ACK says, so the round goes on.
            return;
        }

        ListenAgain(now);
        if (wasMaster && !IsOver)
        {
            // The ACK of the last block still leaves: the server waits for it.
            _ackDue = ackIsDue;
            Raise(MulticastEventKind.LostMaster);
        }
    }

    /// <summary>A room of others may have to be served first: what counts is that the server is at work, up to a bound.</summary>
    private void ArmPatience()
    {
        TimeSpan patience = _mtftp.Transfer.Patience;
        _patienceAt = Instant.Min(LastHeard + (patience * PatienceForServer), _lastProgress + (patience * PatienceForProgress));
    }

    private void FallBackOrEnd(MulticastRule rule, MulticastFallback why)
    {
        if (rule.Action == MulticastAction.FallBack)
        {
            Fallback = why;
            End(TransferOutcome.Stalled);
        }
        else
        {
            End(TransferOutcome.Complete);
        }
    }
}
