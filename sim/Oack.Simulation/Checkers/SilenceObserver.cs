using Oack.Protocol;
using Oack.Simulation.Network;
using Oack.Simulation.Nodes;

namespace Oack.Simulation.Checkers;

/// <summary>
/// Tells bad luck from a bug: an end that heard nothing for long while at least four packets were lost had bad luck, and
/// may have given up. An end that heard nothing because nobody sent anything has no such excuse.
/// </summary>
public sealed class SilenceObserver : ISimulationObserver
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(4);
    private const int ManyDrops = 4;

    private readonly Dictionary<PeerEndpoint, Ear> _ears = [];
    private long _drops;

    /// <summary>Whether an end had such bad luck that a failure is no bug.</summary>
    public bool HasExcuse { get; private set; }

    /// <inheritdoc/>
    public void OnSent(SimulatedNode sender, in PacketSighting packet, DropReason? dropped)
    {
        _drops += dropped is null ? 0 : 1;
        Listen(packet.From.WithPort(0), packet.Now, heard: false);
    }

    /// <inheritdoc/>
    public void OnDelivered(SimulatedNode receiver, in PacketSighting packet)
    {
        if ((packet.Marks & PacketMarks.Foreign) == 0)
        {
            Listen(packet.To.WithPort(0), packet.Now, heard: true);
        }
    }

    private void Listen(PeerEndpoint host, Instant now, bool heard)
    {
        if (!_ears.TryGetValue(host, out Ear? ear))
        {
            _ears.Add(host, ear = new Ear { LastHeard = now, DropsThen = _drops });
        }

        HasExcuse |= now - ear.LastHeard >= s_long && _drops - ear.DropsThen >= ManyDrops;
        if (heard)
        {
            ear.LastHeard = now;
            ear.DropsThen = _drops;
        }
    }

    private sealed class Ear
    {
        public Instant LastHeard { get; set; }

        public long DropsThen { get; set; }
    }
}
