using Oack.Protocol;

namespace Oack.Client;

/// <summary>Something that sees the datagrams of a transfer, each once, in the order in which they go and come.</summary>
/// <param name="direction">Sent or received.</param>
/// <param name="peer">Where it went, or who sent it.</param>
/// <param name="datagram">The UDP payload, valid during the call.</param>
public delegate void PacketObserver(PacketDirection direction, PeerEndpoint peer, ReadOnlySpan<byte> datagram);
