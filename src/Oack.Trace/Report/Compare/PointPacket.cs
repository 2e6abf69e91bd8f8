using Oack.Protocol.Wire;

namespace Oack.Trace.Report;

/// <summary>A packet as one point of the path saw it, small enough to keep millions.</summary>
/// <param name="Ticks">When, on that point's clock.</param>
/// <param name="Frame">Its frame there.</param>
/// <param name="Block">The block of DATA and ACK, else 0.</param>
/// <param name="Opcode">Its kind.</param>
/// <param name="FromClient">Whether the client sent it.</param>
internal readonly record struct PointPacket(long Ticks, uint Frame, uint Block, Opcode Opcode, bool FromClient) : IComparable<PointPacket>
{
    /// <summary>By what it is, and then by when it was seen: copies of one packet stand together.</summary>
    public int CompareTo(PointPacket other)
    {
        int order = CompareKind(other);
        return order != 0 ? order : Ticks.CompareTo(other.Ticks);
    }

    /// <summary>Compares what it is, not when it was seen.</summary>
    internal int CompareKind(PointPacket other)
    {
        int order = FromClient.CompareTo(other.FromClient);
        order = order != 0 ? order : ((ushort)Opcode).CompareTo((ushort)other.Opcode);
        return order != 0 ? order : Block.CompareTo(other.Block);
    }
}
