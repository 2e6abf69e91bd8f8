using Oack.Protocol.Options;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Protocol.Multicast;

/// <summary>
/// A server's side of PXE's MTFTP, without I/O: one file for one group, in rounds. Whoever asks while nothing runs gets DATA
/// 1 by unicast beside the group's copy, and acknowledges for all who listen.
/// </summary>
/// <remarks>
/// The driver keeps one for a file and its group, sends everything from the server port (firmware filters on it), hands over
/// requests for the file with <see cref="HandleRequest"/> and what the acknowledging client (<see cref="Master"/>) sends
/// with <see cref="HandleDatagram"/>. Nothing that a peer sends throws. The server knows no listeners: when the acknowledging
/// client falls silent, the file goes on at its pace to the end. One who never acknowledged gets DATA 1 a few times and no
/// more, since its request may be forged.
/// </remarks>
public sealed partial class MtftpSendSession
{
    private const int MaxRememberedMasters = 1_024;

    private readonly MtftpSettings _settings;
    private readonly Queue<MulticastEvent> _events = new();
    private readonly Queue<PeerEndpoint> _formerMasters = new();
    private readonly long _contentBytes;
    private readonly int _lastBlock;
    private MulticastStatistics _statistics;
    private ForeignerRefusal _refusal;
    private PendingError? _errorDue;

    /// <summary>Starts without a round.</summary>
    /// <param name="now">The time.</param>
    /// <param name="group">The group's address and the client port.</param>
    /// <param name="blockSize">Bytes in a block: 512, unless every client is known to take more.</param>
    /// <param name="contentBytes">The length of the file, at most 65,534 whole blocks and a shorter one.</param>
    /// <param name="settings">Patience and pace; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address is no group's, the port is 0, or the file is too long.</exception>
    public MtftpSendSession(Instant now, PeerEndpoint group, int blockSize, long contentBytes, MtftpSettings? settings = null)
    {
        if (!MulticastOption.IsGroup(group) || group.Port == 0)
        {
            throw new ArgumentException("Not the address and port of a multicast group.", nameof(group));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(blockSize, TransferParameters.MinBlockSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(blockSize, TransferParameters.MaxBlockSize);
        ArgumentOutOfRangeException.ThrowIfNegative(contentBytes);
        long blocks = BlockNumber.CountFor(contentBytes, blockSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(blocks, BlockNumber.MaxOnWire, nameof(contentBytes));
        _lastBlock = (int)blocks;
        _settings = settings ?? MtftpSettings.Default;
        _contentBytes = contentBytes;
        _retransmit = new RetransmitPolicy(_settings.Transfer);
        _pacer = new MulticastPacer(_settings.MaxBytesPerSecond, TimeSpan.Zero);
        Group = group;
        BlockSize = blockSize;
        _idleAt = now + _settings.IdlePatience;
    }

    /// <summary>The group's address and the client port.</summary>
    public PeerEndpoint Group { get; }

    /// <summary>Bytes in a block; no packet tells a client.</summary>
    public int BlockSize { get; }

    /// <summary>How many blocks the file has, the short last one included.</summary>
    public int BlockCount => _lastBlock;

    /// <summary>Where the group stands.</summary>
    public MulticastState State { get; private set; } = MulticastState.Idle;

    /// <summary>The client that acknowledges, or was asked to by DATA 1; null when there is none.</summary>
    public PeerEndpoint? Master { get; private set; }

    /// <summary>The block that was sent last in this round; 0 for none.</summary>
    public int CurrentBlock => _current;

    /// <summary>Whether nothing is left to do.</summary>
    public bool IsClosed => State == MulticastState.Closed;

    /// <summary>What was counted.</summary>
    public MulticastStatistics Statistics => _statistics;

    /// <summary>The earliest time at which <see cref="HandleTimeout"/> has something to do.</summary>
    public Instant NextDeadline
    {
        get
        {
            Instant earliest = Instant.Min(Instant.Min(_retransmitAt, _goOnAt), _idleAt);
            return _pacer.IsActive && _groupDue > 0 ? Instant.Min(earliest, _pacer.Next) : earliest;
        }
    }

    /// <summary>Takes in a request for the file. While a round runs, another client's is not answered: it listens.</summary>
    /// <param name="now">The time.</param>
    /// <param name="client">Who asked.</param>
    /// <returns>Accepted when it begins a round; Duplicate when one runs; Unexpected when the session is over.</returns>
    public Disposition HandleRequest(Instant now, PeerEndpoint client)
    {
        _statistics.DatagramsReceived++;
        bool isMasters = Master == client;
        if (!isMasters && IsOnlyLastAckMissing(now))
        {
            // Who asks now has heard the end of the round; it need not wait for an ACK that may be lost.
            State = MulticastState.Idle;
            EndRound(now, MulticastInput.PatienceOver);
        }

        MulticastInput input = isMasters ? MulticastInput.RepeatedRequest : MulticastInput.Request;
        if (Find(input) is not { } rule)
        {
            return Disposition.Unexpected;
        }

        _statistics.Duplicates += rule.Disposition == Disposition.Duplicate ? 1 : 0;
        MulticastState before = State;
        State = rule.Next;
        if (rule.Action == MulticastAction.Elect)
        {
            Elect(now, client, before);
        }

        return rule.Disposition;
    }

    /// <summary>Takes a datagram in that is no request.</summary>
    /// <param name="now">The time.</param>
    /// <param name="from">Who sent it.</param>
    /// <param name="datagram">The UDP payload.</param>
    public Disposition HandleDatagram(Instant now, PeerEndpoint from, ReadOnlySpan<byte> datagram)
    {
        _statistics.DatagramsReceived++;
        if (IsClosed)
        {
            return Disposition.Unexpected;
        }

        if (Master != from)
        {
            if (_formerMasters.Contains(from))
            {
                return Disposition.Duplicate;
            }

            _refusal.Note(from, datagram);
            return Disposition.ForeignPeer;
        }

        if (!ReceiverPacket.TryClassify(datagram, _lastBlock, out MulticastInput input, out ushort? acknowledged))
        {
            return Disposition.Malformed;
        }

        if (Find(input) is not { } rule)
        {
            return Disposition.Unexpected;
        }

        return Carry(now, rule, acknowledged ?? 0);
    }

    /// <summary>Lets timers that have run out act; a call before <see cref="NextDeadline"/> does nothing.</summary>
    public void HandleTimeout(Instant now)
    {
        if (_idleAt <= now)
        {
            _idleAt = Instant.Never;
            Apply(now, MulticastInput.PatienceOver);
        }

        if (_retransmitAt <= now)
        {
            _retransmitAt = Instant.Never;
            HandleMasterTimeout(now);
        }

        if (_goOnAt <= now)
        {
            _goOnAt = Instant.Never;
            Apply(now, _current >= _lastBlock ? MulticastInput.PatienceOver : MulticastInput.Timeout);
        }
    }

    /// <summary>Ends the session; an acknowledging client gets one ERROR.</summary>
    /// <param name="now">The time.</param>
    /// <param name="code">The code for it.</param>
    /// <param name="message">The text for it, ASCII, cut to <see cref="TransferMachine.MaxErrorTextBytes"/>.</param>
    public void HandleAbort(Instant now, ErrorCode code, string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (Find(MulticastInput.Abort) is null)
        {
            return;
        }

        if (Master is { } master)
        {
            _errorDue = new PendingError(master, code, message);
        }

        Close();
    }

    /// <summary>A host says that nobody listens there (ICMP port unreachable).</summary>
    public void HandleUnreachable(Instant now, PeerEndpoint client)
    {
        if (Master == client)
        {
            Apply(now, MulticastInput.Unreachable);
        }
    }

    /// <summary>Gives the next event, if there is one.</summary>
    public bool TryPollEvent(out MulticastEvent sessionEvent)
    {
        // Closed is told only when the last ERROR has been fetched: a driver drops the session then.
        bool isHeld = _events.Count == 1 && IsClosed && (_errorDue is not null || _refusal.IsDue);
        if (isHeld)
        {
            sessionEvent = default;
            return false;
        }

        return _events.TryDequeue(out sessionEvent);
    }

    private MulticastRule? Find(MulticastInput input) => MulticastRules.Find(MulticastRole.MtftpSender, State, input);

    private void Raise(MulticastEventKind kind, PeerEndpoint receiver = default) =>
        _events.Enqueue(new MulticastEvent(kind, receiver));

    private void Close()
    {
        State = MulticastState.Closed;
        Master = null;
        _groupDue = 0;
        _unicastDue = false;
        _retransmitAt = _goOnAt = _idleAt = Instant.Never;
        Raise(MulticastEventKind.Closed);
    }
}
