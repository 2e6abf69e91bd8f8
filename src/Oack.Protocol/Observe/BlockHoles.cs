namespace Oack.Protocol.Observe;

/// <summary>Ranges of blocks below the highest that were not seen, in order; a bounded list that drops the oldest.</summary>
internal sealed class BlockHoles
{
    /// <summary>How many ranges are remembered.</summary>
    internal const int MaxRanges = 256;

    private readonly List<(long First, long Last)> _ranges = [];

    internal bool IsEmpty => _ranges.Count == 0;

    internal void Clear() => _ranges.Clear();

    /// <summary>Whether every block from 1 to the one given was seen.</summary>
    internal bool HasNoneUpTo(long block) => _ranges.Count == 0 || _ranges[0].First > block;

    internal void Add(long first, long last)
    {
        if (_ranges.Count == MaxRanges)
        {
            _ranges.RemoveAt(0);
        }

        _ranges.Add((first, last));
    }

    /// <summary>Fills the hole of one block.</summary>
    /// <returns>Whether there was one.</returns>
    internal bool Fill(long block)
    {
        for (int i = _ranges.Count - 1; i >= 0; i--)
        {
            (long first, long last) = _ranges[i];
            if (block > last)
            {
                return false;
            }

            if (block < first)
            {
                continue;
            }

            _ranges.RemoveAt(i);
            if (block < last)
            {
                _ranges.Insert(i, (block + 1, last));
            }

            if (block > first)
            {
                _ranges.Insert(i, (first, block - 1));
            }

            return true;
        }

        return false;
    }
}
