using Oack.Protocol;
using Oack.Protocol.Observe;

namespace Oack.Trace.Frames;

/// <summary>An IP packet, or a datagram that was put together from several: all but its bytes.</summary>
/// <param name="Time">When it was seen.</param>
/// <param name="Frame">The frame that carried it, or completed it.</param>
/// <param name="Source">Its source, without a port.</param>
/// <param name="Target">Its destination, without a port.</param>
/// <param name="PayloadBytes">How many bytes lie behind its headers by what they say; -1 where that is not known.</param>
/// <param name="Damage">What is missing of it.</param>
/// <param name="IpId">The identification of IPv4, or -1.</param>
/// <param name="FragmentBytes">The largest of its fragments, or 0.</param>
internal readonly record struct PacketInfo(
    Instant Time,
    long Frame,
    PeerEndpoint Source,
    PeerEndpoint Target,
    int PayloadBytes,
    DatagramDamage Damage = DatagramDamage.None,
    int IpId = -1,
    int FragmentBytes = 0);
