using System.Globalization;
using Oack.Protocol;
using Oack.Protocol.Transfer;
using Oack.Simulation.Network;
using Oack.Simulation.Nodes;

namespace Oack.Simulation;

/// <summary>Writes each packet and event of a run on a line of its own, with its virtual time in seconds.</summary>
public sealed class PacketLog(TextWriter writer) : ISimulationObserver
{
    /// <inheritdoc/>
    public void OnSent(SimulatedNode sender, in PacketSighting packet, DropReason? dropped)
    {
        ArgumentNullException.ThrowIfNull(sender);
        string fate = dropped is { } reason ? $"   LOST ({reason})" : "";
        Line(packet.Now, $"{sender.Name,-16} --> {packet.To}  {RawPacket.Describe(packet.Bytes)}   [{sender.Cause}]{fate}");
    }

    /// <inheritdoc/>
    public void OnUndeliverable(in PacketSighting packet) =>
        Line(packet.Now, $"nobody at {packet.To} for {RawPacket.Describe(packet.Bytes)} of {packet.From}");

    /// <inheritdoc/>
    public void OnDelivered(SimulatedNode receiver, in PacketSighting packet)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        string marks = packet.Marks == PacketMarks.None ? "" : $"   ({packet.Marks})";
        Line(packet.Now, $"{receiver.Name,-16} <-- {packet.From}  {RawPacket.Describe(packet.Bytes)}{marks}");
    }

    /// <inheritdoc/>
    public void OnHandled(TransferNode node, in PacketSighting packet, Disposition disposition, in ReceivedPayload payload)
    {
        ArgumentNullException.ThrowIfNull(node);
        if (disposition != Disposition.Accepted)
        {
            Line(packet.Now, $"{node.Name,-16}     {disposition}");
        }
    }

    /// <inheritdoc/>
    public void OnTimeout(TransferNode node, Instant now)
    {
        ArgumentNullException.ThrowIfNull(node);
        Line(now, $"{node.Name,-16}     timeout");
    }

    /// <inheritdoc/>
    public void OnTransferEvent(TransferNode node, Instant now, TransferEventKind transferEvent)
    {
        ArgumentNullException.ThrowIfNull(node);
        string outcome = transferEvent == TransferEventKind.Ended ? $": {node.Machine.Outcome} {node.Machine.ErrorMessage}" : "";
        Line(now, $"{node.Name,-16}     {transferEvent}{outcome}");
    }

    /// <inheritdoc/>
    public void OnUserAction(TransferNode node, Instant now, string action)
    {
        ArgumentNullException.ThrowIfNull(node);
        Line(now, $"{node.Name,-16}     user: {action}");
    }

    private void Line(Instant now, string text) =>
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(now - Instant.Zero).TotalSeconds,12:0.000000}  {text}"));
}
