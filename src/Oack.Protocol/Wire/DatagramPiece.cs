namespace Oack.Protocol.Wire;

/// <summary>Where some datagrams of a train stand, one behind the other.</summary>
/// <param name="Owner">The memory.</param>
/// <param name="Offset">Where they start in it.</param>
/// <param name="Length">How many bytes.</param>
public readonly record struct DatagramPiece(PinnedBytes Owner, int Offset, int Length)
{
    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Bytes => Owner.Span.Slice(Offset, Length);
}
