using Oack.Protocol;
using Oack.Protocol.Observe;

namespace Oack.Server;

/// <summary>
/// The server watches its own conversations. Packets concern one transfer and are looked at by its shard alone; what
/// several transfers of a host show together is told by one tracker of all shards, which is asked when a transfer begins
/// and when it ends.
/// </summary>
internal sealed class ServerDiagnosis
{
    private readonly Lock _lock = new();
    private readonly ConversationTracker _tracker = new(observer: null, keepsEnded: false);

    internal ObservedTransfer? Begin(Instant now, PeerEndpoint client, PeerEndpoint server, ReadOnlySpan<byte> request)
    {
        lock (_lock)
        {
            return _tracker.Begin(new ObservedDatagram(now, 1, client, server, request.Length), request);
        }
    }

    internal IReadOnlyList<Finding> End(Instant now, ObservedTransfer transfer)
    {
        lock (_lock)
        {
            _tracker.End(transfer, now);
            return transfer.Findings.Count == 0 ? [] : [.. transfer.Findings];
        }
    }

    internal static void Received(Instant now, ServerTransfer transfer, ReadOnlySpan<byte> datagram) =>
        Observe(now, transfer, datagram, fromClient: true);

    internal static void Sent(Instant now, ServerTransfer transfer, ReadOnlySpan<byte> datagram) =>
        Observe(now, transfer, datagram, fromClient: false);

    private static void Observe(Instant now, ServerTransfer transfer, ReadOnlySpan<byte> datagram, bool fromClient)
    {
        ObservedTransfer observed = transfer.Observed!;
        if (observed.TryObserveUsual(now, datagram, fromClient))
        {
            return;
        }

        (PeerEndpoint from, PeerEndpoint to) = fromClient ? (transfer.Remote, transfer.Local) : (transfer.Local, transfer.Remote);
        observed.Observe(new ObservedDatagram(now, observed.Packets + 1, from, to, datagram.Length), datagram, fromClient);
    }
}
