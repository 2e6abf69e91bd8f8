using Oack.Protocol;

namespace Oack.Server;

/// <summary>
/// What tells conversations on one listener apart: who asks and which of our addresses. With a port for each transfer
/// the hash of the request belongs to it too, so that two different requests of one client port live side by side.
/// </summary>
internal readonly record struct PeerKey(int Listener, PeerEndpoint Remote, PeerEndpoint Local, int RequestHash);
