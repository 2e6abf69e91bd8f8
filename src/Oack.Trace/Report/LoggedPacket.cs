using Oack.Protocol;
using Oack.Protocol.Wire;

namespace Oack.Trace.Report;

/// <summary>A packet, as a <see cref="PacketLog"/> keeps it.</summary>
/// <param name="Time">When it was seen.</param>
/// <param name="Frame">Its frame.</param>
/// <param name="Block">The block of DATA and ACK, counted on past 65,535; -1 where it cannot be told.</param>
/// <param name="DataBytes">The file's bytes in DATA.</param>
/// <param name="WireBlock">The block number of DATA and ACK, the code of an ERROR.</param>
/// <param name="Opcode">Its kind.</param>
/// <param name="Marks">What is to be said of it.</param>
/// <param name="Text">What it says, in one line safe to print; null for DATA and ACK.</param>
public readonly record struct LoggedPacket(
    Instant Time, long Frame, long Block, int DataBytes, ushort WireBlock, Opcode Opcode, PacketMarks Marks, string? Text)
{
    /// <summary>Whether the client sent it.</summary>
    public bool FromClient => Marks.HasFlag(PacketMarks.FromClient);

    /// <summary>Whether it is DATA.</summary>
    public bool IsData => Opcode == Opcode.Data && !Marks.HasFlag(PacketMarks.Unreachable);

    /// <summary>Whether it is an ACK.</summary>
    public bool IsAck => Opcode == Opcode.Acknowledgment && !Marks.HasFlag(PacketMarks.Unreachable);

    /// <summary>Whether it moves the transfer on as expected: one of many that look the same.</summary>
    internal bool IsOrdinary => (IsData || IsAck) && (Marks & ~PacketMarks.FromClient) == 0;
}
