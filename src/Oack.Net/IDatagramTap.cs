using Oack.Protocol;

namespace Oack.Net;

/// <summary>
/// Listens in on an engine: sees each datagram with its bytes and with the addresses and ports that it really travels
/// between, which only the engine knows. For recordings of a server's own traffic.
/// </summary>
/// <remarks>
/// It is called on the thread that moves the datagrams, so it must be quick, must not wait, and must not throw: an
/// exception ends the engine. Engines of one group (<see cref="DatagramEngine.BindGroup"/>) call it from several threads
/// at once. An address is "any" where the system does not tell it.
/// </remarks>
public interface IDatagramTap
{
    /// <summary>A datagram has arrived; the shard has not seen it yet.</summary>
    /// <param name="from">Who sent it.</param>
    /// <param name="to">The address and port that it was sent to, which may be those of a broadcast.</param>
    /// <param name="datagram">Its bytes; valid during the call only. What the system handed in joined comes one by one.</param>
    void OnReceived(in PeerEndpoint from, in PeerEndpoint to, ReadOnlySpan<byte> datagram);

    /// <summary>The system has taken a datagram, to send it.</summary>
    /// <param name="from">The address and port that it leaves from.</param>
    /// <param name="to">Where it goes.</param>
    /// <param name="datagram">Its bytes; valid during the call only. Those of a train come one by one.</param>
    void OnSent(in PeerEndpoint from, in PeerEndpoint to, ReadOnlySpan<byte> datagram);
}
