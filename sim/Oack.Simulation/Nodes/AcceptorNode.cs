using Oack.Protocol;
using Oack.Protocol.Options;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;
using Oack.Simulation.Network;

namespace Oack.Simulation.Nodes;

/// <summary>
/// The least that a server needs around its transfers: takes requests at port 69, gives each client one transfer (with a
/// port of its own or at port 69), and lets a repeated request join the transfer that it started.
/// </summary>
public sealed class AcceptorNode : SimulatedNode
{
    /// <summary>The most transfers of one simulation; later requests are not answered.</summary>
    public const int MaxTransfers = 1_000;

    private readonly SimulationLoop _loop;
    private readonly FileContent _content;
    private readonly ServerPlan _plan;
    private readonly SimulationRandom _random;
    private readonly Dictionary<PeerEndpoint, (TransferNode Node, byte[] Request)> _byClient = [];
    private readonly List<TransferNode> _transfers = [];

    /// <summary>A server for one file.</summary>
    public AcceptorNode(SimulationLoop loop, FileContent content, ServerPlan plan, SimulationRandom random)
        : base("listener")
    {
        _loop = loop;
        _content = content;
        _plan = plan;
        _random = random;
        loop.Bind(SimulatedHosts.Server, this);
    }

    /// <summary>All transfers that were started, in order.</summary>
    public IReadOnlyList<TransferNode> Transfers => _transfers;

    /// <inheritdoc/>
    public override bool IsUnderTest => true;

    /// <inheritdoc/>
    public override bool IsDone => true;

    /// <inheritdoc/>
    public override Instant NextDeadline => Instant.Never;

    /// <inheritdoc/>
    public override void HandleDatagram(PeerEndpoint local, in PacketSighting packet)
    {
        _byClient.TryGetValue(packet.From, out (TransferNode Node, byte[] Request) known);
        TransferNode? existing = known.Node;
        if (RequestPacket.TryParse(packet.Bytes, out RequestPacket request) == ParseStatus.Ok)
        {
            if (existing is { IsDone: false } && packet.Bytes.SequenceEqual(known.Request))
            {
                existing.HandleRepeatedRequest(_loop.Now);
                _loop.Arm(existing);
            }
            else if (request.TryGetMode(out TransferMode mode) && _transfers.Count < MaxTransfers)
            {
                if (_plan.SinglePort)
                {
                    // One port of a client has one conversation: what it asks now replaces what it asked before.
                    existing?.Vanish();
                }

                Accept(packet, request.Opcode, mode, request.Options);
            }
        }
        else if (_plan.SinglePort && existing is not null)
        {
            existing.HandleDatagram(local, packet);
            _loop.Arm(existing);
        }
    }

    /// <inheritdoc/>
    public override void HandleUnreachable(Instant now, PeerEndpoint local, PeerEndpoint remote)
    {
        if (_byClient.TryGetValue(remote, out (TransferNode Node, byte[] Request) known))
        {
            known.Node.HandleUnreachable(now, local, remote);
            _loop.Arm(known.Node);
        }
    }

    /// <inheritdoc/>
    public override void HandleTimeout(Instant now)
    {
    }

    private void Accept(in PacketSighting packet, Opcode opcode, TransferMode mode, in OptionList asked)
    {
        long? length = opcode == Opcode.ReadRequest && !_plan.Behavior.HidesLength ? _content.LengthBytes : null;
        OptionList granted = OptionNegotiator.Grant(asked, opcode, mode, length, _plan.Policy);
        TransferParameters parameters = OptionNegotiator.Settle(granted);
        PeerEndpoint local = _plan.SinglePort
            ? SimulatedHosts.Server
            : SimulatedHosts.Server.WithPort((ushort)(SimulatedHosts.FirstServerPort + _transfers.Count));
        TransferMachine machine = opcode == Opcode.ReadRequest
            ? SendTransfer.Answer(_loop.Now, packet.From, granted, parameters, length, _plan.Settings)
            : ReceiveTransfer.Answer(_loop.Now, packet.From, granted, parameters, _plan.Settings);
        var node = new TransferNode(_loop, $"server:{local.Port}#{_transfers.Count}", local, machine, _content, _plan.Settings, _plan.Behavior, _random, isServer: true);
        _transfers.Add(node);
        _byClient[packet.From] = (node, packet.Bytes.ToArray());
        if (!_plan.SinglePort)
        {
            _loop.Bind(local, node);
        }

        node.Start();
        _loop.Add(node);
    }
}
