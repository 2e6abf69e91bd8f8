using Oack.Protocol.Options;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Protocol.Multicast;

/// <summary>The part of a client once a group was granted: listening, acknowledging, and patience.</summary>
public sealed partial class MulticastReceiveSession
{
    /// <summary>The receiver's timer is this much longer than the sender's would be: the sender should act first.</summary>
    private const double TimeoutMargin = 1.5;

    /// <summary>A session that only repeats itself is ended after this many times the patience without a new block.</summary>
    private const int PatienceForProgress = 4;

    /// <summary>
    /// How many times a listener repeats its last ACK unasked: nobody answers it, and while it is lost the server takes the
    /// listener for one that misses something.
    /// </summary>
    private const int UnaskedLastAcks = 2;

    private const int MaxLostServers = 3;

    private int _windowBlocks = 1;
    private int _acked;
    private int _reportedGap = -1;
    private bool _groupWasHeard;
    private bool _requestDue;
    private bool _isAskingAgain;
    private bool _completedAsMaster;
    private int _lastAcksLeft;
    private bool _ackIsTimed;
    private Instant _ackSentAt;
    private Instant _joinedAt = Instant.Never;
    private int _lostServers;

    /// <summary>Whether a server that knows nothing of this client is asked once more: not again and again without a block.</summary>
    private bool MayAskForNewSession => _lostServers < MaxLostServers && !_requestDue;

    /// <summary>Reads an OACK that is a legal answer and grants multicast.</summary>
    private bool TryReadOffer(ReadOnlySpan<byte> datagram, out OptionList granted, out MulticastOption option)
    {
        granted = default;
        option = default;
        if (OptionAckPacket.TryParse(datagram, out OptionAckPacket packet) != ParseStatus.Ok
            || OptionNegotiator.Accept(_request.Asked, Opcode.ReadRequest, packet, out granted) != OptionAckStatus.Ok)
        {
            return false;
        }

        foreach (OptionPair pair in packet.RawOptions)
        {
            if (OptionNames.TryFind(pair.Name, out OptionKind kind, out _) && kind == OptionKind.Multicast)
            {
                return MulticastOption.TryParse(pair.Value, out option);
            }
        }

        return false;
    }

    private void TakeOffer(Instant now, PeerEndpoint from, in OptionList granted, MulticastOption option)
    {
        Server = from;
        Group = option.Group;
        Granted = granted;
        Parameters = OptionNegotiator.Settle(granted);
        _windowBlocks = Parameters.WindowBlocks;
        _lonelyBlocks = 0;
        if (Parameters.Timeout is { } agreed)
        {
            _retransmit.Fix(agreed);
        }

        LastHeard = now;
        if (!_joinedAt.IsSet)
        {
            // Only the first time: a server that always begins anew must not keep this client for ever.
            _lastProgress = _joinedAt = now;
        }

        Raise(MulticastEventKind.Negotiated);
        MulticastInput input = option.IsMaster ? MulticastInput.OptionAckMaster : MulticastInput.OptionAckListener;
        ReceivedPayload none = default;
        Carry(now, Find(input)!, [], ref none);
        ArmPatience();
    }

    /// <summary>
    /// The request went out again and was answered from another port: the server has begun a new session, with a group of
    /// its own. What is here stays, as long as the blocks are of the same size.
    /// </summary>
    private bool TryStartAnew(Instant now, PeerEndpoint from, ReadOnlySpan<byte> datagram)
    {
        bool mayBe = _isAskingAgain && from != Server && from.HasAddressOf(_requestTo)
            && State is (MulticastState.Listening or MulticastState.Mastering);
        if (!mayBe || !TryReadOffer(datagram, out OptionList granted, out MulticastOption option) || !option.HasGroup
            || OptionNegotiator.Settle(granted).BlockSize != Parameters.BlockSize)
        {
            return false;
        }

        _isAskingAgain = false;
        bool wasMaster = IsMaster;
        State = MulticastState.Requesting;
        TakeOffer(now, from, granted, option);
        if (wasMaster && !IsMaster)
        {
            Raise(MulticastEventKind.LostMaster);
        }

        return true;
    }

    private bool TryClassify(ReadOnlySpan<byte> datagram, out MulticastInput input)
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

                input = ClassifyData(packet);
                return true;
            case Opcode.Error:
                bool isWhole = ErrorPacket.TryParse(datagram, out ErrorPacket error) == ParseStatus.Ok;
                input = isWhole && error.Code == ErrorCode.UnknownTransferId && MayAskForNewSession ? MulticastInput.ServerForgot : MulticastInput.Error;
                return isWhole;
            case Opcode.OptionAcknowledgment:
                bool isSound = TryReadOffer(datagram, out _, out MulticastOption option) && (!option.HasGroup || option.Group == Group);
                input = !isSound ? MulticastInput.OptionAckIllegal
                    : option.IsMaster ? MulticastInput.OptionAckMaster : MulticastInput.OptionAckListener;
                return true;
            case Opcode.Acknowledgment or Opcode.ReadRequest or Opcode.WriteRequest:
                return true;
            default:
                return false;
        }
    }

    private void Carry(Instant now, MulticastRule rule, ReadOnlySpan<byte> datagram, ref ReceivedPayload payload)
    {
        MulticastState before = State;
        State = rule.Next;
        switch (rule.Action)
        {
            case MulticastAction.BecomeMaster:
                Tries = 0;
                _reportedGap = -1;
                DueAck();
                ArmPatience();
                Raise(MulticastEventKind.BecameMaster);
                break;
            case MulticastAction.BecomeListener:
                BecomeListener(now, before);
                break;
            case MulticastAction.Take:
                Take(now, datagram, out payload);
                break;
            case MulticastAction.TakeWhole:
                _completedAsMaster = before == MulticastState.Mastering;
                Take(now, datagram, out payload);
                TakeWhole((int)(payload.Offset / Parameters.BlockSize) + 1);
                break;
            case MulticastAction.AcknowledgeAgain:
                AcknowledgeAgain(now, rule.Input, datagram);
                break;
            case MulticastAction.Ask:
                _lostServers++;
                Ask(now);
                break;
            case MulticastAction.EndByPeer:
                EndByPeer(datagram, TransferOutcome.Failed);
                break;
            case MulticastAction.EndWithError:
                EndWithError(TransferOutcome.Failed, ErrorCode.IllegalOperation, "block longer than agreed");
                break;
            case MulticastAction.End:
                End(TransferOutcome.Complete);
                break;
            default:
                break;
        }
    }

    private void BecomeListener(Instant now, MulticastState before)
    {
        Tries = 0;
        _ackDue = false;
        if (before == MulticastState.Mastering)
        {
            Raise(MulticastEventKind.LostMaster);
        }
        else
        {
            // RFC 2090: ACK 0 says that the OACK arrived, and that this receiver is no invention.
            _acceptanceDue = true;
        }

        ArmListening(now);
    }

    private void Take(Instant now, ReadOnlySpan<byte> datagram, out ReceivedPayload payload)
    {
        _ = DataPacket.TryParse(datagram, out DataPacket packet);
        payload = TakeBlock(now, packet);
        _groupWasHeard = true;
        _lostServers = 0;
        ArmPatience();
        if (!IsMaster)
        {
            ArmListening(now);
            return;
        }

        if (_ackIsTimed && packet.Block == _acked + 1)
        {
            _retransmit.Sample(now - _ackSentAt);
        }
        else if (Tries > 0)
        {
            _retransmit.NoteAnswerAfterTimeout(isLockStep: _windowBlocks == 1);
        }

        _ackIsTimed = false;
        Tries = 0;
        _retransmitAt = now + WaitForData;
        int beforeGap = BeforeGap;
        bool isBehindGap = _blocks.Highest > beforeGap;
        bool isRepaired = _reportedGap >= 0 && beforeGap > _reportedGap;
        if (isRepaired || beforeGap - _acked >= _windowBlocks || (isBehindGap && (beforeGap > _acked || _reportedGap != beforeGap)))
        {
            DueAck();
        }
    }

    private void AcknowledgeAgain(Instant now, MulticastInput input, ReadOnlySpan<byte> datagram)
    {
        bool isOptionAck = input is MulticastInput.OptionAckMaster or MulticastInput.OptionAckListener;
        if (State == MulticastState.Dallying)
        {
            // DATA for others goes on; only the block that this one waited for last tells of a lost ACK.
            bool isAsked = isOptionAck
                || (_completedAsMaster && DataPacket.TryParse(datagram, out DataPacket packet) == ParseStatus.Ok && packet.Block == _completingBlock);
            if (!isAsked)
            {
                return;
            }

            StartDally(now);
        }
        else if (!IsMaster)
        {
            ArmListening(now);
            return;
        }

        // A server that repeats its OACK waits for this very ACK.
        if (isOptionAck || now >= _repeatAllowed)
        {
            DueAck(isRepeat: true);
        }
    }

    private bool TryPollOwnAck(Instant now, Span<byte> buffer, out Transmit transmit)
    {
        if (_acceptanceDue && State == MulticastState.Listening)
        {
            _acceptanceDue = false;
            transmit = new Transmit(Server, Opcode.Acknowledgment, AckPacket.Write(buffer, 0), 0, 0, IsRetransmission: false);
            return true;
        }

        bool isRepeat = _ackIsRepeat;
        if (!TryPollAck(now, buffer, out transmit))
        {
            return false;
        }

        _acked = BeforeGap;
        _reportedGap = _blocks.Highest > _acked ? _acked : -1;
        _ackIsTimed = !isRepeat;
        _ackSentAt = now;
        if (IsMaster)
        {
            ArmWaiting(now);
        }

        return true;
    }

    private bool TryPollRequest(Span<byte> buffer, out Transmit transmit)
    {
        transmit = default;
        if (!_requestDue)
        {
            return false;
        }

        _requestDue = false;
        int bytes = RequestPacket.Write(buffer, _request.Opcode, _request.FileName.Span, _request.Mode, _request.Asked);
        transmit = new Transmit(_requestTo, Opcode.ReadRequest, bytes, 0, 0, IsRetransmission: true);
        return true;
    }
}
