using Oack.Protocol;

namespace Oack.Simulation.Network;

/// <summary>A period in which nothing gets through.</summary>
/// <param name="From">Its first moment.</param>
/// <param name="Until">Its end; <see cref="Instant.Never"/> for a partition that does not heal.</param>
/// <param name="OnlyTowards">The host whose incoming direction is cut, or null for both directions.</param>
public readonly record struct Partition(Instant From, Instant Until, PeerEndpoint? OnlyTowards = null)
{
    /// <summary>Whether a datagram sent now is cut off.</summary>
    public bool Cuts(Instant now, PeerEndpoint to) =>
        now >= From && now < Until && (OnlyTowards is not { } only || only.HasAddressOf(to));
}
