using Oack.Protocol;
using Oack.Protocol.Wire;

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

    private static readonly TimeSpan s_refusedMemory = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_endedMemory = TimeSpan.FromSeconds(5);

    private readonly Place[] _places = new Place[Places];

    /// <summary>A request was refused: an ACK of the ERROR may follow.</summary>
    internal void NoteRefused(Instant now, in PeerKey key) => Note(key, now + s_refusedMemory, onlyAcks: true);

    /// <summary>A transfer on the listening port ended: copies of its packets may follow.</summary>
    internal void NoteEnded(Instant now, in PeerKey key) => Note(key, now + s_endedMemory, onlyAcks: false);

    /// <summary>Whether a packet that belongs to no transfer is an echo of what is over.</summary>
    internal bool Explains(Instant now, in PeerKey key, Opcode opcode)
    {
        PeerKey peer = key with { RequestHash = 0 };
        ref readonly Place place = ref _places[IndexOf(peer)];
        return place.Peer == peer && now < place.Until && (opcode == Opcode.Acknowledgment || !place.OnlyAcks);
    }

    private void Note(in PeerKey key, Instant until, bool onlyAcks)
    {
        PeerKey peer = key with { RequestHash = 0 };
        _places[IndexOf(peer)] = new Place(peer, until, onlyAcks);
    }

    private static int IndexOf(in PeerKey peer) => (int)((uint)peer.GetHashCode() % Places);

    private readonly record struct Place(PeerKey Peer, Instant Until, bool OnlyAcks);
}
