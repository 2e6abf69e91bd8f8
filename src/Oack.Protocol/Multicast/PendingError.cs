using Oack.Protocol.Wire;

namespace Oack.Protocol.Multicast;

/// <summary>An ERROR that is to be sent.</summary>
internal readonly record struct PendingError(PeerEndpoint To, ErrorCode Code, string Message);
