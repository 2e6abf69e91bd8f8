using Oack.Protocol;
using Oack.Protocol.Multicast;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Server;

/// <summary>A group of RFC 2090.</summary>
internal sealed class RoomMachine(MulticastSendSession session) : IGroupMachine
{
    internal MulticastSendSession Session => session;

    public Instant NextDeadline => session.NextDeadline;

    public bool MaySendNow => session.MaySendNow;

    public bool IsClosed => session.IsClosed;

    public int BlockSize => session.Parameters.BlockSize;

    public long BlockCount => session.BlockCount;

    public long HighestBlockSent => session.HighestBlockSent;

    public int ReceiverCount => session.ReceiverCount;

    public PeerEndpoint? Master => session.Master;

    public MulticastStatistics Statistics => session.Statistics;

    public void HandleDatagram(Instant now, PeerEndpoint from, ReadOnlySpan<byte> datagram) =>
        session.HandleDatagram(now, from, datagram);

    public void HandleTimeout(Instant now) => session.HandleTimeout(now);

    public void HandleUnreachable(Instant now, PeerEndpoint receiver) => session.HandleUnreachable(now, receiver);

    public void HandleAbort(Instant now, ErrorCode code, string message) => session.HandleAbort(now, code, message);

    public bool TryPollTransmit(Instant now, Span<byte> buffer, out Transmit transmit) =>
        session.TryPollTransmit(now, buffer, out transmit);

    public bool TryPollRun(Instant now, int maxBlocks, out BlockRun run, out int retransmissions) =>
        session.TryPollRun(now, maxBlocks, out run, out retransmissions);

    public bool TryPollEvent(out MulticastEvent sessionEvent) => session.TryPollEvent(out sessionEvent);
}
