using System.Net.Sockets;
using Oack.Content;
using Oack.Net;
using Oack.Protocol;
using Oack.Protocol.Multicast;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Client;

/// <summary>
/// One attempt at a get by multicast: moves datagrams between two sockets, the own and the group's, and a session on the
/// calling thread until nothing is left to do, dally included.
/// </summary>
internal sealed class GroupDriver
{
    private static readonly TimeSpan s_longestWait = TimeSpan.FromHours(1);

    private readonly TransferContext _context;
    private readonly MulticastClientSession _session;
    private readonly ClientChannel _channel;
    private readonly WriteContent _target;
    private readonly MulticastInterface? _via;
    private readonly TimeSpan _answerLimit;
    private readonly byte[] _sendBuffer = new byte[RequestPacket.MaxBytes];
    private Instant _now;
    private TimerDelay _timerDelay;
    private bool _wasMaster;
    private bool _isClosed;
    private bool _peerHasAnswered;
    private AttemptVerdict? _verdict;
    private SocketError? _sendError;
    private ContentRefusal? _localFailure;
    private PeerEndpoint? _stranger;

    /// <param name="context">What all attempts share.</param>
    /// <param name="session">The session, fresh.</param>
    /// <param name="channel">The socket, of this attempt alone.</param>
    /// <param name="target">Where the file goes; takes offsets.</param>
    /// <param name="via">The interface to join groups on, or null.</param>
    /// <param name="answerLimit">How long the server may take for its first answer.</param>
    public GroupDriver(
        TransferContext context, MulticastClientSession session, ClientChannel channel, WriteContent target, MulticastInterface? via,
        TimeSpan answerLimit)
    {
        _context = context;
        _session = session;
        _channel = channel;
        _target = target;
        _via = via;
        _answerLimit = answerLimit;
    }

    /// <summary>Why the group cannot be joined, once that has failed.</summary>
    public string? JoinFailure { get; private set; }

    /// <summary>The part in the group so far, or null: no group was granted.</summary>
    public GroupPart? Part => _session.Group.Port == 0
        ? null
        : new GroupPart(_session.Group, _session is MtftpReceiveSession, _wasMaster, _session.MissingBlocks);

    private bool HasEnded => _session.Outcome != TransferOutcome.None;

    /// <summary>Drives the attempt to its end.</summary>
    /// <param name="completed">Called when the file is whole; the dally comes after that.</param>
    public AttemptEnd Run(Action<AttemptEnd> completed)
    {
        Instant began = _now = _context.Now;
        Instant answerBy = began + _answerLimit;
        using CancellationTokenRegistration wake = _context.CancellationToken.Register(_channel.Wake);
        if (_session.Group.Port != 0)
        {
            // Of MTFTP the group is known before anybody was asked.
            Join();
        }

        while (true)
        {
            Drain(completed);
            if (_isClosed || _verdict is AttemptVerdict.Unanswered)
            {
                return MakeEnd();
            }

            if (_context.CancellationToken.IsCancellationRequested && !HasEnded)
            {
                Abort(AttemptVerdict.Cancelled, TransferOutcome.ClosedEarly, "cancelled by the user");
            }
            else if (_now >= _session.NextDeadline)
            {
                if (!_timerDelay.Note(_timerDelay.MayLook && TakeOne(TimeSpan.Zero)))
                {
                    _session.HandleTimeout(_now);
                }
            }
            else if (!_peerHasAnswered && _session.Group.Port == 0 && _now >= answerBy)
            {
                _verdict = AttemptVerdict.Unanswered;
            }
            else
            {
                bool awaitsAnswer = !_peerHasAnswered && _session.Group.Port == 0;
                Receive((awaitsAnswer ? Instant.Min(_session.NextDeadline, answerBy) : _session.NextDeadline) - _now);
            }
        }
    }

    private void Join()
    {
        try
        {
            _channel.Join(_session.Group, _via);
        }
        catch (BindException exception)
        {
            JoinFailure = exception.Message;
            Abort(AttemptVerdict.Ended, TransferOutcome.Failed, "cannot join the group");
        }
    }

    private void Drain(Action<AttemptEnd> completed)
    {
        // Events first: a group is joined before the ACK leaves that lets the server send there.
        while (_session.TryPollEvent(out MulticastEvent told))
        {
            HandleEvent(told.Kind, completed);
        }

        while (_session.TryPollTransmit(_now, _sendBuffer, out Transmit transmit))
        {
            Send(transmit, _sendBuffer.AsSpan(0, transmit.HeaderBytes));
        }

        // Only when the last datagram has left does a session say that it is closed.
        while (_session.TryPollEvent(out MulticastEvent told))
        {
            HandleEvent(told.Kind, completed);
        }

        _now = _context.Now;
        if (_context.IsReportDue(_now))
        {
            GroupPart? part = Part;
            _context.Report(
                _now, _session.Statistics.PayloadBytes + PlainBytes, TotalBytes, _session.Statistics.Retransmissions,
                part is null ? null : part with { IsMaster = _session.IsMaster });
        }
    }

    private void Send(in Transmit transmit, ReadOnlySpan<byte> datagram)
    {
        _context.Options.Observer?.Invoke(PacketDirection.Sent, transmit.To, datagram);
        SocketError error = _channel.Send(transmit.To, datagram);
        if (error is SocketError.NetworkUnreachable or SocketError.HostUnreachable or SocketError.AccessDenied
                or SocketError.AddressNotAvailable or SocketError.NetworkDown
            && !_peerHasAnswered && _verdict is null)
        {
            _sendError = error;
            _verdict = AttemptVerdict.Unanswered;
        }
    }

    private void HandleEvent(MulticastEventKind kind, Action<AttemptEnd> completed)
    {
        switch (kind)
        {
            case MulticastEventKind.Negotiated when _session.Group.Port != 0 && _channel.Group != _session.Group:
                Join();
                break;
            case MulticastEventKind.BecameMaster:
                _wasMaster = true;
                break;
            case MulticastEventKind.Received:
                Commit();
                break;
            case MulticastEventKind.Ended when _session.Outcome == TransferOutcome.Complete && _verdict is null:
                _verdict = AttemptVerdict.Complete;
                _context.ReportEnd(_context.Now, Bytes, _session.Statistics.Retransmissions);
                completed(MakeEnd());
                break;
            case MulticastEventKind.Closed:
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
            TakeOne(wait < s_longestWait ? wait : s_longestWait);
        }
    }

    /// <summary>Takes in a datagram, or that the server is not there; false when there is neither.</summary>
    private bool TakeOne(TimeSpan wait)
    {
        ReceiveStatus status = _channel.Receive(wait, out ReadOnlySpan<byte> datagram, out PeerEndpoint from);
        _now = _context.Now;
        if (status == ReceiveStatus.Unreachable)
        {
            if (from == _session.Server)
            {
                _session.HandleUnreachable(_now);
            }
        }
        else if (status == ReceiveStatus.Ok)
        {
            _context.Options.Observer?.Invoke(PacketDirection.Received, from, datagram);
            Disposition disposition = _session.HandleDatagram(_now, from, _channel.CameByGroup, datagram, out ReceivedPayload payload);
            _peerHasAnswered |= disposition is not (Disposition.ForeignPeer or Disposition.Malformed);
            if (payload.LengthBytes > 0)
            {
                Write(payload.Offset, datagram.Slice(payload.StartInDatagram, payload.LengthBytes));
            }
            else if (disposition == Disposition.ForeignPeer)
            {
                _stranger ??= from;
            }
        }

        return status is ReceiveStatus.Ok or ReceiveStatus.Unreachable;
    }

    private void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        if (HasEnded || _localFailure is not null)
        {
            return;
        }

        ContentStatus status;
        while ((status = _target.TryWriteAt(offset, bytes)) == ContentStatus.Pending)
        {
            Task prepared = _target.PrepareWriteAsync(_context.CancellationToken).AsTask();
            ((IAsyncResult)prepared).AsyncWaitHandle.WaitOne();
            if (_context.CancellationToken.IsCancellationRequested)
            {
                return;
            }
        }

        if (status == ContentStatus.Failed)
        {
            FailLocally(_target.Failure ?? new ContentRefusal(ErrorCode.NotDefined, "cannot write"));
        }
    }

    private void Commit()
    {
        long bytes = Bytes;
        if (Announced is { } announced && bytes < announced)
        {
            Abort(AttemptVerdict.Incomplete, TransferOutcome.Failed, "file shorter than its tsize");
            return;
        }

        if (_localFailure is not null || HasEnded)
        {
            return;
        }

        _target.EndAt(bytes);
        Task<ContentRefusal?> commit = _target.CommitAsync(_context.CancellationToken).AsTask();
        WaitFor(commit);
        if (commit.IsCanceled)
        {
            return;
        }

        if (commit.GetAwaiter().GetResult() is { } refusal)
        {
            FailLocally(refusal);
        }
        else
        {
            _session.HandleStored(_context.Now);
        }

        while (_session.TryPollTransmit(_context.Now, _sendBuffer, out Transmit transmit))
        {
            Send(transmit, _sendBuffer.AsSpan(0, transmit.HeaderBytes));
        }
    }

    /// <summary>Waits for the commit while the group's packets go on being taken in: others still need theirs.</summary>
    private void WaitFor(Task commit)
    {
        commit.ContinueWith(_ => _channel.Wake(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        while (!commit.IsCompleted)
        {
            if (_context.CancellationToken.IsCancellationRequested)
            {
                // The cancellation ends the commit too, and then leaves nothing; or it came too late, and all is stored.
                ((IAsyncResult)commit).AsyncWaitHandle.WaitOne();
                return;
            }

            TakeOne(Timeout.InfiniteTimeSpan);
        }
    }

    private void FailLocally(ContentRefusal refusal)
    {
        _localFailure = refusal;
        _verdict ??= AttemptVerdict.LocalFailed;
        _session.HandleAbort(_context.Now, TransferOutcome.Failed, refusal.Code, refusal.Message);
    }

    private void Abort(AttemptVerdict verdict, TransferOutcome outcome, string message)
    {
        _verdict ??= verdict;
        _session.HandleAbort(_context.Now, outcome, ErrorCode.NotDefined, message);
    }

    private ReceiveTransfer? Plain => (_session as MulticastReceiveSession)?.PlainTransfer;

    private long PlainBytes => Plain?.Statistics.PayloadBytes ?? 0;

    private long Bytes => Plain is { } plain ? plain.Statistics.PayloadBytes : _session.ContentBytes ?? _session.Statistics.PayloadBytes;

    private long? Announced => _session.Parameters.TransferSize is > 0 and { } announced ? announced : null;

    private long? TotalBytes => Announced ?? _session.ContentBytes;

    private AttemptEnd MakeEnd() => new()
    {
        Verdict = _verdict ?? AttemptVerdict.Ended,
        Outcome = _session.Outcome,
        Peer = _session.Server,
        PeerHasAnswered = _peerHasAnswered,
        EndedByPeer = Plain?.EndedByPeer ?? false,
        ErrorCode = _session.ErrorCode,
        ErrorMessage = _session.ErrorMessage,
        IsNegotiated = _peerHasAnswered,
        Granted = (_session as MulticastReceiveSession)?.Granted ?? default,
        Parameters = _session.Parameters,
        Statistics = Plain?.Statistics ?? default,
        GroupStatistics = Plain is null ? _session.Statistics : null,
        Group = Part,
        CanStartOver = _localFailure is null,
        AnnouncedBytes = _session.Parameters.TransferSize,
        Bytes = Bytes,
        Stranger = _stranger,
        SendError = _sendError,
        LocalFailure = _localFailure,
        Duration = _context.Now - Instant.Zero,
    };
}
