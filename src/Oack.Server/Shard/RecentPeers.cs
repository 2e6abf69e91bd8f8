using Oack.Protocol;

namespace Oack.Server;

/// <summary>
/// Peers whose conversation ended a moment ago. What still comes from them is no puzzle worth an ERROR 5: tftp-hpa
/// acknowledges an ERROR, and with a single port the copy of a last ACK comes after its transfer. An ERROR would wait in
/// the socket of a client that uses one port for all its transfers, and end the next one. A table of fixed size: a newer
/// peer takes the place of an older one.
/// </summary>
internal sealed class RecentPeers
{
    /// <summary>How many peers are remembered at most.</summary>
    internal const int Places = 4_096;

    private static readonly TimeSpan s_memory = TimeSpan.FromSeconds(5);

    private readonly (PeerKey Key, Instant Until)[] _places = new (PeerKey, Instant)[Places];

    internal void Note(Instant now, in PeerKey key)
    {
        PeerKey peer = key with { RequestHash = 0 };
        _places[PlaceOf(peer)] = (peer, now + s_memory);
    }

    internal bool Contains(Instant now, in PeerKey key)
    {
        PeerKey peer = key with { RequestHash = 0 };
        (PeerKey Key, Instant Until) place = _places[PlaceOf(peer)];
        return place.Key == peer && now < place.Until;
    }

    private static int PlaceOf(in PeerKey peer) => (int)((uint)peer.GetHashCode() % Places);
}
