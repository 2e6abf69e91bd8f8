using Oack.Protocol;
using Oack.Protocol.Multicast;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Server;

/// <summary>A group of PXE's multicast TFTP.</summary>
internal sealed class MtftpMachine(MtftpSendSession session) : IGroupMachine
{
    internal MtftpSendSession Session => session;

    public Instant NextDeadline => session.NextDeadline;

    public bool MaySendNow => session.MaySendNow;

    public bool IsClosed => session.IsClosed;

    public int BlockSize => session.BlockSize;

    public long BlockCount => session.BlockCount;

    public long HighestBlockSent => session.CurrentBlock;

    /// <summary>Listeners are not known; the one that asked is.</summary>
    public int ReceiverCount => session.State is MulticastState.Idle or MulticastState.Closed ? 0 : 1;

    public PeerEndpoint? Master => session.Master;

    public MulticastStatistics Statistics => session.Statistics;

    public void HandleDatagram(Instant now, PeerEndpoint from, ReadOnlySpan<byte> datagram) =>
        session.HandleDatagram(now, from, datagram);

    public void HandleTimeout(Instant now) => session.HandleTimeout(now);

    public void HandleUnreachable(Instant now, PeerEndpoint receiver) => session.HandleUnreachable(now, receiver);

    public void HandleAbort(Instant now, ErrorCode code, string message) => session.HandleAbort(now, code, message);

    public bool TryPollTransmit(Instant now, Span<byte> buffer, out Transmit transmit) =>
        session.TryPollTransmit(now, buffer, out transmit);

    /// <summary>Blocks leave one by one: each waits for the ACK of the one before.</summary>
    public bool TryPollRun(Instant now, int maxBlocks, out BlockRun run, out int retransmissions)
    {
        run = default;
        retransmissions = 0;
        return false;
    }

    public bool TryPollEvent(out MulticastEvent sessionEvent) => session.TryPollEvent(out sessionEvent);
}
