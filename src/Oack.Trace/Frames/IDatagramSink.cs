using Oack.Protocol;
using Oack.Protocol.Observe;

namespace Oack.Trace.Frames;

/// <summary>Takes what a <see cref="FrameDecoder"/> finds in frames. Spans hold during the call.</summary>
internal interface IDatagramSink
{
    /// <summary>A UDP datagram, with its payload as far as it was seen.</summary>
    void OnDatagram(in ObservedDatagram datagram, ReadOnlySpan<byte> payload);

    /// <summary>An ICMP destination unreachable that quotes a UDP datagram.</summary>
    void OnUnreachable(Instant time, long frame, PeerEndpoint quotedFrom, PeerEndpoint quotedTo, bool isPort);

    /// <summary>An ARP message, from its first byte.</summary>
    void OnArp(Instant time, long frame, ReadOnlySpan<byte> message);
}
