using Oack.Protocol;

namespace Oack.Boot;

/// <summary>How a message came in.</summary>
/// <param name="From">Who sent it.</param>
/// <param name="Port">The port that it was sent to.</param>
/// <param name="Interface">The interface on which it came.</param>
public readonly record struct DhcpArrival(PeerEndpoint From, ushort Port, BootInterface Interface);
