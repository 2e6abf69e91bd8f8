namespace Oack.Protocol.Observe;

/// <summary>A UDP datagram that was seen on its way: all but its bytes.</summary>
/// <param name="Time">When it was seen; captures count from the Unix epoch, a server from its own origin.</param>
/// <param name="Frame">The number of the frame that completed it, from 1; a server counts its own datagrams.</param>
/// <param name="From">Its source.</param>
/// <param name="To">Its destination.</param>
/// <param name="PayloadBytes">Its payload by the UDP header, which may be more than what was seen of it.</param>
/// <param name="Damage">What is missing of it.</param>
/// <param name="IpId">The identification of the IPv4 packet, or -1 where none is known; 0 says nothing (RFC 6864 §4).</param>
/// <param name="FragmentBytes">Of a datagram that came in IP fragments the largest IP packet among them, else 0.</param>
public readonly record struct ObservedDatagram(
    Instant Time,
    long Frame,
    PeerEndpoint From,
    PeerEndpoint To,
    int PayloadBytes,
    DatagramDamage Damage = DatagramDamage.None,
    int IpId = -1,
    int FragmentBytes = 0);
