using Oack.Protocol;

namespace Oack.Boot.Link;

/// <summary>What came to a port of a played machine.</summary>
/// <param name="Port">The port.</param>
/// <param name="From">Who sent it; of an ICMP error whom it is about.</param>
/// <param name="Payload">Its bytes; empty of an ICMP error.</param>
/// <param name="IsUnreachable">Whether it is an ICMP error: nobody listens there.</param>
internal readonly record struct ReceivedDatagram(ushort Port, PeerEndpoint From, byte[] Payload, bool IsUnreachable = false);
