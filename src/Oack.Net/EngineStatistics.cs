namespace Oack.Net;

/// <summary>What an engine counted since it was bound; a snapshot that any thread may take.</summary>
/// <param name="DatagramsReceived">Datagrams handed to the shard.</param>
/// <param name="DatagramsSent">Datagrams that the system took.</param>
/// <param name="SendsDropped">
/// Datagrams that the system did not take (no route, a filter, a full buffer) or whose channel was closed.
/// </param>
/// <param name="ReceivesFailed">Receives that ended with an error or without a datagram.</param>
/// <param name="ChannelsFailed">Transfer channels that could not be opened.</param>
/// <param name="Unreachables">ICMP messages that say that nobody listens on a peer's port.</param>
/// <param name="OpenChannels">Transfer channels that are open now.</param>
public readonly record struct EngineStatistics(
    long DatagramsReceived,
    long DatagramsSent,
    long SendsDropped,
    long ReceivesFailed,
    long ChannelsFailed,
    long Unreachables,
    int OpenChannels);
