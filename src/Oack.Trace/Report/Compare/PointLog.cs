using Oack.Protocol.Observe;
using Oack.Protocol.Wire;

namespace Oack.Trace.Report;

/// <summary>
/// Keeps what one point of the path saw of each packet, for <see cref="TwoPointComparison"/>. It holds at most
/// <see cref="MaxPackets"/> packets of 24 bytes; a transfer that does not fit is not compared.
/// </summary>
public sealed class PointLog : IConversationObserver
{
    /// <summary>The most packets that are kept.</summary>
    public const int MaxPackets = 4_000_000;

    private readonly Dictionary<ObservedTransfer, List<PointPacket>?> _packets = [];
    private int _count;

    /// <inheritdoc/>
    public void OnPacket(ObservedTransfer transfer, in ObservedPacket packet, ReadOnlySpan<byte> datagram)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        bool isNumbered = packet.Opcode is Opcode.Data or Opcode.Acknowledgment;

        // Without all its fragments a packet has not arrived.
        if (packet.IsUnreachable || packet.Datagram.Damage == DatagramDamage.FragmentsMissing || (isNumbered && packet.Block < 0))
        {
            return;
        }

        if (!_packets.TryGetValue(transfer, out List<PointPacket>? packets))
        {
            _packets[transfer] = packets = [];
        }

        if (packets is null)
        {
            return;
        }

        if (_count == MaxPackets)
        {
            _count -= packets.Count;
            _packets[transfer] = null;
            return;
        }

        _count++;
        packets.Add(new PointPacket(
            packet.Datagram.Time.Ticks, (uint)packet.Datagram.Frame, isNumbered ? (uint)packet.Block : 0, packet.Opcode, packet.FromClient));
    }

    /// <inheritdoc/>
    public void OnFinding(ObservedTransfer transfer, Finding finding)
    {
    }

    /// <inheritdoc/>
    public void OnEnded(ObservedTransfer transfer)
    {
    }

    /// <summary>The packets of a transfer, sorted by what they are; null where there were too many to keep.</summary>
    internal PointPacket[]? PacketsOf(ObservedTransfer transfer)
    {
        if (!_packets.TryGetValue(transfer, out List<PointPacket>? packets) || packets is null)
        {
            return null;
        }

        PointPacket[] sorted = [.. packets];
        Array.Sort(sorted);
        return sorted;
    }
}
