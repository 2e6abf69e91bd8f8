using Oack.Simulation.Network;
using Oack.Simulation.Nodes;

namespace Oack.Simulation;

/// <summary>One number over all packets and their times: two runs of one seed have the same.</summary>
public sealed class Fingerprint : ISimulationObserver
{
    private const ulong Prime = 1_099_511_628_211;
    private const int MaxBytesPerPacket = 32;

    /// <summary>The number so far (FNV-1a).</summary>
    public ulong Value { get; private set; } = 14_695_981_039_346_656_037;

    /// <inheritdoc/>
    public void OnSent(SimulatedNode sender, in PacketSighting packet, DropReason? dropped)
    {
        Mix(dropped is null ? 1UL : 2UL);
        Take(packet);
    }

    /// <inheritdoc/>
    public void OnDelivered(SimulatedNode receiver, in PacketSighting packet)
    {
        Mix(3);
        Take(packet);
    }

    private void Take(in PacketSighting packet)
    {
        Mix((ulong)packet.Now.Ticks);
        Mix(packet.To.Port);
        Mix((ulong)packet.Bytes.Length);
        foreach (byte value in packet.Bytes[..Math.Min(packet.Bytes.Length, MaxBytesPerPacket)])
        {
            Mix(value);
        }
    }

    private void Mix(ulong value) => Value = (Value ^ value) * Prime;
}
