using System.Text;
using Oack.Protocol.Options;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Protocol.Multicast;

/// <summary>
/// One client of a multicast, without I/O: bytes and time go in, bytes and deadlines come out. Blocks come in any order,
/// and each is handed out once, with its place in the file. A driver that has called a Handle method drains
/// <see cref="TryPollTransmit"/>, then <see cref="TryPollEvent"/>, then arms <see cref="NextDeadline"/>. Nothing that a
/// peer sends throws.
/// </summary>
/// <remarks>
/// <see cref="MulticastReceiveSession"/> speaks RFC 2090, <see cref="MtftpReceiveSession"/> PXE's MTFTP. What is legal when
/// says <see cref="MulticastRules"/>. Bounds: 65,535 blocks, of which a bit each is kept.
/// </remarks>
public abstract partial class MulticastClientSession
{
    private readonly Queue<MulticastEvent> _events = new();
    private readonly MulticastRole _role;
    private protected readonly MulticastSettings _settings;
    private protected readonly BlockSet _blocks = new();
    private protected RetransmitPolicy _retransmit;
    private protected MulticastStatistics _statistics;
    private protected ForeignerRefusal _refusal;
    private protected PendingError? _errorDue;
    private protected int? _lastBlock;

    private protected MulticastClientSession(
        Instant now, MulticastRole role, MulticastState state, PeerEndpoint server, MulticastSettings settings)
    {
        _role = role;
        _settings = settings;
        _retransmit = new RetransmitPolicy(settings.Transfer);
        State = state;
        Server = server;
        LastHeard = _lastProgress = now;
    }

    /// <summary>Where it stands.</summary>
    public MulticastState State { get; private protected set; }

    /// <summary>Where ACKs go: the server with the port it sends from, once known; before that, where the request goes.</summary>
    public PeerEndpoint Server { get; private protected set; }

    /// <summary>Address and port of the group to listen to; all zero while there is none.</summary>
    public PeerEndpoint Group { get; private protected set; }

    /// <summary>Whether this client acknowledges for all.</summary>
    public bool IsMaster => State == MulticastState.Mastering;

    /// <summary>What the transfer works by.</summary>
    public virtual TransferParameters Parameters { get; private protected set; } = new();

    /// <summary>How it ended, or <see cref="TransferOutcome.None"/>.</summary>
    public virtual TransferOutcome Outcome => OwnOutcome;

    /// <summary>Why the file should be fetched again without multicast, from its first byte.</summary>
    public MulticastFallback Fallback { get; private protected set; }

    /// <summary>The code of the ERROR that ended it, sent or received.</summary>
    public virtual ErrorCode ErrorCode => OwnErrorCode;

    /// <summary>The text of that ERROR; empty without one. Not escaped.</summary>
    public virtual string ErrorMessage => OwnErrorMessage;

    /// <summary>The length of the file in bytes, or null: it is known once the last block is here.</summary>
    public virtual long? ContentBytes => _contentBytes;

    /// <summary>How many blocks up to the highest one that came are missing.</summary>
    public int MissingBlocks => Math.Max(_blocks.Highest, _lastBlock ?? 0) - _blocks.Count;

    /// <summary>When the server was last heard of, by unicast or in the group, or when the session began.</summary>
    public Instant LastHeard { get; private protected set; }

    /// <summary>What was counted.</summary>
    public MulticastStatistics Statistics => _statistics;

    /// <summary>The earliest time at which <see cref="HandleTimeout"/> has something to do.</summary>
    public abstract Instant NextDeadline { get; }

    private protected TransferOutcome OwnOutcome { get; private set; }

    private protected ErrorCode OwnErrorCode { get; private set; }

    private protected string OwnErrorMessage { get; private set; } = "";

    private protected bool IsOver => State == MulticastState.Closed;

    /// <summary>Takes a datagram in.</summary>
    /// <param name="now">The time.</param>
    /// <param name="from">Who sent it.</param>
    /// <param name="viaGroup">Whether it was sent to the group, and not to this host.</param>
    /// <param name="datagram">The UDP payload.</param>
    /// <param name="payload">For DATA that is new: the bytes and their place in the file, in any order; else default.</param>
    public abstract Disposition HandleDatagram(
        Instant now, PeerEndpoint from, bool viaGroup, ReadOnlySpan<byte> datagram, out ReceivedPayload payload);

    /// <summary>Lets timers that have run out act; a call before <see cref="NextDeadline"/> does nothing.</summary>
    public abstract void HandleTimeout(Instant now);

    /// <summary>The whole content is stored, after <see cref="MulticastEventKind.Received"/>: the last ACK may go.</summary>
    public abstract void HandleStored(Instant now);

    /// <summary>Ends the session from this side: the server gets one ERROR. After the end it does nothing.</summary>
    /// <param name="now">The time.</param>
    /// <param name="outcome">How it counts.</param>
    /// <param name="code">The code for the server.</param>
    /// <param name="message">The text for it, ASCII, cut to <see cref="TransferMachine.MaxErrorTextBytes"/>.</param>
    public abstract void HandleAbort(Instant now, TransferOutcome outcome, ErrorCode code, string message);

    /// <summary>The server's host says that nobody listens there (ICMP port unreachable).</summary>
    public abstract void HandleUnreachable(Instant now);

    /// <summary>Gives the next datagram to send, whole, if there is one.</summary>
    /// <param name="now">The time.</param>
    /// <param name="buffer">At least <see cref="RequestPacket.MaxBytes"/>.</param>
    /// <param name="transmit">What to send.</param>
    public abstract bool TryPollTransmit(Instant now, Span<byte> buffer, out Transmit transmit);

    /// <summary>Gives the next event, if there is one.</summary>
    public virtual bool TryPollEvent(out MulticastEvent sessionEvent)
    {
        // Closed is told only when the last ERROR has been fetched: a driver drops the session then.
        bool isHeld = _events.Count == 1 && IsOver && (_errorDue is not null || _refusal.IsDue);
        if (isHeld)
        {
            sessionEvent = default;
            return false;
        }

        return _events.TryDequeue(out sessionEvent);
    }

    private protected MulticastRule? Find(MulticastInput input) => MulticastRules.Find(_role, State, input);

    private protected void Raise(MulticastEventKind kind)
    {
        // A server that changes its mind all the time must not fill the memory of a driver that is slow to ask.
        const int MaxMasterEvents = 16;
        bool isMasterEvent = kind is MulticastEventKind.BecameMaster or MulticastEventKind.LostMaster;
        if (!isMasterEvent || _events.Count < MaxMasterEvents)
        {
            _events.Enqueue(new MulticastEvent(kind));
        }
    }

    /// <summary>Tells the user that it is over; it may still dally.</summary>
    private protected void Conclude(TransferOutcome outcome)
    {
        if (OwnOutcome == TransferOutcome.None)
        {
            OwnOutcome = outcome;
            Raise(MulticastEventKind.Ended);
        }
    }

    private protected void End(TransferOutcome outcome)
    {
        Conclude(outcome);
        State = MulticastState.Closed;
        StopTimers();
        Raise(MulticastEventKind.Closed);
    }

    private protected void EndWithError(TransferOutcome outcome, ErrorCode code, string message)
    {
        NoteError(code, message);
        _errorDue = new PendingError(Server, code, OwnErrorMessage);
        End(outcome);
    }

    private protected void EndByPeer(ReadOnlySpan<byte> datagram, TransferOutcome outcome)
    {
        _ = ErrorPacket.TryParse(datagram, out ErrorPacket packet);
        int length = Math.Min(packet.Message.Length, TransferMachine.MaxErrorTextBytes);
        NoteError(packet.Code, Encoding.UTF8.GetString(packet.Message[..length]));
        End(outcome);
    }

    private protected bool TryPollError(Span<byte> buffer, out Transmit transmit)
    {
        transmit = default;
        if (_errorDue is not { } error)
        {
            return false;
        }

        _errorDue = null;
        transmit = new Transmit(error.To, Opcode.Error, ErrorPacket.Write(buffer, error.Code, error.Message), 0, 0, IsRetransmission: false);
        return true;
    }

    private void NoteError(ErrorCode code, string message)
    {
        OwnErrorCode = code;
        OwnErrorMessage = message.Length > TransferMachine.MaxErrorTextBytes ? message[..TransferMachine.MaxErrorTextBytes] : message;
    }
}
