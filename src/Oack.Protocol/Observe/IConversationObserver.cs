namespace Oack.Protocol.Observe;

/// <summary>Hears what a <see cref="ConversationTracker"/> makes out. It is called within the tracker's own calls.</summary>
public interface IConversationObserver
{
    /// <summary>A packet belongs to a transfer. A client that asks begins one with its first packet.</summary>
    /// <param name="transfer">The transfer, as it is after the packet.</param>
    /// <param name="packet">The packet.</param>
    /// <param name="datagram">Its bytes, as far as they were seen; valid during the call only.</param>
    void OnPacket(ObservedTransfer transfer, in ObservedPacket packet, ReadOnlySpan<byte> datagram);

    /// <summary>Something has become certain of a transfer.</summary>
    /// <param name="transfer">The transfer.</param>
    /// <param name="finding">What it is; it stands in <see cref="ObservedTransfer.Findings"/> too.</param>
    void OnFinding(ObservedTransfer transfer, Finding finding);

    /// <summary>A transfer is over, or the watching is: its outcome stands. Findings about several transfers may still follow.</summary>
    /// <param name="transfer">The transfer.</param>
    void OnEnded(ObservedTransfer transfer);
}
