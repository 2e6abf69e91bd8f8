using System.Net.Sockets;
using Oack.Content;
using Oack.Net;
using Oack.Protocol;
using Oack.Protocol.Options;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Client;

/// <summary>
/// One attempt at a transfer: moves datagrams between a socket and a state machine on the calling thread until nothing
/// is left to do, dally included. A block costs no allocation.
/// </summary>
internal abstract class TransferDriver
{
    private readonly TransferMachine _machine;
    private readonly ClientChannel _channel;
    private readonly TimeSpan _answerLimit;
    private readonly byte[] _sendBuffer;
    private Instant _now;
    private Instant _began;
    private Instant _negotiated = Instant.Never;
    private long _timeoutsBefore;
    private bool _isNegotiated;
    private bool _largeBlockArrived;
    private bool _isClosed;
    private TimerDelay _timerDelay;
    private PeerEndpoint? _stranger;
    private AttemptVerdict? _verdict;
    private Action<AttemptEnd>? _completed;

    /// <param name="context">What all attempts share.</param>
    /// <param name="machine">The state machine, fresh.</param>
    /// <param name="channel">The socket, of this attempt alone.</param>
    /// <param name="blockSize">The largest block size that may be agreed, in bytes.</param>
    /// <param name="answerLimit">How long the server may take for its first answer.</param>
    protected TransferDriver(
        TransferContext context, TransferMachine machine, ClientChannel channel, int blockSize, TimeSpan answerLimit)
    {
        Context = context;
        _machine = machine;
        _channel = channel;
        _answerLimit = answerLimit;

        // An answer may ignore what was asked, so 512 bytes always fit.
        int block = Math.Max(blockSize, TransferParameters.DefaultBlockSize) + DataPacket.HeaderBytes;
        _sendBuffer = new byte[Math.Max(block, RequestPacket.MaxBytes)];
    }

    protected TransferContext Context { get; }

    protected TransferParameters Parameters => _machine.Parameters;

    protected bool HasEnded => _machine.Outcome != TransferOutcome.None;

    /// <summary>Why the local file failed, once it has.</summary>
    protected ContentRefusal? LocalFailure { get; private set; }

    /// <summary>Whether another attempt could begin at the first byte.</summary>
    protected abstract bool CanStartOver { get; }

    /// <summary>The size of the whole, where known.</summary>
    protected abstract long? TotalBytes { get; }

    /// <summary>Drives the attempt to its end.</summary>
    /// <param name="completed">Called when the file is whole; the dally of a read comes after that.</param>
    public AttemptEnd Run(Action<AttemptEnd> completed)
    {
        _completed = completed;
        _began = ReadClock();
        using CancellationTokenRegistration wake = Context.CancellationToken.Register(_channel.Wake);
        while (true)
        {
            Drain();
            if (_isClosed || _verdict is AttemptVerdict.Unanswered)
            {
                return MakeEnd();
            }

            if (Context.CancellationToken.IsCancellationRequested && !HasEnded)
            {
                Abort(AttemptVerdict.Cancelled, TransferOutcome.ClosedEarly, ErrorCode.NotDefined, "cancelled by the user");
            }
            else if (_now >= _machine.NextDeadline)
            {
                if (!_timerDelay.Note(_timerDelay.MayLook && TakeOne(TimeSpan.Zero)))
                {
                    _machine.HandleTimeout(_now);
                    Watch(_now);
                }
            }
            else if (!Watch(_now))
            {
                Receive(Instant.Min(_machine.NextDeadline, WatchDeadline(_now)) - _now);
            }
        }
    }

    /// <summary>Notes the time: to be called after whatever may have taken some.</summary>
    protected Instant ReadClock() => _now = Context.Now;

    /// <summary>Takes in the content of an accepted block.</summary>
    protected abstract void HandlePayload(in ReceivedPayload payload, ReadOnlySpan<byte> bytes);

    /// <summary>Puts content behind a header; false when the datagram is not to be sent.</summary>
    protected abstract bool TryFill(in Transmit transmit, Span<byte> target, out int payloadBytes);

    /// <summary>Called when all bytes of a read are accepted.</summary>
    protected virtual void HandleReceived()
    {
    }

    /// <summary>Called after each step.</summary>
    protected virtual void HandleStep()
    {
    }

    /// <summary>Called for each datagram that arrives, before the state machine has it.</summary>
    protected virtual void HandleArrival(ReadOnlySpan<byte> datagram)
    {
    }

    /// <summary>Called for each datagram that is sent.</summary>
    protected virtual void HandleSent(Opcode kind)
    {
    }

    /// <summary>Whether <see cref="FindBreach"/> may find something, now or later.</summary>
    protected virtual bool IsWatched => false;

    /// <summary>Looks for a server that does not do what it granted.</summary>
    protected virtual AttemptVerdict? FindBreach(in TransferStatistics statistics) => null;

    /// <summary>Ends the attempt because the local file failed.</summary>
    protected void Fail(ContentRefusal refusal)
    {
        LocalFailure = refusal;
        Abort(AttemptVerdict.LocalFailed, TransferOutcome.Failed, refusal.Code, refusal.Message);
    }

    /// <summary>Ends the attempt and tells the server.</summary>
    protected void Abort(AttemptVerdict verdict, TransferOutcome outcome, ErrorCode code, string message)
    {
        _verdict ??= verdict;
        _machine.HandleAbort(Context.Now, outcome, code, message);
    }

    /// <summary>
    /// Waits for local work while the server's packets go on being taken in: repeated DATA or ACKs would else fill the
    /// socket. Timers stand still, so a slow pipe is not taken for a silent server. False when the user cancels.
    /// </summary>
    protected bool WaitFor(Task work)
    {
        work.ContinueWith(_ => _channel.Wake(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        while (!work.IsCompleted)
        {
            if (Context.CancellationToken.IsCancellationRequested)
            {
                return false;
            }

            if (TryTake(Timeout.InfiniteTimeSpan, out ReadOnlySpan<byte> datagram, out PeerEndpoint from) == ReceiveStatus.Ok)
            {
                HandleDatagram(from, datagram);
            }
        }

        ReadClock();
        return !Context.CancellationToken.IsCancellationRequested;
    }

    /// <summary>Sends and tells what is due.</summary>
    private void Drain()
    {
        while (_machine.TryPollTransmit(_now, _sendBuffer, out Transmit transmit))
        {
            int length = transmit.HeaderBytes;
            if (transmit.Kind == Opcode.Data)
            {
                if (!TryFill(transmit, _sendBuffer.AsSpan(length), out int payloadBytes))
                {
                    continue;
                }

                length += payloadBytes;
            }

            Send(transmit, _sendBuffer.AsSpan(0, length));
            ReadClock();
        }

        while (_machine.TryPollEvent(out TransferEventKind transferEvent))
        {
            HandleEvent(transferEvent);
            ReadClock();
        }

        HandleStep();
        if (Context.IsReportDue(_now))
        {
            TransferStatistics statistics = _machine.Statistics;
            Context.Report(_now, statistics.PayloadBytes, TotalBytes, statistics.Retransmissions);
        }
    }

    private void Send(in Transmit transmit, ReadOnlySpan<byte> datagram)
    {
        Context.Options.Observer?.Invoke(PacketDirection.Sent, transmit.To, datagram);
        HandleSent(transmit.Kind);
        SocketError error = _channel.Send(transmit.To, datagram);
        if (error is SocketError.NetworkUnreachable or SocketError.HostUnreachable or SocketError.AccessDenied
                or SocketError.AddressNotAvailable or SocketError.NetworkDown
            && !_machine.PeerHasAnswered && _verdict is null)
        {
            // Nothing leaves this machine for that address: waiting would not help.
            SendError = error;
            _verdict = AttemptVerdict.Unanswered;
        }
    }

    /// <summary>Why the request could not leave this machine.</summary>
    private SocketError? SendError { get; set; }

    private void HandleEvent(TransferEventKind transferEvent)
    {
        switch (transferEvent)
        {
            case TransferEventKind.Negotiated:
                _isNegotiated = true;
                _negotiated = Context.Now;
                _timeoutsBefore = _machine.Statistics.Timeouts;
                break;
            case TransferEventKind.Received:
                HandleReceived();
                ReadClock();
                Drain();
                break;
            case TransferEventKind.Ended:
                if (_machine.Outcome == TransferOutcome.Complete && _verdict is null)
                {
                    _verdict = AttemptVerdict.Complete;
                    Context.ReportEnd(Context.Now, _machine.Statistics.PayloadBytes, _machine.Statistics.Retransmissions);
                    _completed?.Invoke(MakeEnd());
                }

                break;
            case TransferEventKind.Closed:
                _isClosed = true;
                break;
            default:
                break;
        }
    }

    private void Receive(TimeSpan wait)
    {
        if (wait > TimeSpan.Zero)
        {
            TakeOne(wait);
        }
    }

    /// <summary>Takes in a datagram, or that the server is not there; false when there is neither.</summary>
    private bool TakeOne(TimeSpan wait)
    {
        ReceiveStatus status = TryTake(wait, out ReadOnlySpan<byte> datagram, out PeerEndpoint from);
        if (status == ReceiveStatus.Ok)
        {
            HandleDatagram(from, datagram);
        }
        else if (status == ReceiveStatus.Unreachable && from == _machine.Peer)
        {
            _machine.HandleUnreachable(_now);
        }

        return status is ReceiveStatus.Ok or ReceiveStatus.Unreachable;
    }

    /// <summary>
    /// Receives, and reads the clock when that called the system: the datagrams of one call are there at one time.
    /// </summary>
    private ReceiveStatus TryTake(TimeSpan wait, out ReadOnlySpan<byte> datagram, out PeerEndpoint from)
    {
        bool isHere = _channel.HasNext;
        ReceiveStatus status = _channel.Receive(wait, out datagram, out from);
        if (!isHere || Context.Options.Observer is not null)
        {
            ReadClock();
        }

        return status;
    }

    private void HandleDatagram(PeerEndpoint from, ReadOnlySpan<byte> datagram)
    {
        Context.Options.Observer?.Invoke(PacketDirection.Received, from, datagram);
        HandleArrival(datagram);

        // Out of turn or not, it came through: the path carries blocks of that size.
        _largeBlockArrived |= datagram.Length > TransferParameters.DefaultBlockSize + DataPacket.HeaderBytes;
        Disposition disposition = _machine.HandleDatagram(_now, from, datagram, out ReceivedPayload payload);
        if (disposition == Disposition.Accepted && payload.LengthBytes > 0)
        {
            HandlePayload(payload, datagram.Slice(payload.StartInDatagram, payload.LengthBytes));
        }
        else if (disposition == Disposition.ForeignPeer)
        {
            _stranger ??= from;
        }
    }

    /// <summary>When <see cref="Watch"/> has to look though nothing happens. Past the trial each timeout makes it look.</summary>
    private Instant WatchDeadline(Instant now)
    {
        if (!_machine.PeerHasAnswered)
        {
            return _began + _answerLimit;
        }

        Instant trialEnd = _negotiated + Context.Options.BlockSizeTrial;
        return IsOnTrial && trialEnd > now ? trialEnd : Instant.Never;
    }

    /// <summary>Whether a block size above the default was granted and not one block has come through yet.</summary>
    private bool IsOnTrial =>
        !_largeBlockArrived && _isNegotiated && !HasEnded && _machine.Parameters.BlockSize > TransferParameters.DefaultBlockSize
        && _machine.Statistics.PayloadBytes == 0 && _machine.State is not TransferState.Storing;

    /// <summary>Ends an attempt that leads nowhere; true when it did.</summary>
    private bool Watch(Instant now)
    {
        if (HasEnded || _verdict is not null)
        {
            return false;
        }

        if (!_machine.PeerHasAnswered)
        {
            _verdict = now >= _began + _answerLimit ? AttemptVerdict.Unanswered : null;
            return _verdict is not null;
        }

        if (!IsOnTrial && !IsWatched)
        {
            return false;
        }

        TransferStatistics statistics = _machine.Statistics;
        if (IsOnTrial && now >= _negotiated + Context.Options.BlockSizeTrial)
        {
            // One timeout proves that a packet was waited for; a put counts its own retransmissions.
            if (statistics.Timeouts > _timeoutsBefore)
            {
                Abort(AttemptVerdict.BlocksLost, TransferOutcome.Failed, ErrorCode.NotDefined, "no block arrived; asking again for smaller ones");
            }
        }
        else if (FindBreach(statistics) is { } breach)
        {
            Abort(breach, TransferOutcome.Failed, ErrorCode.NotDefined, "granted option not honoured; asking again without it");
        }

        return _verdict is not null;
    }

    private AttemptEnd MakeEnd()
    {
        TransferStatistics statistics = _machine.Statistics;
        return new AttemptEnd
        {
            Verdict = _verdict ?? AttemptVerdict.Ended,
            Outcome = _machine.Outcome,
            Peer = _machine.Peer,
            PeerHasAnswered = _machine.PeerHasAnswered,
            PeerUnreachable = _machine.PeerUnreachable,
            FinalAckMissing = _machine.FinalAckMissing,
            EndedByPeer = _machine.EndedByPeer,
            ErrorCode = _machine.ErrorCode,
            ErrorMessage = _machine.ErrorMessage,
            RefusedOptionAck = _machine.RefusedOptionAck,
            PeerSentOversizedBlock = _machine.PeerSentOversizedBlock,
            IsNegotiated = _isNegotiated,
            Granted = _machine.Granted,
            Parameters = _machine.Parameters,
            Statistics = statistics,
            CanStartOver = CanStartOver,
            AnnouncedBytes = _machine.Parameters.TransferSize,
            Bytes = statistics.PayloadBytes,
            Stranger = _stranger,
            SendError = SendError,
            LocalFailure = LocalFailure,
            Duration = Context.Now - Instant.Zero,
        };
    }
}
