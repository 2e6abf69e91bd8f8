using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Oack.Protocol.Options;
using Oack.Protocol.Wire;
using Timer = Oack.Protocol.Transfer.TimerTable.Timer;

namespace Oack.Protocol.Transfer;

/// <summary>The side that sends DATA: a server that answers an RRQ, or a client that writes.</summary>
/// <remarks>
/// The window runs from the block behind the last acknowledged one. An ACK inside it means a gap (RFC 7440 §4), and
/// sending goes on behind the acknowledged block. After a loss a window leaves in shorter bursts, spread over one round
/// trip; the window itself keeps its agreed size, because receivers acknowledge only when it is full. Bursts grow
/// again with each window that arrives whole.
/// </remarks>
public sealed class SendTransfer : TransferMachine
{
    /// <summary>How many single steps in a row inside a window mark a receiver that acknowledges every block.</summary>
    private const int SingleStepsForEager = 3;

    /// <summary>The path that a first window is given time for: 10 Mbit/s Ethernet, nearly.</summary>
    private const long SlowPathBytesPerSecond = 1_000_000;

    /// <summary>The shortest pause between two bursts: what a driver's timer can keep.</summary>
    private static readonly TimeSpan s_shortestPause = TimeSpan.FromMilliseconds(1);

    private long _acked;
    private long _next = 1;
    private long _highest;
    private long? _lastBlock;
    private int _windowBlocks = 1;
    private int _burstBlocks = 1;
    private int _burstUsed;
    private bool _windowHadLoss;
    private long _timedBlock = BlockNumber.None;
    private Instant _timedAt;
    private Instant _flightStart = Instant.Never;
    private long _burstFirst;
    private Instant _burstStart;
    private bool _flightFollowsTimeout;
    private int _singleSteps;
    private bool _answeredAfterTimeout;
    private bool _flightWasTimed;
    private long? _contentBytes;

    private SendTransfer(Instant now, TransferState state, PeerEndpoint peer, TransferSettings settings, TransferRequest? request, long? contentBytes)
        : base(now, TransferRole.Sender, state, peer, settings, request)
    {
        _contentBytes = contentBytes;
    }

    /// <summary>No byte of content before this offset will be asked for again.</summary>
    public long AcknowledgedBytes => _acked * Parameters.BlockSize;

    // With a window the same holds for its last one, if the peer has taken any before.
    private protected override bool OnlyLastAckIsMissing =>
        PeerHasAnswered && _lastBlock is { } last && _highest == last
        && (_acked == last - 1 || (_acked > 0 && last - _acked <= _windowBlocks));

    private protected override bool PayloadHasMoved => _acked > 0;

    /// <summary>A server's answer to an RRQ: starts with OACK when something is granted, else with DATA 1.</summary>
    /// <param name="now">The time.</param>
    /// <param name="peer">The client.</param>
    /// <param name="granted">What the OACK says; empty for none.</param>
    /// <param name="parameters">What the transfer works by.</param>
    /// <param name="contentBytes">The length of the content, or null when it shows only at its end.</param>
    /// <param name="settings">Patience and care.</param>
    public static SendTransfer Answer(
        Instant now, PeerEndpoint peer, in OptionList granted, in TransferParameters parameters, long? contentBytes, TransferSettings settings)
    {
        SendTransfer transfer = new(now, TransferState.Transferring, peer, settings, null, contentBytes);
        transfer.AnswerAgain(now, peer, granted, parameters, contentBytes, settings);
        return transfer;
    }

    /// <summary>
    /// Makes a machine whose transfer is over answer another RRQ, as a new one would: a server need not allocate one for
    /// each transfer.
    /// </summary>
    /// <param name="now">The time.</param>
    /// <param name="peer">The client.</param>
    /// <param name="granted">What the OACK says; empty for none.</param>
    /// <param name="parameters">What the transfer works by.</param>
    /// <param name="contentBytes">The length of the content, or null when it shows only at its end.</param>
    /// <param name="settings">Patience and care.</param>
    public void AnswerAgain(
        Instant now, PeerEndpoint peer, in OptionList granted, in TransferParameters parameters, long? contentBytes, TransferSettings settings)
    {
        Start(now, granted.Count > 0 ? TransferState.Opening : TransferState.Transferring, peer, settings, null);
        _acked = _highest = 0;
        _next = 1;
        _lastBlock = null;
        _windowBlocks = _burstBlocks = 1;
        _burstUsed = _singleSteps = 0;
        _windowHadLoss = _flightFollowsTimeout = _answeredAfterTimeout = _flightWasTimed = false;
        _timedBlock = BlockNumber.None;
        _timedAt = default;
        _flightStart = Instant.Never;
        _burstFirst = 0;
        _contentBytes = contentBytes;
        Settle(granted, parameters);
    }

    /// <summary>A client's WRQ.</summary>
    /// <param name="now">The time.</param>
    /// <param name="server">Where the request goes (port 69 usually); the answer's port is the server's TID.</param>
    /// <param name="fileName">The name, bytes without NUL.</param>
    /// <param name="mode">Octet or netascii.</param>
    /// <param name="asked">The options to ask for.</param>
    /// <param name="contentBytes">The length of the content, or null.</param>
    /// <param name="settings">Patience and care.</param>
    public static SendTransfer Request(
        Instant now, PeerEndpoint server, ReadOnlyMemory<byte> fileName, TransferMode mode, in OptionList asked, long? contentBytes, TransferSettings settings) =>
        new(now, TransferState.Requesting, server, settings, new TransferRequest(Opcode.WriteRequest, fileName, mode, asked), contentBytes);

    /// <summary>Says how long the content turned out to be. Call it before the next poll.</summary>
    public void HandleContentEnd(long totalBytes)
    {
        _contentBytes = totalBytes;
        _lastBlock = BlockNumber.CountFor(totalBytes, Parameters.BlockSize);
    }

    /// <summary>
    /// Gives the blocks that <see cref="TransferMachine.TryPollTransmit"/> would give one by one, as many as follow each
    /// other. While something else is to be sent first, or the length of the content is unknown, it gives none.
    /// </summary>
    /// <param name="now">The time.</param>
    /// <param name="maxBlocks">How many the driver can take, 1 or more.</param>
    /// <param name="run">The blocks.</param>
    /// <param name="retransmissions">How many of them were sent before.</param>
    public bool TryPollRun(Instant now, int maxBlocks, out BlockRun run, out int retransmissions)
    {
        run = default;
        retransmissions = 0;
        if (HasControlPacket || _contentBytes is null || !HasBlockToSend || IsBurstOver(now))
        {
            return false;
        }

        long last = Math.Min(_acked + _windowBlocks, _lastBlock!.Value);
        int count = (int)Math.Min(Math.Min(maxBlocks, _burstBlocks - _burstUsed), last - _next + 1);
        run = new BlockRun(_next, count, Parameters.BlockSize, Parameters.RolloverTo);
        retransmissions = (int)Math.Clamp(_highest - _next + 1, 0, count);
        NoteSent(now, _next, count, retransmissions);
        _statistics.DatagramsSent += count;
        _statistics.Retransmissions += retransmissions;
        return true;
    }

    /// <summary>
    /// In lock-step: takes the ACK of the block that is under way and gives the next block, as
    /// <see cref="TransferMachine.HandleDatagram"/> and <see cref="TryPollRun"/> do one after the other. False leaves
    /// everything as it was.
    /// </summary>
    /// <param name="now">The time.</param>
    /// <param name="datagram">The UDP payload; from the peer.</param>
    /// <param name="run">The block.</param>
    public bool TryStep(Instant now, ReadOnlySpan<byte> datagram, out BlockRun run)
    {
        if (State != TransferState.Transferring || _windowBlocks != 1 || _contentBytes is null || HasControlPacket || !IsUsual(datagram))
        {
            run = default;
            return false;
        }

        NoteUsual(now);
        SlideWindow(now, _highest);
        run = new BlockRun(_next, 1, Parameters.BlockSize, Parameters.RolloverTo);
        NoteSent(now, _next, 1, 0);
        _statistics.DatagramsSent++;
        return true;
    }

    /// <summary>The block that the next run begins with.</summary>
    public long NextBlock => _next;

    private protected override void Settled()
    {
        // Numbers must not come again inside one window, so rollover to 1 allows one block less.
        _windowBlocks = Math.Min(Parameters.WindowBlocks, BlockNumber.Period(Parameters.RolloverTo) - 1);
        _burstBlocks = _windowBlocks;
        if (_contentBytes is { } bytes)
        {
            _lastBlock = BlockNumber.CountFor(bytes, Parameters.BlockSize);
        }
    }

    private protected override void Act(Instant now, TransferRule rule, long block, ReadOnlySpan<byte> datagram, ref ReceivedPayload payload)
    {
        switch (rule.Action)
        {
            case TransferAction.BeginSending:
                SampleOpening(now);
                if (IsClient)
                {
                    Settle(Granted, OptionNegotiator.Settle(Granted));
                }

                NoteProgress(now);
                break;
            case TransferAction.SlideWindow:
                SlideWindow(now, block);
                break;
            case TransferAction.ResumeInside:
                HandleAckInside(now, block);
                break;
            case TransferAction.Complete:
                Acknowledge(now, block);
                End(TransferOutcome.Complete);
                break;
            default:
                throw new InvalidOperationException($"A sender has no action {rule.Action}.");
        }
    }

    private protected override bool IsUsual(ReadOnlySpan<byte> datagram) =>
        datagram.Length == AckPacket.Bytes
        && BinaryPrimitives.ReadUInt32BigEndian(datagram)
            == (((uint)Opcode.Acknowledgment << 16) | BlockNumber.ToWire(_highest, Parameters.RolloverTo))
        && _highest > _acked
        && _highest != _lastBlock;

    private protected override void TakeUsual(Instant now, ref ReceivedPayload payload) => SlideWindow(now, _highest);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SlideWindow(Instant now, long block)
    {
        Acknowledge(now, block);
        Grow();
        _next = Math.Max(_next, _acked + 1);
    }

    private protected override bool TryPollBlock(Instant now, Span<byte> buffer, out Transmit transmit)
    {
        transmit = default;
        if (!HasBlockToSend || IsBurstOver(now))
        {
            return false;
        }

        long block = _next;
        bool again = block <= _highest;
        NoteSent(now, block, count: 1, again ? 1 : 0);
        int headerBytes = DataPacket.WriteHeader(buffer, BlockNumber.ToWire(block, Parameters.RolloverTo));
        long offset = (block - 1) * Parameters.BlockSize;
        long left = _contentBytes is { } total ? total - offset : long.MaxValue;
        transmit = new Transmit(Peer, Opcode.Data, headerBytes, offset, (int)Math.Min(left, Parameters.BlockSize), again);
        return true;
    }

    /// <inheritdoc/>
    public override bool MaySendNow => HasControlPacket || HasBlockToSend;

    private bool HasBlockToSend
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => State == TransferState.Transferring && _next <= _acked + _windowBlocks && _next <= (_lastBlock ?? long.MaxValue);
    }

    private bool IsBurstOver(Instant now)
    {
        if (_burstUsed < _burstBlocks)
        {
            return false;
        }

        if (!_timers[Timer.Pace].IsSet)
        {
            _timers[Timer.Pace] = now + Pause;
        }

        return true;
    }

    /// <summary>Counts blocks that leave; those that were sent before come first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void NoteSent(Instant now, long first, int count, int retransmissions)
    {
        if (_burstUsed == 0)
        {
            _burstFirst = first;
            _burstStart = now;
        }

        _next = first + count;
        _burstUsed += count;
        _flightStart = Instant.Min(_flightStart, now);
        if (retransmissions > 0 && first <= _timedBlock)
        {
            _timedBlock = BlockNumber.None;
        }

        if (count > retransmissions)
        {
            _highest = _next - 1;
            _timedBlock = _highest;
            _timedAt = now;
        }

        ArmRetransmit(now, FlightTimeout);
    }

    private protected override void RepeatBlocks(Instant now)
    {
        _singleSteps = 0;
        _flightFollowsTimeout = true;

        // A lost block may be chance; silence, time after time, is a path that is too full.
        Resume(shortestBurst: Tries > 1 ? 1 : ShortestBurst);
    }

    private protected override void NoteIgnored(TransferInput input)
    {
        // In a window a second ACK of the same block may report that the first block behind it is missing.
        if (input == TransferInput.AckDuplicate && _answeredAfterTimeout && _windowBlocks == 1)
        {
            _retransmit.NoteNeedlessRepetition();
        }
    }

    private protected override void HandlePace() => _burstUsed = 0;

    /// <summary>A window leaves in four bursts at most while losses show without a timeout.</summary>
    private int ShortestBurst => Math.Max(1, _windowBlocks / 4);

    /// <summary>
    /// How long to wait for an answer. The round trip of the first packets says nothing of how long a window takes on a
    /// slow link: until one was timed, it is given the time that it takes at 8 Mbit/s.
    /// </summary>
    private TimeSpan FlightTimeout
    {
        get
        {
            TimeSpan measured = _retransmit.Timeout;
            if (_flightWasTimed || _windowBlocks == 1 || Parameters.Timeout is not null || Settings.FixedTimeout is not null)
            {
                return measured;
            }

            long flightBytes = (_next - 1 - _acked) * Parameters.BlockSize;
            TimeSpan slow = new(Math.Min(flightBytes * (TimeSpan.TicksPerSecond / SlowPathBytesPerSecond), Settings.InitialTimeout.Ticks));
            return measured > slow ? measured : slow;
        }
    }

    /// <summary>The pause between two bursts: so long that a whole window takes one round trip.</summary>
    private TimeSpan Pause
    {
        get
        {
            // The shortest one: the first ones may have been waits, for a file to be opened or a timer to run out.
            TimeSpan share = _retransmit.ShortestRoundTrip * ((double)_burstBlocks / _windowBlocks);
            return share > s_shortestPause ? share : s_shortestPause;
        }
    }

    private protected override bool TryClassifyBlock(ReadOnlySpan<byte> datagram, out TransferInput input, out long block)
    {
        input = TransferInput.AckOutside;
        block = BlockNumber.None;
        if (AckPacket.TryParse(datagram, out AckPacket packet) != ParseStatus.Ok)
        {
            return false;
        }

        if (State is TransferState.Requesting or TransferState.Opening)
        {
            input = packet.Block == 0 ? TransferInput.AckOpening : TransferInput.AckOutside;
            return true;
        }

        block = BlockNumber.FromWire(packet.Block, _acked, Parameters.RolloverTo);
        if (block == BlockNumber.None || block > _highest)
        {
            input = TransferInput.AckOutside;
        }
        else if (block == _acked)
        {
            input = TransferInput.AckDuplicate;
        }
        else if (block == _lastBlock)
        {
            input = TransferInput.AckLast;
        }
        else
        {
            input = block == _highest ? TransferInput.AckAdvance : TransferInput.AckInside;
        }

        if (Parameters.HasMicrosoftWindow && packet.NextWindowBlocks is { } next && input is (TransferInput.AckAdvance or TransferInput.AckInside))
        {
            _windowBlocks = Math.Clamp(next, 1, Math.Max(Parameters.WindowBlocks, Settings.MaxVariableWindowBlocks));
            _burstBlocks = Math.Min(_burstBlocks, _windowBlocks);
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Acknowledge(Instant now, long block)
    {
        _answeredAfterTimeout = Tries > 0;
        if (block == _timedBlock)
        {
            _retransmit.Sample(now - _timedAt);
            _flightWasTimed = true;
            _timedBlock = BlockNumber.None;
        }
        else if (_windowBlocks > 1 && !_flightFollowsTimeout && _flightStart.IsSet && _singleSteps < SingleStepsForEager)
        {
            // What was sent since the last ACK called for this one; nothing older can, since that was answered.
            _retransmit.SampleAtMost(now - (block >= _burstFirst ? _burstStart : _flightStart));
            _flightWasTimed = true;
        }

        if (_answeredAfterTimeout)
        {
            _retransmit.NoteAnswerAfterTimeout(isLockStep: _windowBlocks == 1);
        }

        long before = Math.Min(AcknowledgedBytes, _contentBytes ?? long.MaxValue);
        _acked = block;
        _statistics.PayloadBytes += Math.Min(AcknowledgedBytes, _contentBytes ?? long.MaxValue) - before;
        _burstUsed = 0;
        _flightStart = Instant.Never;
        _flightFollowsTimeout = false;
        _timers[Timer.Pace] = Instant.Never;
        NoteProgress(now);
        if (_acked < _highest)
        {
            ArmRetransmit(now, FlightTimeout);
        }
        else
        {
            _timers[Timer.Retransmit] = Instant.Never;
        }
    }

    private void HandleAckInside(Instant now, long block)
    {
        bool isSingleStep = block == _acked + 1;
        _singleSteps = isSingleStep ? Math.Min(_singleSteps + 1, SingleStepsForEager) : 0;
        Acknowledge(now, block);
        if (_singleSteps >= SingleStepsForEager)
        {
            // This receiver acknowledges every block: its ACKs report no gap. Sending the window again for each of
            // them would multiply the traffic by its size; if a block is lost after all, the timer finds out.
            _next = Math.Max(_next, _acked + 1);
            return;
        }

        // A gap is a loss that was noticed without a timer: the doubled timeout of an earlier one has served its turn.
        _retransmit.PathLoses = true;
        _retransmit.ForgetBackOff();
        Resume(ShortestBurst);
    }

    /// <summary>Goes back to the first unacknowledged block, in shorter bursts.</summary>
    private void Resume(int shortestBurst)
    {
        _next = _acked + 1;
        _windowHadLoss = true;
        _burstBlocks = Math.Min(Math.Max(shortestBurst, _burstBlocks / 2), _burstBlocks * 2);
        _burstUsed = 0;
        _timedBlock = BlockNumber.None;
        _timers[Timer.Pace] = Instant.Never;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Grow()
    {
        if (!_windowHadLoss)
        {
            _burstBlocks = Math.Min(_windowBlocks, _burstBlocks * 2);
            _retransmit.PathLoses = false;
        }

        _windowHadLoss = false;
        _singleSteps = 0;
    }
}
