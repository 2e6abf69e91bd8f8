using Oack.Protocol;
using Oack.Simulation.Network;
using Oack.Simulation.Nodes;

namespace Oack.Simulation.Reference;

/// <summary>A simple server at port 69: one <see cref="ReferencePeer"/> with a port of its own for each request.</summary>
public sealed class ReferenceServer : SimulatedNode
{
    private const int MaxTransfers = 200;
    private readonly SimulationLoop _loop;
    private readonly ReferenceHabits _habits;
    private readonly FileContent _content;
    private readonly Dictionary<PeerEndpoint, ReferencePeer> _byClient = [];
    private readonly List<ReferencePeer> _transfers = [];

    /// <summary>A server for one file.</summary>
    public ReferenceServer(SimulationLoop loop, ReferenceHabits habits, FileContent content)
        : base("reference listener")
    {
        ArgumentNullException.ThrowIfNull(loop);
        _loop = loop;
        _habits = habits;
        _content = content;
        loop.Bind(SimulatedHosts.Server, this);
    }

    /// <summary>All transfers that were started, in order.</summary>
    public IReadOnlyList<ReferencePeer> Transfers => _transfers;

    /// <inheritdoc/>
    public override bool IsDone => true;

    /// <inheritdoc/>
    public override Instant NextDeadline => Instant.Never;

    /// <inheritdoc/>
    public override void HandleDatagram(PeerEndpoint local, in PacketSighting packet)
    {
        bool isRunning = _byClient.TryGetValue(packet.From, out ReferencePeer? running) && !running.IsDone;
        if (packet.Opcode is not (RawPacket.ReadRequest or RawPacket.WriteRequest)
            || (isRunning && !_habits.StartsAgainOnRepeatedRequest)
            || _transfers.Count >= MaxTransfers)
        {
            return;
        }

        PeerEndpoint own = SimulatedHosts.Server.WithPort((ushort)(SimulatedHosts.FirstServerPort + _transfers.Count));
        string name = $"reference:{own.Port}";
        ReferencePeer peer = packet.Opcode == RawPacket.ReadRequest
            ? new ReferenceSender(_loop, name, own, packet.From, _habits, _content, isServer: true)
            : new ReferenceReceiver(_loop, name, own, packet.From, _habits, _content, isServer: true);
        _byClient[packet.From] = peer;
        _transfers.Add(peer);
        peer.Answer(packet.Bytes);
        _loop.Add(peer);
    }

    /// <inheritdoc/>
    public override void HandleTimeout(Instant now)
    {
    }
}
