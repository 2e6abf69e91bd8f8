using Oack.Protocol.Options;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Protocol.Multicast;

/// <summary>
/// A client of PXE's MTFTP: listens to the group first, asks when nothing is heard, acknowledges when DATA 1 came to it
/// alone, and listens again for what it missed.
/// </summary>
/// <remarks>
/// The driver joins the group and binds the client port before it makes the session, and sends from that port. No packet
/// tells the block size: it is 512 until a longer block is seen, so the offset of a block that was handed out before may
/// have been wrong; it comes again. The length of the file is <see cref="MulticastClientSession.ContentBytes"/> at the end,
/// whatever was written behind it.
/// </remarks>
public sealed partial class MtftpReceiveSession : MulticastClientSession
{
    private readonly MtftpSettings _mtftp;
    private readonly PeerEndpoint _requestTo;
    private readonly ReadOnlyMemory<byte> _fileName;

    private MtftpReceiveSession(
        Instant now, PeerEndpoint server, PeerEndpoint group, ReadOnlyMemory<byte> fileName, MtftpSettings settings)
        : base(now, MulticastRole.MtftpReceiver, MulticastState.Listening, server, new MulticastSettings { Transfer = settings.Transfer })
    {
        _mtftp = settings;
        _requestTo = server;
        _fileName = fileName;
        Group = group;
        Parameters = new TransferParameters { BlockSize = settings.FirstBlockSize };
        _retransmitAt = now + settings.ListenDelay;
        ArmPatience();
        Raise(MulticastEventKind.Negotiated);
    }

    /// <summary>How many rounds were listened to or asked for.</summary>
    public int Rounds { get; private set; }

    /// <inheritdoc/>
    public override Instant NextDeadline => EarliestOwnDeadline;

    /// <summary>Begins to listen.</summary>
    /// <param name="now">The time.</param>
    /// <param name="server">The server's address and the server port (PXE option 43, sub-option 3).</param>
    /// <param name="group">The group (sub-option 1) with the client port (sub-option 2).</param>
    /// <param name="fileName">The name, bytes without NUL.</param>
    /// <param name="settings">Delays and care; null for the defaults.</param>
    public static MtftpReceiveSession Listen(
        Instant now, PeerEndpoint server, PeerEndpoint group, ReadOnlyMemory<byte> fileName, MtftpSettings? settings = null) =>
        new(now, server, group, fileName, settings ?? MtftpSettings.Default);

    /// <inheritdoc/>
    public override Disposition HandleDatagram(
        Instant now, PeerEndpoint from, bool viaGroup, ReadOnlySpan<byte> datagram, out ReceivedPayload payload)
    {
        payload = default;
        _statistics.DatagramsReceived++;
        if (IsOver)
        {
            return Disposition.Unexpected;
        }

        // PXE 2.1 asks for the server's address and for no port: there are servers that send from another one.
        if (!from.HasAddressOf(_requestTo))
        {
            if (!viaGroup)
            {
                _refusal.Note(from, datagram);
            }

            return Disposition.ForeignPeer;
        }

        if (!TryClassify(datagram, viaGroup, out MulticastInput input))
        {
            return Disposition.Malformed;
        }

        if (Find(input) is not { } rule || (viaGroup && input is (MulticastInput.Error or MulticastInput.ServerForgot)))
        {
            return Disposition.Unexpected;
        }

        if (rule.Disposition is Disposition.Accepted or Disposition.Duplicate)
        {
            LastHeard = now;
            _roundWasHeard = true;
            if (_patienceAt.IsSet)
            {
                ArmPatience();
            }
        }

        _statistics.Duplicates += rule.Disposition == Disposition.Duplicate ? 1 : 0;
        Carry(now, from, rule, datagram, ref payload);
        return payload.LengthBytes > 0 ? Disposition.Accepted : rule.Disposition;
    }

    /// <inheritdoc/>
    public override void HandleStored(Instant now)
    {
        if (Find(MulticastInput.Stored) is not { } rule)
        {
            return;
        }

        State = rule.Next;
        Conclude(TransferOutcome.Complete);
        if (!_completedAsMaster)
        {
            // A listener was never known to the server: it has nothing to say.
            End(TransferOutcome.Complete);
            return;
        }

        _ackNumber = BeforeGap;
        DueAck();
        StartDally(now);
    }

    /// <inheritdoc/>
    public override void HandleAbort(Instant now, TransferOutcome outcome, ErrorCode code, string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (Find(MulticastInput.Abort) is null)
        {
            return;
        }

        bool isKnownToServer = IsMaster || (State == MulticastState.Storing && _completedAsMaster);
        EndWithError(outcome, code, message);
        if (!isKnownToServer)
        {
            _errorDue = null;
        }
    }

    /// <inheritdoc/>
    public override void HandleUnreachable(Instant now)
    {
        if (Find(MulticastInput.Unreachable) is { } rule)
        {
            FallBackOrEnd(rule, MulticastFallback.OpenFailed);
        }
    }

    /// <inheritdoc/>
    public override bool TryPollTransmit(Instant now, Span<byte> buffer, out Transmit transmit)
    {
        if (!_refusal.TryPoll(buffer, out transmit)
            && !TryPollError(buffer, out transmit)
            && !TryPollRequest(now, buffer, out transmit)
            && !TryPollOwnAck(now, buffer, out transmit))
        {
            return false;
        }

        _statistics.DatagramsSent++;
        _statistics.Retransmissions += transmit.IsRetransmission ? 1 : 0;
        return true;
    }

    private bool TryPollRequest(Instant now, Span<byte> buffer, out Transmit transmit)
    {
        transmit = default;
        if (!_requestDue)
        {
            return false;
        }

        // PXE 2.1: no options.
        _requestDue = false;
        OptionList none = default;
        int bytes = RequestPacket.Write(buffer, Opcode.ReadRequest, _fileName.Span, TransferMode.Octet, none);
        transmit = new Transmit(_requestTo, Opcode.ReadRequest, bytes, 0, 0, IsRetransmission: _openTries > 1);
        _retransmitAt = now + _retransmit.Timeout;
        return true;
    }

    private bool TryPollOwnAck(Instant now, Span<byte> buffer, out Transmit transmit)
    {
        bool isRepeat = _ackIsRepeat;
        if (!TryPollAck(now, buffer, out transmit))
        {
            return false;
        }

        _ackIsTimed = !isRepeat;
        _ackSentAt = now;
        if (IsMaster)
        {
            _retransmitAt = now + WaitForData;
        }

        return true;
    }
}
