using Oack.Protocol.Options;
using Oack.Protocol.Wire;

namespace Oack.Protocol.Transfer;

/// <summary>
/// One end of one transfer, without I/O: bytes and time go in, bytes and deadlines come out. A driver that has called
/// a Handle method drains <see cref="TryPollTransmit"/>, then <see cref="TryPollEvent"/>, then arms
/// <see cref="NextDeadline"/>. Nothing that a peer sends throws.
/// </summary>
public abstract class TransferMachine
{
    /// <summary>The peer: the address with its transfer identifier, once known; before that, where the request goes.</summary>
    public PeerEndpoint Peer => throw new NotImplementedException();

    /// <summary>What both sides work by; settled with <see cref="TransferEventKind.Negotiated"/>.</summary>
    public TransferParameters Parameters => throw new NotImplementedException();

    /// <summary>The options that were granted, in the order of the OACK.</summary>
    public OptionList Granted => throw new NotImplementedException();

    /// <summary>How it ended, or <see cref="TransferOutcome.None"/>.</summary>
    public TransferOutcome Outcome => throw new NotImplementedException();

    /// <summary>Whether the peer has answered at all: before that, only one packet a timeout is sent.</summary>
    public bool PeerHasAnswered => throw new NotImplementedException();

    /// <summary>Whether the peer ended it with an ERROR.</summary>
    public bool EndedByPeer => throw new NotImplementedException();

    /// <summary>The code of the ERROR that ended it, sent or received.</summary>
    public ErrorCode ErrorCode => throw new NotImplementedException();

    /// <summary>The text of that ERROR as received or sent; empty without one. Not escaped.</summary>
    public string ErrorMessage => throw new NotImplementedException();

    /// <summary>When the peer was last heard of, or when the transfer began.</summary>
    public Instant LastHeard => throw new NotImplementedException();

    /// <summary>What was counted.</summary>
    public TransferStatistics Statistics => throw new NotImplementedException();

    /// <summary>The earliest time at which <see cref="HandleTimeout"/> has something to do.</summary>
    public Instant NextDeadline => throw new NotImplementedException();

    /// <summary>Takes a datagram in.</summary>
    /// <param name="now">The time.</param>
    /// <param name="from">Who sent it.</param>
    /// <param name="datagram">The UDP payload.</param>
    /// <param name="payload">For <see cref="Disposition.Accepted"/> DATA: the new bytes of the file; else default.</param>
    public Disposition HandleDatagram(Instant now, PeerEndpoint from, ReadOnlySpan<byte> datagram, out ReceivedPayload payload) =>
        throw new NotImplementedException();

    /// <summary>The client's request came again: the first answer may have been lost. Sends nothing at once that a timer will send.</summary>
    public void HandleRepeatedRequest(Instant now) => throw new NotImplementedException();

    /// <summary>Lets timers that have run out act; a call before <see cref="NextDeadline"/> does nothing.</summary>
    public void HandleTimeout(Instant now) => throw new NotImplementedException();

    /// <summary>Ends the transfer from this side: the peer gets one ERROR. After the end it does nothing.</summary>
    /// <param name="now">The time.</param>
    /// <param name="outcome">How it counts.</param>
    /// <param name="code">The code for the peer.</param>
    /// <param name="message">The text for the peer, ASCII, cut to 200 bytes.</param>
    public void HandleAbort(Instant now, TransferOutcome outcome, ErrorCode code, string message) => throw new NotImplementedException();

    /// <summary>Ends the transfer without a word, because the peer's host says that nobody listens there (ICMP).</summary>
    public void HandleUnreachable(Instant now) => throw new NotImplementedException();

    /// <summary>
    /// Gives the next datagram to send, if there is one. A request (client side) is written whole; DATA has its header
    /// written and its payload named.
    /// </summary>
    /// <param name="now">The time.</param>
    /// <param name="buffer">At least 512 bytes, or <see cref="RequestPacket.MaxBytes"/> on the client side.</param>
    /// <param name="transmit">What to send.</param>
    public bool TryPollTransmit(Instant now, Span<byte> buffer, out Transmit transmit) => throw new NotImplementedException();

    /// <summary>Gives the next event, if there is one.</summary>
    public bool TryPollEvent(out TransferEventKind transferEvent) => throw new NotImplementedException();
}
