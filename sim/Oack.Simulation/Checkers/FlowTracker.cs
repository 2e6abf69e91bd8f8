using Oack.Protocol;
using Oack.Simulation.Network;
using Oack.Simulation.Nodes;

namespace Oack.Simulation.Checkers;

/// <summary>
/// Keeps the <see cref="Flow"/>s that the checkers judge by. It reads packets by hand (<see cref="RawPacket"/>), so that
/// the checkers share no code with what they check.
/// </summary>
public sealed class FlowTracker : ISimulationObserver
{
    private readonly Dictionary<(PeerEndpoint Local, PeerEndpoint Remote), Flow> _flows = [];
    private readonly Dictionary<PeerEndpoint, Request> _sentRequests = [];
    private readonly Dictionary<PeerEndpoint, Request> _heardRequests = [];
    private readonly Dictionary<PeerEndpoint, int> _requestCounts = [];

    /// <summary>The flow of a datagram that a node under test sent.</summary>
    public Flow FlowOfSent(in PacketSighting packet) => Of(packet.From, packet.To);

    /// <summary>The flow of a datagram that a node under test is handed.</summary>
    public Flow FlowOfDelivered(in PacketSighting packet) => Of(packet.To, packet.From);

    /// <summary>How many requests of a client were delivered.</summary>
    public int RequestsHeardOf(PeerEndpoint client) => _requestCounts.GetValueOrDefault(client);

    /// <inheritdoc/>
    public void OnSent(SimulatedNode sender, in PacketSighting packet, DropReason? dropped)
    {
        ArgumentNullException.ThrowIfNull(sender);
        if (!sender.IsUnderTest)
        {
            return;
        }

        if (packet.Opcode is RawPacket.ReadRequest or RawPacket.WriteRequest)
        {
            _sentRequests[packet.From] = ReadRequest(packet);
        }

        if (sender.Cause == SendCause.Start)
        {
            // A new transfer may use the ports of an old one (a server with a single port).
            _flows.Remove((packet.From, packet.To));
        }

        Flow flow = Of(packet.From, packet.To);
        switch (packet.Opcode)
        {
            case RawPacket.OptionAcknowledgment when !flow.IsSettled:
                Settle(flow, RawPacket.Options(packet.Bytes));
                flow.IsOpening = true;
                flow.HighestAcknowledged = -1;
                break;
            case RawPacket.Data:
                flow.IsSettled = true;
                flow.LastSentBlock = WireNumber.Nearest(packet.Block, flow.HighestSent, flow.RolloverTo);
                flow.DataSent++;
                flow.DataSentAgain += flow.LastSentBlock <= flow.HighestSent ? 1 : 0;
                flow.HighestSent = Math.Max(flow.HighestSent, flow.LastSentBlock);
                break;
            default:
                break;
        }
    }

    /// <inheritdoc/>
    public void OnDelivered(SimulatedNode receiver, in PacketSighting packet)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        if (!receiver.IsUnderTest)
        {
            return;
        }

        if (packet.Opcode is RawPacket.ReadRequest or RawPacket.WriteRequest)
        {
            // Anywhere else a request has no place, and changes nothing.
            if (packet.To.Port == SimulatedHosts.RequestPort)
            {
                Request request = ReadRequest(packet);
                if (_heardRequests.TryGetValue(packet.From, out Request? before) && before.Text != request.Text)
                {
                    // With a single port, another request is another conversation between the same ports.
                    _flows.Remove((packet.To, packet.From));
                }

                _heardRequests[packet.From] = request;
                _requestCounts[packet.From] = RequestsHeardOf(packet.From) + 1;
            }

            return;
        }

        Flow flow = Of(packet.To, packet.From);
        flow.LastDelivered = LastDelivered.Other;
        flow.PeerHasAnswered = true;
        switch (packet.Opcode)
        {
            case RawPacket.Error when packet.Bytes.Length >= 4:
                flow.LastDelivered = LastDelivered.Error;
                break;
            case RawPacket.OptionAcknowledgment when !flow.IsServer && !flow.IsSettled:
                Settle(flow, RawPacket.Options(packet.Bytes));
                flow.HighestAcknowledged = 0;
                break;
            case RawPacket.Acknowledgment when packet.Bytes.Length is 4 or 5 && flow.SendsData:
                HandleAck(flow, packet.Block);
                break;
            case RawPacket.Data when packet.Block == 1 && !flow.SendsData:
                flow.IsSettled = true;
                break;
            default:
                break;
        }
    }

    private static void HandleAck(Flow flow, ushort number)
    {
        if (!flow.IsSettled || flow.IsOpening)
        {
            // A client's request, or a server's OACK: only ACK 0 opens.
            if (number == 0)
            {
                flow.IsSettled = true;
                flow.IsOpening = false;
                flow.HighestAcknowledged = 0;
            }

            return;
        }

        long block = WireNumber.Nearest(number, flow.HighestAcknowledged, flow.RolloverTo);
        if (block > flow.HighestAcknowledged && block <= flow.HighestSent)
        {
            flow.HighestAcknowledged = block;
        }
        else if (block <= flow.HighestAcknowledged)
        {
            flow.LastDelivered = LastDelivered.DuplicateAck;
        }
    }

    private static void Settle(Flow flow, Dictionary<string, long> granted)
    {
        flow.IsSettled = true;
        flow.BlockSize = (int)Math.Min(int.MaxValue, granted.GetValueOrDefault("blksize", granted.GetValueOrDefault("blksize2", 512)));
        flow.WindowBlocks = (int)Math.Clamp(granted.GetValueOrDefault("windowsize", 1), 1, 65_535);
        flow.RolloverTo = granted.GetValueOrDefault("rollover", 0) == 1 ? 1 : 0;
    }

    private static Request ReadRequest(in PacketSighting packet) =>
        new(packet.Opcode == RawPacket.ReadRequest, RawPacket.Options(packet.Bytes), OptionNames(packet.Bytes), Convert.ToHexString(packet.Bytes));

    private static List<string> OptionNames(ReadOnlySpan<byte> request)
    {
        List<string> strings = RawPacket.Strings(request);
        List<string> names = [];
        for (int i = 2; i + 1 < strings.Count; i += 2)
        {
            names.Add(strings[i]);
        }

        return names;
    }

    private Flow Of(PeerEndpoint local, PeerEndpoint remote)
    {
        if (_flows.TryGetValue((local, remote), out Flow? flow))
        {
            return flow;
        }

        flow = new Flow(local, remote);
        if (_heardRequests.TryGetValue(remote, out Request? request))
        {
            flow.IsServer = true;
        }
        else
        {
            _sentRequests.TryGetValue(local, out request);
        }

        if (request is not null)
        {
            flow.IsRead = request.IsRead;
            flow.Asked = request.Options;
            flow.AskedNames = request.Names;
        }

        _flows.Add((local, remote), flow);
        return flow;
    }

    private sealed record Request(bool IsRead, Dictionary<string, long> Options, List<string> Names, string Text);
}
