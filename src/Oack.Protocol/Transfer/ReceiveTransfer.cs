using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Oack.Protocol.Options;
using Oack.Protocol.Wire;
using Timer = Oack.Protocol.Transfer.TimerTable.Timer;

namespace Oack.Protocol.Transfer;

/// <summary>The side that takes DATA in: a server that answers a WRQ, or a client that reads.</summary>
/// <remarks>
/// Blocks are taken in order only. A block behind a gap is answered with one ACK of the block before the gap; a block
/// that was acknowledged before, with one more ACK, unless an ACK that this side repeated by its own timer is what
/// called for it: answering those would set off the Sorcerer's Apprentice in a sender that answers duplicates.
/// </remarks>
public sealed class ReceiveTransfer : TransferMachine
{
    private const int DallyTimeouts = 3;

    /// <summary>
    /// So many packets of this side, each answered the first time, show that a path loses none: with 256 of them it most
    /// likely (95 %) loses fewer than one in 85.
    /// </summary>
    private const int AnswersToTrust = 256;

    private long _received;
    private long _acked;
    private int _windowBlocks = 1;
    private bool _ackDue;
    private bool _ackIsRepeat;
    private bool _gapReported;
    private bool _sawGap;
    private int _repeatedAcks;
    private int _provokedDuplicates;
    private Instant _repeatAllowed;
    private bool _ackIsTimed;
    private Instant _ackSentAt;
    private Instant _dallyLimit = Instant.Never;
    private long _receivedBytes;

    private ReceiveTransfer(Instant now, TransferState state, PeerEndpoint peer, TransferSettings settings, TransferRequest? request)
        : base(now, TransferRole.Receiver, state, peer, settings, request)
    {
    }

    /// <summary>
    /// While true no ACK leaves, so that a sender with a full window waits: for a sink that cannot keep up. The last ACK
    /// does not wait for it: it has <see cref="HandleStored"/> of its own.
    /// </summary>
    public bool HoldAcknowledgments { get; set; }

    private protected override bool PayloadHasMoved => _received > 0;

    /// <summary>A server's answer to a WRQ: starts with OACK when something is granted, else with ACK 0.</summary>
    /// <param name="now">The time.</param>
    /// <param name="peer">The client.</param>
    /// <param name="granted">What the OACK says; empty for none.</param>
    /// <param name="parameters">What the transfer works by.</param>
    /// <param name="settings">Patience and care.</param>
    public static ReceiveTransfer Answer(
        Instant now, PeerEndpoint peer, in OptionList granted, in TransferParameters parameters, TransferSettings settings)
    {
        ReceiveTransfer transfer = new(now, TransferState.Opening, peer, settings, null);
        transfer.Settle(granted, parameters);
        return transfer;
    }

    /// <summary>A client's RRQ.</summary>
    /// <param name="now">The time.</param>
    /// <param name="server">Where the request goes (port 69 usually); the answer's port is the server's TID.</param>
    /// <param name="fileName">The name, bytes without NUL.</param>
    /// <param name="mode">Octet or netascii.</param>
    /// <param name="asked">The options to ask for.</param>
    /// <param name="settings">Patience and care.</param>
    public static ReceiveTransfer Request(
        Instant now, PeerEndpoint server, ReadOnlyMemory<byte> fileName, TransferMode mode, in OptionList asked, TransferSettings settings) =>
        new(now, TransferState.Requesting, server, settings, new TransferRequest(Opcode.ReadRequest, fileName, mode, asked));

    /// <summary>
    /// The whole content is stored, after <see cref="TransferEventKind.Received"/>: the last ACK may go. If it could not be
    /// stored, call <see cref="TransferMachine.HandleAbort"/> instead: the sender then learns that it failed.
    /// </summary>
    public void HandleStored(Instant now)
    {
        if (TransferRules.Find(Role, State, TransferInput.Stored) is not { } rule)
        {
            return;
        }

        State = rule.Next;
        _ackDue = true;
        _ackIsRepeat = false;
        _dallyLimit = now + LongestDally;
        ArmDally(now);
        Conclude(TransferOutcome.Complete);
    }

    /// <summary>
    /// In lock-step: takes the block that is awaited, a whole one, and writes its ACK, as
    /// <see cref="TransferMachine.HandleDatagram"/> and <see cref="TransferMachine.TryPollTransmit"/> do one after the
    /// other. False leaves everything as it was. Who cannot take the payload calls
    /// <see cref="TransferMachine.HandleAbort"/> instead of sending the ACK.
    /// </summary>
    /// <param name="now">The time.</param>
    /// <param name="datagram">The UDP payload; from the peer.</param>
    /// <param name="ack">Takes the ACK, at least <see cref="AckPacket.Bytes"/> bytes.</param>
    /// <param name="ackBytes">How long the ACK is.</param>
    /// <param name="payload">The new bytes of the file.</param>
    public bool TryStep(Instant now, ReadOnlySpan<byte> datagram, Span<byte> ack, out int ackBytes, out ReceivedPayload payload)
    {
        if (State != TransferState.Transferring || _windowBlocks != 1 || _ackDue || HoldAcknowledgments
            || Parameters.HasMicrosoftWindow || HasControlPacket || !IsUsual(datagram))
        {
            ackBytes = 0;
            payload = default;
            return false;
        }

        NoteUsual(now);
        NoteTaken(now, _received + 1, Parameters.BlockSize, isLast: false, out payload);
        ackBytes = Acknowledge(now, ack, isAgain: false);
        _statistics.DatagramsSent++;
        return true;
    }

    private protected override void Settled() =>
        _windowBlocks = Math.Min(Parameters.WindowBlocks, BlockNumber.Period(Parameters.RolloverTo) - 1);

    private protected override void Act(Instant now, TransferRule rule, long block, ReadOnlySpan<byte> datagram, ref ReceivedPayload payload)
    {
        switch (rule.Action)
        {
            case TransferAction.AcknowledgeOptions:
                SampleOpening(now);
                Settle(Granted, OptionNegotiator.Settle(Granted));
                NoteProgress(now);
                DueAck();
                break;
            case TransferAction.Take:
            case TransferAction.TakeLast:
                Take(now, block, datagram.Length - DataPacket.HeaderBytes, isLast: rule.Action == TransferAction.TakeLast, out payload);
                break;
            case TransferAction.ReportGap:
                _sawGap = true;
                if (!_gapReported)
                {
                    _gapReported = true;
                    DueAck();
                }

                break;
            case TransferAction.AcknowledgeAgain:
                AcknowledgeAgain(now, rule.Input, block);
                break;
            default:
                throw new InvalidOperationException($"A receiver has no action {rule.Action}.");
        }
    }

    private protected override bool IsUsual(ReadOnlySpan<byte> datagram) =>
        datagram.Length == DataPacket.HeaderBytes + Parameters.BlockSize
        && BinaryPrimitives.ReadUInt32BigEndian(datagram)
            == (((uint)Opcode.Data << 16) | BlockNumber.ToWire(_received + 1, Parameters.RolloverTo));

    private protected override void TakeUsual(Instant now, ref ReceivedPayload payload) =>
        Take(now, _received + 1, Parameters.BlockSize, isLast: false, out payload);

    /// <inheritdoc/>
    public override bool MaySendNow => HasControlPacket || _ackDue;

    private protected override bool TryPollBlock(Instant now, Span<byte> buffer, out Transmit transmit)
    {
        transmit = default;
        bool isHeld = HoldAcknowledgments && State != TransferState.Dallying;
        if (!_ackDue || isHeld || State is not (TransferState.Transferring or TransferState.Dallying))
        {
            return false;
        }

        bool again = _ackIsRepeat && _received == _acked;
        transmit = new Transmit(Peer, Opcode.Acknowledgment, Acknowledge(now, buffer, again), 0, 0, again);
        return true;
    }

    /// <summary>Writes the ACK of what has arrived; its length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Acknowledge(Instant now, Span<byte> buffer, bool isAgain)
    {
        _ackDue = false;
        _ackIsRepeat = false;
        _ackIsTimed = !isAgain;
        _ackSentAt = now;
        _acked = _received;
        if (State == TransferState.Transferring)
        {
            ArmRetransmit(now, WaitForData);
        }

        ushort number = BlockNumber.ToWire(_acked, Parameters.RolloverTo);
        return Parameters.HasMicrosoftWindow
            ? AckPacket.Write(buffer, number, (byte)Math.Min(_windowBlocks, byte.MaxValue))
            : AckPacket.Write(buffer, number);
    }

    private protected override void RepeatBlocks(Instant now)
    {
        DueAck();
        _ackIsRepeat = true;

        // A sender that answers duplicate ACKs will send its next block twice; that second copy wants no answer.
        _repeatedAcks++;
    }

    private TimeSpan WaitForData => Parameters.Timeout ?? WithMargin(_retransmit.Timeout);

    /// <summary>The receiver's timer is half longer than the sender's would be: the sender should act first.</summary>
    private static TimeSpan WithMargin(TimeSpan timeout) => new(timeout.Ticks + (timeout.Ticks / 2));

    private protected override bool TryClassifyBlock(ReadOnlySpan<byte> datagram, out TransferInput input, out long block)
    {
        input = TransferInput.DataOutside;
        block = BlockNumber.None;
        if (DataPacket.TryParse(datagram, out DataPacket packet) != ParseStatus.Ok)
        {
            return false;
        }

        if (State == TransferState.Requesting)
        {
            // DATA 1 without an OACK: the server took no option, so every one of them has its default (RFC 2347).
            block = packet.Block;
            return Fits(packet.Payload.Length, TransferParameters.DefaultBlockSize, block == 1, out input);
        }

        long expected = _received + 1;
        if (packet.Block == 1 && expected == BlockNumber.MaxOnWire + 1 && _windowBlocks == 1 && !Granted.Contains(OptionKind.Rollover))
        {
            // In lock-step nothing but the next block can follow 65,535: this sender goes on with 1 without saying so.
            Parameters = Parameters with { RolloverTo = 1 };
        }

        block = BlockNumber.FromWire(packet.Block, expected, Parameters.RolloverTo);
        if (block == expected)
        {
            return Fits(packet.Payload.Length, Parameters.BlockSize, isNext: true, out input);
        }

        long ahead = block == BlockNumber.None ? long.MaxValue : block - expected;
        if (ahead < _windowBlocks)
        {
            input = TransferInput.DataAhead;
            return true;
        }

        long behind = block == BlockNumber.None ? BlockNumber.None : block - BlockNumber.Period(Parameters.RolloverTo);
        if (behind >= 1 && behind > _received - Math.Max(_windowBlocks, 1) - 1)
        {
            block = behind;
            input = TransferInput.DataDuplicate;
        }

        return true;
    }

    private bool Fits(int payloadBytes, int blockSize, bool isNext, out TransferInput input)
    {
        input = TransferInput.DataOutside;
        if (State is TransferState.Storing or TransferState.Dallying)
        {
            return true;
        }

        if (payloadBytes > blockSize)
        {
            input = TransferInput.DataOversize;
        }
        else if (isNext)
        {
            input = payloadBytes < blockSize ? TransferInput.DataLast : TransferInput.DataNext;
        }

        return true;
    }

    private void Take(Instant now, long block, int payloadBytes, bool isLast, out ReceivedPayload payload)
    {
        NoteTaken(now, block, payloadBytes, isLast, out payload);
        if (isLast)
        {
            _ackDue = false;
            _timers[Timer.Retransmit] = Instant.Never;
            Raise(TransferEventKind.Received);
            return;
        }

        ArmRetransmit(now, WaitForData);
        if (_received - _acked >= _windowBlocks)
        {
            DueAck();
        }
    }

    private void NoteTaken(Instant now, long block, int payloadBytes, bool isLast, out ReceivedPayload payload)
    {
        if (IsClient && _received == 0 && !IsSettled)
        {
            SampleOpening(now);
            Settle(default, new TransferParameters());
        }
        else if (_ackIsTimed && block == _acked + 1)
        {
            _retransmit.Sample(now - _ackSentAt);
        }
        else if (_received == 0 && !IsClient)
        {
            SampleOpening(now);
        }
        else if (Tries > 0)
        {
            _retransmit.NoteAnswerAfterTimeout(isLockStep: _windowBlocks == 1);
        }

        _ackIsTimed = false;
        payload = new ReceivedPayload(_receivedBytes, DataPacket.HeaderBytes, payloadBytes, isLast);
        _received = block;
        _receivedBytes += payloadBytes;
        _statistics.PayloadBytes = _receivedBytes;
        _gapReported = false;
        _provokedDuplicates = _repeatedAcks;
        _repeatedAcks = 0;
        _repeatAllowed = Instant.Zero;
        NoteProgress(now);
    }

    private void AcknowledgeAgain(Instant now, TransferInput input, long block)
    {
        if (State == TransferState.Dallying)
        {
            ArmDally(now);
        }

        bool isAnswered = input == TransferInput.OptionAck ? _received == 0 : block <= _acked;
        if (!isAnswered)
        {
            return;
        }

        if (_provokedDuplicates > 0)
        {
            _provokedDuplicates--;
            if (_windowBlocks == 1)
            {
                _retransmit.NoteNeedlessRepetition();
            }

            return;
        }

        if (now < _repeatAllowed)
        {
            return;
        }

        _repeatAllowed = now + (_retransmit.Timeout / 2);
        DueAck();
        _ackIsRepeat = true;
    }

    private void DueAck()
    {
        _ackIsRepeat = _ackDue && _ackIsRepeat;
        _ackDue = true;
    }

    private TimeSpan LongestDally
    {
        get
        {
            TimeSpan chosen = (Settings.Dally ?? TimeSpan.Zero) * DallyTimeouts;
            return chosen > Settings.MaxDally ? chosen : Settings.MaxDally;
        }
    }

    /// <summary>
    /// Whether nothing at all was lost, late or repeated in a transfer that is long enough to tell: then the last ACK most
    /// likely arrives too, and waiting for a timeout of the sender's, which is not known here, would be in vain.
    /// </summary>
    private bool PathIsTrusted =>
        !_sawGap && _statistics is { Retransmissions: 0, Timeouts: 0, Duplicates: 0, DatagramsSent: >= AnswersToTrust };

    private void ArmDally(Instant now)
    {
        TimeSpan wait = PathIsTrusted ? _retransmit.SmoothedRoundTrip : _retransmit.Timeout;
        TimeSpan dally = Settings.Dally ?? (wait * DallyTimeouts);
        _timers[Timer.Dally] = Instant.Min(now + dally, _dallyLimit);
    }
}
