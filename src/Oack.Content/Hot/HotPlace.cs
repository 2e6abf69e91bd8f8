using System.Diagnostics.CodeAnalysis;
using Oack.Protocol.Transfer;

namespace Oack.Content;

/// <summary>
/// Where a transfer last found its blocks in <see cref="HotBlocks"/>. A segment has the blocks of many requests in
/// lock-step, so the next ones are nearly always in the same one, and the search for it is spared. It is no lease: the
/// segment is free to become another meanwhile, and is asked again what it holds.
/// </summary>
internal struct HotPlace
{
    private HotSegment? _segment;
    private ulong _part;
    private BlockRun _blocks;

    /// <summary>Whether the remembered segment stands in a file in memory, of which the system can send pages.</summary>
    public readonly bool IsInFile => _segment is { Bytes.File: >= 0 };

    /// <summary>Remembers a segment.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="part">What it holds.</param>
    /// <param name="blocks">The blocks in it, with the rollover of the transfer.</param>
    public void Note(HotSegment segment, ulong part, in BlockRun blocks) => (_segment, _part, _blocks) = (segment, part, blocks);

    /// <summary>Leases the remembered segment, if a run stands in it as a whole.</summary>
    /// <param name="version">The file's.</param>
    /// <param name="run">The run.</param>
    /// <param name="reader">The transfer.</param>
    /// <param name="bytes">The frames; the caller owns the lease.</param>
    /// <param name="index">Which of the frames is the first of the run.</param>
    public bool TryLease(
        in FileVersion version, in BlockRun run, uint reader, [NotNullWhen(true)] out LeasedBytes? bytes, out int index)
    {
        bytes = null;
        index = 0;
        long ahead = run.FirstBlock - _blocks.FirstBlock;
        if (_segment is not { } segment
            || ahead < 0
            || ahead + run.Count > _blocks.Count
            || run.BlockSize != _blocks.BlockSize
            || run.RolloverTo != _blocks.RolloverTo
            || !segment.TryLease(version, _part, reader))
        {
            return false;
        }

        bytes = segment.Bytes;
        index = (int)ahead;
        return true;
    }
}
