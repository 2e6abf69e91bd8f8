namespace Oack.Net;

/// <summary>How an engine connects the sockets of transfers to their peers, once these are known.</summary>
public enum ChannelConnecting
{
    /// <summary>
    /// A second socket on the same port is connected and has the traffic with the peer; the first still hears strangers,
    /// whom the shard owes ERROR 5 (RFC 1350 §4). It costs a descriptor more for each transfer that lasts, and for each port
    /// that served many short ones.
    /// </summary>
    Beside,

    /// <summary>
    /// The transfer's only socket is connected. The system then refuses everybody else at its port (ICMP): for who owes
    /// strangers nothing.
    /// </summary>
    Alone,

    /// <summary>No socket is connected.</summary>
    Never,
}
