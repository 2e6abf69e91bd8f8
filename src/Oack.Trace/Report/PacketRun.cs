namespace Oack.Trace.Report;

/// <summary>One packet, or several in a row that were folded to save memory.</summary>
/// <param name="First">The first of them.</param>
/// <param name="Last">The last of them.</param>
/// <param name="Packets">How many they are.</param>
/// <param name="DataPackets">How many of them are DATA.</param>
/// <param name="HighestBlock">The highest block among them.</param>
/// <param name="Oddities">How many of them are not what was to be expected; 0 in all but the largest transfers.</param>
public readonly record struct PacketRun(
    LoggedPacket First, LoggedPacket Last, long Packets, long DataPackets, long HighestBlock, long Oddities)
{
    /// <summary>Whether all of them moved the transfer on.</summary>
    internal bool IsOrdinary => Oddities == 0;

    internal static PacketRun Of(in LoggedPacket packet) =>
        new(packet, packet, 1, packet.IsData ? 1 : 0, packet.IsData || packet.IsAck ? packet.Block : 0, packet.IsOrdinary ? 0 : 1);

    internal PacketRun With(in PacketRun next) => new(
        First,
        next.Last,
        Packets + next.Packets,
        DataPackets + next.DataPackets,
        Math.Max(HighestBlock, next.HighestBlock),
        Oddities + next.Oddities);
}
