namespace Oack.Interop.Tests.Lab;

/// <summary>File sizes at which a block fills, overflows, or a final empty block is due.</summary>
internal static class BlockEdges
{
    /// <summary>The sizes around the first blocks of a length: nothing, one byte, and each edge with its neighbours.</summary>
    internal static IEnumerable<long> For(int blockBytes) =>
        new SortedSet<long>
        {
            0,
            1,
            blockBytes - 1,
            blockBytes,
            blockBytes + 1,
            (2L * blockBytes) - 1,
            2L * blockBytes,
            (2L * blockBytes) + 1,
            17L * blockBytes,
        };
}
