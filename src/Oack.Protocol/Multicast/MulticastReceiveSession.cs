using Oack.Protocol.Options;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Protocol.Multicast;

/// <summary>A client of RFC 2090: asks for a file with the multicast option, listens, and acknowledges when it is its turn.</summary>
/// <remarks>
/// The request is one like any other. A server that grants no multicast has begun an ordinary transfer, and the session
/// carries it to its end (<see cref="MulticastState.Plain"/>): the driver need not know. When multicast is granted, the
/// driver joins <see cref="MulticastClientSession.Group"/> on <see cref="MulticastEventKind.Negotiated"/>, which comes
/// again, with another group, when the server had to begin anew.
/// </remarks>
public sealed partial class MulticastReceiveSession : MulticastClientSession
{
    private readonly ReceiveTransfer _plain;
    private readonly TransferRequest _request;
    private readonly PeerEndpoint _requestTo;

    private MulticastReceiveSession(
        Instant now, PeerEndpoint server, TransferRequest request, ReceiveTransfer plain, MulticastSettings settings)
        : base(now, MulticastRole.Receiver, MulticastState.Requesting, server, settings)
    {
        _request = request;
        _plain = plain;
        _requestTo = server;
    }

    /// <summary>The options that were granted, in the order of the OACK.</summary>
    public OptionList Granted { get; private set; }

    /// <summary>The transfer without multicast that the session became, or null.</summary>
    public ReceiveTransfer? PlainTransfer => State == MulticastState.Plain ? _plain : null;

    /// <inheritdoc/>
    public override TransferParameters Parameters
    {
        get => State == MulticastState.Plain ? _plain.Parameters : base.Parameters;
        private protected set => base.Parameters = value;
    }

    /// <inheritdoc/>
    public override TransferOutcome Outcome => IsPlain ? _plain.Outcome : OwnOutcome;

    /// <inheritdoc/>
    public override ErrorCode ErrorCode => IsPlain ? _plain.ErrorCode : OwnErrorCode;

    /// <inheritdoc/>
    public override string ErrorMessage => IsPlain ? _plain.ErrorMessage : OwnErrorMessage;

    /// <inheritdoc/>
    public override Instant NextDeadline => IsPlain ? _plain.NextDeadline : EarliestOwnDeadline;

    private bool IsPlain => State is MulticastState.Requesting or MulticastState.Plain;

    /// <summary>A client's RRQ in octet mode; multicast is asked for in any case.</summary>
    /// <param name="now">The time.</param>
    /// <param name="server">Where the request goes (port 69 usually); the answer's port is the server's TID.</param>
    /// <param name="fileName">The name, bytes without NUL.</param>
    /// <param name="asked">The other options to ask for: blksize, tsize, timeout, windowsize.</param>
    /// <param name="settings">Patience and care; null for the defaults.</param>
    public static MulticastReceiveSession Request(
        Instant now, PeerEndpoint server, ReadOnlyMemory<byte> fileName, in OptionList asked, MulticastSettings? settings = null)
    {
        settings ??= MulticastSettings.Default;
        OptionList withMulticast = asked;
        withMulticast.TryAdd(OptionKind.Multicast, 0);
        var plain = ReceiveTransfer.Request(now, server, fileName, TransferMode.Octet, withMulticast, settings.Transfer);
        var request = new TransferRequest(Opcode.ReadRequest, fileName, TransferMode.Octet, withMulticast);
        return new MulticastReceiveSession(now, server, request, plain, settings);
    }

    /// <inheritdoc/>
    public override Disposition HandleDatagram(
        Instant now, PeerEndpoint from, bool viaGroup, ReadOnlySpan<byte> datagram, out ReceivedPayload payload)
    {
        payload = default;
        if (IsPlain)
        {
            return HandlePlain(now, from, datagram, out payload);
        }

        _statistics.DatagramsReceived++;
        if (IsOver)
        {
            return Disposition.Unexpected;
        }

        if (TryStartAnew(now, from, datagram))
        {
            return Disposition.Accepted;
        }

        if (from != Server)
        {
            if (!viaGroup)
            {
                _refusal.Note(from, datagram);
            }

            return Disposition.ForeignPeer;
        }

        if (!TryClassify(datagram, out MulticastInput input))
        {
            return Disposition.Malformed;
        }

        if (Find(input) is not { } rule)
        {
            return Disposition.Unexpected;
        }

        if (rule.Disposition is Disposition.Accepted or Disposition.Duplicate)
        {
            LastHeard = now;
            ArmPatience();
        }

        _statistics.Duplicates += rule.Disposition == Disposition.Duplicate ? 1 : 0;
        Carry(now, rule, datagram, ref payload);
        return rule.Disposition;
    }

    /// <inheritdoc/>
    public override void HandleStored(Instant now)
    {
        if (State == MulticastState.Plain)
        {
            _plain.HandleStored(now);
        }
        else if (Find(MulticastInput.Stored) is { } rule)
        {
            State = rule.Next;
            DueAck();
            StartDally(now);
            _lastAcksLeft = _completedAsMaster ? 0 : UnaskedLastAcks;
            _retransmitAt = _lastAcksLeft > 0 ? now + _retransmit.Timeout : Instant.Never;
            Conclude(TransferOutcome.Complete);
        }
    }

    /// <inheritdoc/>
    public override void HandleAbort(Instant now, TransferOutcome outcome, ErrorCode code, string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (IsPlain)
        {
            State = MulticastState.Plain;
            _plain.HandleAbort(now, outcome, code, message);
        }
        else if (Find(MulticastInput.Abort) is not null)
        {
            EndWithError(outcome, code, message);
        }
    }

    /// <inheritdoc/>
    public override void HandleUnreachable(Instant now)
    {
        if (IsPlain)
        {
            State = MulticastState.Plain;
            _plain.HandleUnreachable(now);
        }
        else if (MayAskForNewSession && Find(MulticastInput.ServerForgot) is { } rule)
        {
            ReceivedPayload none = default;
            Carry(now, rule, [], ref none);
        }
        else if (Find(MulticastInput.Unreachable) is not null)
        {
            End(TransferOutcome.Failed);
        }
    }

    /// <inheritdoc/>
    public override bool TryPollTransmit(Instant now, Span<byte> buffer, out Transmit transmit)
    {
        if (IsPlain)
        {
            return _plain.TryPollTransmit(now, buffer, out transmit);
        }

        if (!_refusal.TryPoll(buffer, out transmit)
            && !TryPollError(buffer, out transmit)
            && !TryPollRequest(buffer, out transmit)
            && !TryPollOwnAck(now, buffer, out transmit))
        {
            return false;
        }

        _statistics.DatagramsSent++;
        _statistics.Retransmissions += transmit.IsRetransmission ? 1 : 0;
        return true;
    }

    /// <inheritdoc/>
    public override bool TryPollEvent(out MulticastEvent sessionEvent)
    {
        if (!IsPlain || !_plain.TryPollEvent(out TransferEventKind plainEvent))
        {
            return base.TryPollEvent(out sessionEvent);
        }

        MulticastEventKind kind = plainEvent switch
        {
            TransferEventKind.Negotiated => MulticastEventKind.Negotiated,
            TransferEventKind.Received => MulticastEventKind.Received,
            TransferEventKind.Ended => MulticastEventKind.Ended,
            _ => MulticastEventKind.Closed,
        };
        sessionEvent = new MulticastEvent(kind);
        return true;
    }

    private Disposition HandlePlain(Instant now, PeerEndpoint from, ReadOnlySpan<byte> datagram, out ReceivedPayload payload)
    {
        payload = default;
        bool isServers = from.HasAddressOf(_requestTo) || _settings.Transfer.AcceptReplyFromAnyAddress;
        if (State == MulticastState.Requesting && isServers && TryReadOffer(datagram, out OptionList granted, out MulticastOption option))
        {
            if (option.HasGroup)
            {
                TakeOffer(now, from, granted, option);
                return Disposition.Accepted;
            }

            State = MulticastState.Plain;
            _plain.HandleAbort(now, TransferOutcome.Failed, ErrorCode.OptionNegotiation, "OACK names no multicast group");
            return Disposition.Terminal;
        }

        Disposition disposition = _plain.HandleDatagram(now, from, datagram, out payload);
        if (_plain.State != TransferState.Requesting)
        {
            State = MulticastState.Plain;
            Server = _plain.Peer;
            Granted = _plain.Granted;
        }

        return disposition;
    }
}
