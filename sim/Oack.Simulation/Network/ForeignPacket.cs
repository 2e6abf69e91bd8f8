using Oack.Protocol;

namespace Oack.Simulation.Network;

/// <summary>A datagram that a stranger sends.</summary>
internal readonly ref struct ForeignPacket
{
    public ForeignPacket(PeerEndpoint from, PeerEndpoint to, ReadOnlySpan<byte> bytes)
    {
        From = from;
        To = to;
        Bytes = bytes;
    }

    public PeerEndpoint From { get; }

    public PeerEndpoint To { get; }

    public ReadOnlySpan<byte> Bytes { get; }
}
