using Oack.Protocol;

namespace Oack.Net;

/// <summary>How a train of datagrams leaves.</summary>
/// <param name="Channel">The socket to use; a transfer's own is opened when first used.</param>
/// <param name="Remote">Where to.</param>
/// <param name="Local">The address to answer from (the one that was asked); its port is that of the listener asked.</param>
public readonly record struct OutgoingTrain(ChannelId Channel, PeerEndpoint Remote, PeerEndpoint Local);
