using Oack.Protocol;

namespace Oack.Net;

/// <summary>Where a datagram came from and which of our addresses it was sent to.</summary>
/// <param name="Channel">The socket it arrived on.</param>
/// <param name="Remote">Who sent it.</param>
/// <param name="Local">
/// The address and port that the sender asked, also on a wildcard bind; the address is "any" where the system does not tell.
/// </param>
/// <param name="IsBroadcast">Sent to a broadcast or multicast address (RFC 1123 §4.2.3.5: ignored).</param>
public readonly record struct IncomingDatagram(ChannelId Channel, PeerEndpoint Remote, PeerEndpoint Local, bool IsBroadcast)
{
    /// <summary>
    /// The number of the receive that brought it together with others, unique in the process: all of them had arrived
    /// before the first was handed in. 0 when it came by itself.
    /// </summary>
    public long Batch { get; init; }
}
