using System.Buffers.Binary;
using Oack.Protocol;

namespace Oack.Simulation.Network;

/// <summary>One datagram as an observer sees it. The two numbers are read here by hand, not by the code under test.</summary>
public readonly ref struct PacketSighting
{
    /// <summary>A datagram.</summary>
    public PacketSighting(Instant now, PeerEndpoint from, PeerEndpoint to, ReadOnlySpan<byte> bytes, PacketMarks marks)
    {
        Now = now;
        From = from;
        To = to;
        Bytes = bytes;
        Marks = marks;
    }

    /// <summary>When it was seen.</summary>
    public Instant Now { get; }

    /// <summary>Who sent it.</summary>
    public PeerEndpoint From { get; }

    /// <summary>For whom it is.</summary>
    public PeerEndpoint To { get; }

    /// <summary>The UDP payload.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>What happened to it.</summary>
    public PacketMarks Marks { get; }

    /// <summary>The opcode, or 0 when there is none.</summary>
    public int Opcode => Bytes.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(Bytes) : 0;

    /// <summary>The block number of DATA or ACK (the code of ERROR), or 0 when there is none.</summary>
    public ushort Block => Bytes.Length >= 4 ? BinaryPrimitives.ReadUInt16BigEndian(Bytes[2..]) : (ushort)0;
}
