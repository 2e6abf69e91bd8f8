using Oack.Protocol;

namespace Oack.Simulation.Network;

/// <summary>A datagram on its way, or the news that a port is unreachable. Taken from a pool and given back.</summary>
internal sealed class Delivery
{
    public byte[] Buffer { get; set; } = [];

    public int LengthBytes { get; set; }

    public PeerEndpoint From { get; set; }

    public PeerEndpoint To { get; set; }

    public PacketMarks Marks { get; set; }

    /// <summary>Whether this is ICMP port unreachable: <see cref="To"/> hears that <see cref="From"/> is not there.</summary>
    public bool IsUnreachable { get; set; }

    public ReadOnlySpan<byte> Bytes => Buffer.AsSpan(0, LengthBytes);
}
