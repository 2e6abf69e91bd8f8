using Oack.Protocol;
using Oack.Protocol.Multicast;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Server;

/// <summary>What the sessions of both protocols have in common for whoever drives them.</summary>
internal interface IGroupMachine
{
    Instant NextDeadline { get; }

    bool MaySendNow { get; }

    bool IsClosed { get; }

    int BlockSize { get; }

    long BlockCount { get; }

    /// <summary>How far the file went out, in blocks.</summary>
    long HighestBlockSent { get; }

    int ReceiverCount { get; }

    PeerEndpoint? Master { get; }

    MulticastStatistics Statistics { get; }

    void HandleDatagram(Instant now, PeerEndpoint from, ReadOnlySpan<byte> datagram);

    void HandleTimeout(Instant now);

    void HandleUnreachable(Instant now, PeerEndpoint receiver);

    void HandleAbort(Instant now, ErrorCode code, string message);

    bool TryPollTransmit(Instant now, Span<byte> buffer, out Transmit transmit);

    bool TryPollRun(Instant now, int maxBlocks, out BlockRun run, out int retransmissions);

    bool TryPollEvent(out MulticastEvent sessionEvent);
}
