namespace Oack.Boot.Serving;

/// <summary>Takes a message; the answer, or null, leaves the way the message came.</summary>
internal delegate DhcpReply? DhcpReceiver(in DhcpArrival arrival, ReadOnlySpan<byte> datagram);
