namespace Oack.Protocol.Multicast;

/// <summary>An event of a session.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Receiver">Server: whom it concerns; else all zero.</param>
public readonly record struct MulticastEvent(MulticastEventKind Kind, PeerEndpoint Receiver = default);
