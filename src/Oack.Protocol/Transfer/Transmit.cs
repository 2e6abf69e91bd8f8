using Oack.Protocol.Wire;

namespace Oack.Protocol.Transfer;

/// <summary>
/// One datagram to send: the header stands in the caller's buffer, the payload is named, not copied. A driver puts
/// <paramref name="PayloadBytes"/> bytes of the content behind the header and sends both as one datagram.
/// </summary>
/// <param name="To">Where it goes.</param>
/// <param name="Kind">Which packet it is.</param>
/// <param name="HeaderBytes">How many bytes were written to the start of the buffer.</param>
/// <param name="PayloadOffset">Where the payload starts in the content.</param>
/// <param name="PayloadBytes">
/// How many bytes of content follow. While the length of the content is unknown this is a whole block; a driver that
/// finds fewer calls <see cref="SendTransfer.HandleContentEnd"/> and sends what there is.
/// </param>
/// <param name="IsRetransmission">Whether the peer was sent this before.</param>
public readonly record struct Transmit(
    PeerEndpoint To,
    Opcode Kind,
    int HeaderBytes,
    long PayloadOffset,
    int PayloadBytes,
    bool IsRetransmission);
