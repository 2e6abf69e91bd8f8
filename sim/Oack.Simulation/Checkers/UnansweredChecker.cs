using Oack.Protocol;
using Oack.Protocol.Transfer;
using Oack.Simulation.Network;
using Oack.Simulation.Nodes;

namespace Oack.Simulation.Checkers;

/// <summary>
/// A source that has not answered yet gets at most one packet a timeout, and few: a forged request must not buy much
/// (no window, no burst, no second packet for a repeated request).
/// </summary>
public sealed class UnansweredChecker(SimulationLoop loop, FlowTracker flows, TransferSettings settings) : Checker(loop)
{
    private const int LargestPacketBytes = 516;
    private readonly Dictionary<Flow, (Instant Last, int Count)> _sent = [];

    /// <inheritdoc/>
    public override string Rule => "unanswered peer";

    /// <inheritdoc/>
    public override void OnSent(SimulatedNode sender, in PacketSighting packet, DropReason? dropped)
    {
        ArgumentNullException.ThrowIfNull(sender);
        if (!sender.IsUnderTest)
        {
            return;
        }

        Flow flow = flows.FlowOfSent(packet);
        if (!flow.IsServer || flow.PeerHasAnswered || IsTainted)
        {
            return;
        }

        bool isFirst = !_sent.TryGetValue(flow, out (Instant Last, int Count) before);
        int count = isFirst ? 1 : before.Count + 1;
        _sent[flow] = (packet.Now, count);
        if (packet.Bytes.Length > LargestPacketBytes)
        {
            Report($"{sender.Name} sends {packet.Bytes.Length} bytes to a peer that has not answered");
        }

        if (isFirst || packet.Opcode == RawPacket.Error)
        {
            return;
        }

        TimeSpan shortest = settings.FixedTimeout ?? settings.InitialTimeout;
        if (flow.Asked.TryGetValue("utimeout", out long microseconds))
        {
            shortest = Shorter(shortest, TimeSpan.FromMicroseconds(microseconds));
        }

        if (flow.Asked.TryGetValue("timeout", out long seconds))
        {
            shortest = Shorter(shortest, TimeSpan.FromSeconds(seconds));
        }

        if (packet.Now - before.Last < shortest)
        {
            Report($"{sender.Name} sends a second packet to a peer that has not answered after {packet.Now - before.Last}");
        }

        // Each request that came again may buy one more packet, a timeout later.
        if (count > settings.MaxUnansweredRetransmissions + flows.RequestsHeardOf(packet.To))
        {
            Report($"{sender.Name} sends packet {count} to a peer that has not answered");
        }
    }

    private static TimeSpan Shorter(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
