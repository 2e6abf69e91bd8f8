namespace Oack.Protocol.Observe;

/// <summary>
/// Watches datagrams of both sides, finds out which belong to one transfer, and says what happened in it and why.
/// </summary>
public sealed partial class ConversationTracker
{
    /// <summary>Starts with no transfer.</summary>
    public ConversationTracker(IConversationObserver? observer = null) { }

    /// <summary>The transfers, in the order of their requests.</summary>
    public IReadOnlyList<ObservedTransfer> Transfers => throw new NotImplementedException();

    /// <summary>Takes in a UDP datagram; what is no TFTP is left alone.</summary>
    /// <returns>The transfer that it belongs to, or null.</returns>
    public ObservedTransfer? Observe(in ObservedDatagram datagram, ReadOnlySpan<byte> payload) => throw new NotImplementedException();

    /// <summary>Takes in an ICMP destination unreachable that quotes a datagram.</summary>
    /// <param name="time">When it was seen.</param>
    /// <param name="frame">Its frame.</param>
    /// <param name="quotedFrom">The source of the datagram that it quotes.</param>
    /// <param name="quotedTo">The destination of the datagram that it quotes.</param>
    /// <param name="isPort">Whether it is the port (else host, network, or a filter) that is unreachable.</param>
    public void ObserveUnreachable(Instant time, long frame, PeerEndpoint quotedFrom, PeerEndpoint quotedTo, bool isPort) =>
        throw new NotImplementedException();

    /// <summary>Ends what has been silent for long; for live watching. Calls of the other methods do it too.</summary>
    public void HandleTimeout(Instant now) => throw new NotImplementedException();

    /// <summary>No more will be seen: says of each transfer how it stands.</summary>
    public void Finish() => throw new NotImplementedException();
}
