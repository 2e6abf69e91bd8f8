using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using Oack.Protocol.Options;
using Oack.Protocol.Wire;
using Timer = Oack.Protocol.Transfer.TimerTable.Timer;

namespace Oack.Protocol.Transfer;

/// <summary>
/// One end of one transfer, without I/O: bytes and time go in, bytes and deadlines come out. A driver that has called
/// a Handle method drains <see cref="TryPollTransmit"/>, then <see cref="TryPollEvent"/>, then arms
/// <see cref="NextDeadline"/>. Nothing that a peer sends throws.
/// </summary>
/// <remarks>
/// Getters tell where it stands; Handle methods take in a packet, the time or a decision of this side; TryPoll methods
/// give what is to be sent and told. Which packet is legal when is the business of <see cref="TransferRules"/>; the
/// two subclasses only class a packet and carry out the action of the rule that applies.
/// </remarks>
public abstract partial class TransferMachine
{
    /// <summary>The longest text of an ERROR that is sent, in bytes.</summary>
    public const int MaxErrorTextBytes = 200;

    /// <summary>A transfer that only repeats itself is ended after this many times the patience without a new block.</summary>
    private const int PatienceForProgress = 4;

    private TransferSettings _settings;
    private TransferRequest? _request;
    private protected TimerTable _timers = new();
    private protected RetransmitPolicy _retransmit;
    private protected TransferStatistics _statistics;
    private Instant _lastSent;
    private Instant _lastProgress;
    private Instant _openingSentAt;
    private int _tries;
    private bool _openingDue;
    private int _openingsSent;
    private bool _peerPinned;

    private protected TransferMachine(
        Instant now, TransferRole role, TransferState state, PeerEndpoint peer, TransferSettings settings, TransferRequest? request)
    {
        Role = role;
        Start(now, state, peer, settings, request);
    }

    /// <summary>Which way the file goes.</summary>
    public TransferRole Role { get; }

    /// <summary>Where it stands.</summary>
    public TransferState State { get; private protected set; }

    /// <summary>The peer: the address with its transfer identifier, once known; before that, where the request goes.</summary>
    public PeerEndpoint Peer { get; private set; }

    /// <summary>What both sides work by; settled with <see cref="TransferEventKind.Negotiated"/>.</summary>
    public TransferParameters Parameters { get; private protected set; } = new();

    /// <summary>The options that were granted, in the order of the OACK.</summary>
    public OptionList Granted { get; private protected set; }

    /// <summary>
    /// Whether the client asked for the size: then an ERROR of its before any data is a probe, not a failure. Defaults
    /// to whether tsize was granted; a server that leaves tsize out of its OACK sets it from the request.
    /// </summary>
    public bool SizeWasAsked { get; set; }

    /// <summary>How it ended, or <see cref="TransferOutcome.None"/>.</summary>
    public TransferOutcome Outcome { get; private set; }

    /// <summary>Whether the peer has answered at all: before that, only one packet a timeout is sent.</summary>
    public bool PeerHasAnswered { get; private set; }

    /// <summary>Whether the peer ended it with an ERROR.</summary>
    public bool EndedByPeer { get; private set; }

    /// <summary>
    /// Whether every block was sent and only the ACK of the last one never came: many clients do not send it.
    /// </summary>
    public bool FinalAckMissing { get; private set; }

    /// <summary>Whether the peer's host said that nobody listens (ICMP port unreachable).</summary>
    public bool PeerUnreachable { get; private set; }

    /// <summary>Why an OACK was refused, or null: the server broke RFC 2347.</summary>
    public OptionAckStatus? RefusedOptionAck { get; private set; }

    /// <summary>Whether the peer sent a block longer than agreed, and the transfer was ended for it.</summary>
    public bool PeerSentOversizedBlock { get; private protected set; }

    /// <summary>The code of the ERROR that ended it, sent or received.</summary>
    public ErrorCode ErrorCode { get; private set; }

    /// <summary>The text of that ERROR as received or sent; empty without one. Not escaped.</summary>
    public string ErrorMessage { get; private set; } = "";

    /// <summary>When the peer was last heard of, or when the transfer began.</summary>
    public Instant LastHeard { get; private set; }

    /// <summary>What was counted.</summary>
    public TransferStatistics Statistics
    {
        get
        {
            TransferStatistics statistics = _statistics;
            statistics.SmoothedRoundTrip = _retransmit.SmoothedRoundTrip;
            return statistics;
        }
    }

    /// <summary>The earliest time at which <see cref="HandleTimeout"/> has something to do.</summary>
    public Instant NextDeadline => _timers.Earliest;

    private protected TransferSettings Settings => _settings;

    private protected bool IsClient => _request is not null;

    private protected OptionList Asked => _request?.Asked ?? default;

    private protected bool IsOver => State == TransferState.Closed;

    /// <summary>Takes a datagram in.</summary>
    /// <param name="now">The time.</param>
    /// <param name="from">Who sent it.</param>
    /// <param name="datagram">The UDP payload.</param>
    /// <param name="payload">For <see cref="Disposition.Accepted"/> DATA: the new bytes of the file; else default.</param>
    public Disposition HandleDatagram(Instant now, in PeerEndpoint from, ReadOnlySpan<byte> datagram, out ReceivedPayload payload)
    {
        payload = default;
        if (State == TransferState.Transferring && from == Peer && IsUsual(datagram))
        {
            NoteUsual(now);
            TakeUsual(now, ref payload);
            return Disposition.Accepted;
        }

        _statistics.DatagramsReceived++;

        if (IsOver)
        {
            return Disposition.Unexpected;
        }

        if (!IsFromPeer(from))
        {
            _refusal.Note(from, datagram);
            return Disposition.ForeignPeer;
        }

        if (!TryClassify(datagram, out TransferInput input, out long block))
        {
            return Disposition.Malformed;
        }

        TransferRule? rule = TransferRules.Find(Role, State, input);
        if (rule is null)
        {
            return Disposition.Unexpected;
        }

        if (State == TransferState.Requesting && rule.Next != TransferState.Requesting)
        {
            Peer = from;
            _peerPinned = true;
        }

        if (rule.Disposition is not Disposition.OutOfWindow)
        {
            LastHeard = now;
            ArmPatience();
        }

        PeerHasAnswered |= rule.Next != TransferState.Requesting && rule.Disposition is not Disposition.OutOfWindow;
        if (rule.Disposition == Disposition.Duplicate)
        {
            _statistics.Duplicates++;
        }

        Carry(now, rule, block, datagram, ref payload);
        return rule.Disposition;
    }

    /// <summary>The client's request came again: the first answer may have been lost. Sends nothing at once that a timer will send.</summary>
    public void HandleRepeatedRequest(Instant now)
    {
        _statistics.DatagramsReceived++;
        _statistics.Duplicates++;
        if (PeerHasAnswered || TransferRules.Find(Role, State, TransferInput.RepeatedRequest) is not { Action: TransferAction.Retransmit })
        {
            return;
        }

        // The client is alive and has not seen the answer. It gets it again, but no faster than the timer would send
        // it: a repeated request must not buy more than one packet a timeout.
        LastHeard = now;
        ArmPatience();
        if (!_timers[Timer.Retransmit].IsSet && now - _lastSent >= _retransmit.Timeout)
        {
            RepeatUnacknowledged(now);
        }
    }

    /// <summary>Ends the transfer from this side: the peer gets one ERROR. After the end it does nothing.</summary>
    /// <param name="now">The time.</param>
    /// <param name="outcome">How it counts.</param>
    /// <param name="code">The code for the peer.</param>
    /// <param name="message">The text for the peer, ASCII, cut to <see cref="MaxErrorTextBytes"/>.</param>
    public void HandleAbort(Instant now, TransferOutcome outcome, ErrorCode code, string message)
    {
        if (TransferRules.Find(Role, State, TransferInput.Abort) is not null)
        {
            EndWithError(outcome, code, message);
        }
    }

    /// <summary>Ends the transfer without a word, because the peer's host says that nobody listens there (ICMP).</summary>
    public void HandleUnreachable(Instant now)
    {
        if (TransferRules.Find(Role, State, TransferInput.Unreachable) is null)
        {
            return;
        }

        PeerUnreachable = true;
        if (State == TransferState.Dallying)
        {
            Close();
            return;
        }

        FinalAckMissing = OnlyLastAckIsMissing;
        End(FinalAckMissing && !IsClient ? TransferOutcome.Complete : TransferOutcome.Failed);
    }

    /// <summary>
    /// Gives the next datagram to send, if there is one. A request (client side) is written whole; DATA has its header
    /// written and its payload named.
    /// </summary>
    /// <param name="now">The time.</param>
    /// <param name="buffer">At least 512 bytes, or <see cref="RequestPacket.MaxBytes"/> on the client side.</param>
    /// <param name="transmit">What to send.</param>
    public bool TryPollTransmit(Instant now, Span<byte> buffer, out Transmit transmit)
    {
        transmit = default;
        bool isControl = HasControlPacket
            && (_refusal.TryPoll(buffer, out transmit)
                || TryPollError(buffer, out transmit)
                || TryPollOpening(now, buffer, out transmit));
        if (!isControl && (IsOver || !TryPollBlock(now, buffer, out transmit)))
        {
            return false;
        }

        _statistics.DatagramsSent++;
        if (transmit.IsRetransmission)
        {
            _statistics.Retransmissions++;
        }

        return true;
    }

    /// <summary>Whether a poll might give something now; false is certain.</summary>
    public abstract bool MaySendNow { get; }

    /// <summary>Whether something other than a block is to be sent first.</summary>
    private protected bool HasControlPacket
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _refusal.IsDue || _errorDue || (_openingDue && State is (TransferState.Requesting or TransferState.Opening));
    }

    /// <summary>Puts the machine at the beginning of a transfer, whatever it did before.</summary>
    [MemberNotNull(nameof(_settings))]
    private protected void Start(
        Instant now, TransferState state, PeerEndpoint peer, TransferSettings settings, TransferRequest? request)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _settings = settings;
        _request = request;
        _retransmit = new RetransmitPolicy(settings);
        _timers = new();
        _statistics = default;
        _lastSent = _openingSentAt = default;
        _tries = _openingsSent = 0;
        _eventsRaised = _eventsPending = Events.None;
        _errorDue = false;
        _refusal = default;
        State = state;
        Peer = peer;
        Parameters = new();
        Granted = default;
        SizeWasAsked = PeerHasAnswered = EndedByPeer = FinalAckMissing = PeerUnreachable = PeerSentOversizedBlock = false;
        Outcome = TransferOutcome.None;
        RefusedOptionAck = null;
        ErrorCode = default;
        ErrorMessage = "";
        _peerPinned = request is null;
        _openingDue = state is TransferState.Requesting or TransferState.Opening;
        LastHeard = now;
        _lastProgress = now;
        ArmPatience();
    }

    /// <summary>Classes the packet that carries a block number to this role, an ACK or a DATA; false for a broken one.</summary>
    private protected abstract bool TryClassifyBlock(ReadOnlySpan<byte> datagram, out TransferInput input, out long block);

    /// <summary>Carries out the action of a rule that is the role's own.</summary>
    private protected abstract void Act(Instant now, TransferRule rule, long block, ReadOnlySpan<byte> datagram, ref ReceivedPayload payload);

    /// <summary>
    /// Whether a datagram is what nearly all are: the ACK of all that was sent, or the next whole block. A short way to
    /// what the rule for it (<see cref="TransferInput.AckAdvance"/>, <see cref="TransferInput.DataNext"/>) says.
    /// </summary>
    private protected abstract bool IsUsual(ReadOnlySpan<byte> datagram);

    /// <summary>Notes that such a datagram came.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected void NoteUsual(Instant now)
    {
        _statistics.DatagramsReceived++;
        LastHeard = now;
        PeerHasAnswered = true;
    }

    /// <summary>Carries that rule out.</summary>
    private protected abstract void TakeUsual(Instant now, ref ReceivedPayload payload);

    /// <summary>Gives the role's next packet: DATA or ACK.</summary>
    private protected abstract bool TryPollBlock(Instant now, Span<byte> buffer, out Transmit transmit);

    /// <summary>Makes the role's unacknowledged packets due again.</summary>
    private protected abstract void RepeatBlocks(Instant now);

    /// <summary>Called for a packet that changes nothing, but may still tell something of the path.</summary>
    private protected virtual void NoteIgnored(TransferInput input)
    {
    }

    /// <summary>Called when the options are settled.</summary>
    private protected virtual void Settled()
    {
    }

    /// <summary>Called when the pause between two bursts is over.</summary>
    private protected virtual void HandlePace()
    {
    }

    /// <summary>Whether the role has sent everything and waits only for the last ACK.</summary>
    private protected virtual bool OnlyLastAckIsMissing => false;

    /// <summary>Whether every block was sent and the peer may have all of them: only its last ACK has not come.</summary>
    public bool OnlyLastAckMissing => Outcome == TransferOutcome.None && OnlyLastAckIsMissing;

    /// <summary>Whether any block of the file is known to have arrived.</summary>
    private protected abstract bool PayloadHasMoved { get; }

    /// <summary>Settles the options and says so.</summary>
    private protected void Settle(in OptionList granted, in TransferParameters parameters)
    {
        Granted = granted;
        Parameters = parameters;
        SizeWasAsked |= granted.Contains(OptionKind.TransferSize);
        if (parameters.Timeout is { } agreed)
        {
            _retransmit.Fix(agreed);
            ArmPatience();
        }

        Settled();
        Raise(TransferEventKind.Negotiated);
    }

    /// <summary>Classes a datagram of the peer by what it means now; false for what is no whole TFTP packet.</summary>
    private bool TryClassify(ReadOnlySpan<byte> datagram, out TransferInput input, out long block)
    {
        block = BlockNumber.None;
        input = TransferInput.Other;
        _ = TftpPacket.TryReadOpcode(datagram, out Opcode opcode);
        switch (opcode)
        {
            case Opcode.Acknowledgment when Role == TransferRole.Sender:
            case Opcode.Data when Role == TransferRole.Receiver:
                return TryClassifyBlock(datagram, out input, out block);
            case Opcode.Error:
                input = TransferInput.Error;
                return ErrorPacket.TryParse(datagram, out _) == ParseStatus.Ok;
            case Opcode.OptionAcknowledgment:
                input = ClassifyOptionAck(datagram);
                return true;
            case Opcode.Data or Opcode.Acknowledgment or Opcode.ReadRequest or Opcode.WriteRequest:
                return true;
            default:
                return false;
        }
    }

    /// <summary>Reads an OACK; only while one is awaited does it matter what it says.</summary>
    private TransferInput ClassifyOptionAck(ReadOnlySpan<byte> datagram)
    {
        if (!IsClient)
        {
            return TransferInput.Other;
        }

        if (State != TransferState.Requesting)
        {
            return TransferInput.OptionAck;
        }

        // One that cannot be read is refused too: waiting for a better one would only be waiting.
        OptionAckStatus status = OptionNegotiator.Accept(Asked, _request!.Opcode, datagram, out OptionList granted);
        Granted = granted;
        if (status == OptionAckStatus.Ok)
        {
            return TransferInput.OptionAck;
        }

        RefusedOptionAck = status;
        return TransferInput.OptionAckIllegal;
    }

    private void Carry(Instant now, TransferRule rule, long block, ReadOnlySpan<byte> datagram, ref ReceivedPayload payload)
    {
        State = rule.Next;
        switch (rule.Action)
        {
            case TransferAction.EndByPeer:
                EndByPeer(datagram);
                break;
            case TransferAction.EndWithError when rule.Input == TransferInput.OptionAckIllegal:
                EndWithError(TransferOutcome.Failed, ErrorCode.OptionNegotiation, Describe(RefusedOptionAck!.Value));
                break;
            case TransferAction.EndWithError:
                PeerSentOversizedBlock = true;
                EndWithError(TransferOutcome.Failed, ErrorCode.IllegalOperation, "block longer than agreed");
                break;
            case TransferAction.End:
                Close();
                break;
            case TransferAction.Ignore:
                NoteIgnored(rule.Input);
                break;
            default:
                Act(now, rule, block, datagram, ref payload);
                break;
        }
    }

    private void EndByPeer(ReadOnlySpan<byte> datagram)
    {
        // What arrives here was parsed before: an ERROR has at least its code.
        _ = ErrorPacket.TryParse(datagram, out ErrorPacket packet);
        EndedByPeer = true;
        ErrorCode = packet.Code;
        ReadOnlySpan<byte> text = packet.Message[..Math.Min(packet.Message.Length, MaxErrorTextBytes)];
        ErrorMessage = Encoding.UTF8.GetString(text);
        if (IsClient)
        {
            End(IsSettled ? TransferOutcome.Failed : TransferOutcome.Refused);
            return;
        }

        const int BytesWithoutText = 4;
        End(TransferRules.OutcomeOfClientError(
            Role, (ushort)packet.Code, datagram.Length > BytesWithoutText, SizeWasAsked, PayloadHasMoved));
    }

    /// <summary>Whether the options are settled: on the client's side, the server has taken the request.</summary>
    private protected bool IsSettled => (_eventsRaised & Events.Negotiated) != 0;

    private static string Describe(OptionAckStatus status) => status switch
    {
        OptionAckStatus.Malformed => "OACK cannot be read",
        OptionAckStatus.NotRequested => "OACK names an option that was not asked for",
        OptionAckStatus.Repeated => "OACK names an option twice",
        OptionAckStatus.BlockSizeTooLarge => "OACK blksize is larger than asked",
        OptionAckStatus.WindowTooLarge => "OACK windowsize is larger than asked",
        OptionAckStatus.TimeoutChanged => "OACK timeout is not the one asked",
        _ => "OACK value is not allowed",
    };
}
