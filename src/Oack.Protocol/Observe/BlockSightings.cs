using System.Numerics;

namespace Oack.Protocol.Observe;

/// <summary>When the latest blocks of a transfer, and their ACKs, were seen, and how often. A ring: older blocks make way.</summary>
internal sealed class BlockSightings
{
    /// <summary>How many blocks it remembers for a window: the window itself and the one before, within these bounds.</summary>
    private const int MinBlocks = 16;
    private const int MaxBlocks = 1_024;

    private Sighting[] _ring = new Sighting[MinBlocks];

    /// <summary>Makes room for a window.</summary>
    internal void Fit(int windowBlocks)
    {
        int wanted = Math.Clamp((int)BitOperations.RoundUpToPowerOf2((uint)windowBlocks * 4), MinBlocks, MaxBlocks);
        if (wanted > _ring.Length)
        {
            _ring = new Sighting[wanted];
        }
    }

    /// <summary>Gives its memory up; a later sighting finds the least room.</summary>
    internal void Release() => _ring = new Sighting[1];

    /// <summary>What is known of a block; <see cref="Sighting.IsOf"/> tells whether it is of this one.</summary>
    internal ref Sighting this[long block] => ref _ring[block & (_ring.Length - 1)];

    /// <summary>Makes the place of a block its own.</summary>
    internal ref Sighting Claim(long block)
    {
        ref Sighting place = ref this[block];
        if (!place.IsOf(block))
        {
            place = new Sighting { Block = block, IsUsed = true };
        }

        return ref place;
    }

    /// <summary>One block.</summary>
    internal struct Sighting
    {
        internal long Block;
        internal bool IsUsed;
        internal byte DataCount;
        internal byte AckCount;
        internal int DataIpId;
        internal int AckIpId;
        internal Instant DataAt;
        internal Instant AckAt;
        internal long DataFrame;
        internal long AckFrame;

        /// <summary>Whether it is the block's own; another one may have its place in the ring.</summary>
        internal readonly bool IsOf(long block) => IsUsed && Block == block;
    }
}
