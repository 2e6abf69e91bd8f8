using Oack.Protocol.Wire;

namespace Oack.Protocol.Transfer;

/// <summary>
/// Consecutive blocks to be sent as DATA, none of them past the end of the content. All are whole but the last of the
/// content.
/// </summary>
/// <param name="FirstBlock">The first one; blocks count from 1.</param>
/// <param name="Count">How many, 1 or more.</param>
/// <param name="BlockSize">Bytes in a whole block.</param>
/// <param name="RolloverTo">The number on the wire that follows 65,535: 0 or 1.</param>
public readonly record struct BlockRun(long FirstBlock, int Count, int BlockSize, ushort RolloverTo)
{
    /// <summary>Where the payload of the first block starts in the content.</summary>
    public long OffsetBytes => (FirstBlock - 1) * BlockSize;

    /// <summary>Bytes of a whole DATA packet.</summary>
    public int DatagramBytes => DataPacket.HeaderBytes + BlockSize;

    /// <summary>How many bytes of content the run carries.</summary>
    /// <param name="contentBytes">The length of the content.</param>
    public long PayloadBytes(long contentBytes) =>
        Math.Clamp(contentBytes - OffsetBytes, 0, (long)Count * BlockSize);

    /// <summary>Writes the header of one of the blocks; 4 bytes.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="index">Which block of the run, from 0.</param>
    public void WriteHeader(Span<byte> target, int index) =>
        DataPacket.WriteHeader(target, BlockNumber.ToWire(FirstBlock + index, RolloverTo));
}
