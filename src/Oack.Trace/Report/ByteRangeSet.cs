namespace Oack.Trace.Report;

/// <summary>Which bytes of a file are there. Appending in order costs no search.</summary>
internal sealed class ByteRangeSet
{
    /// <summary>The most ranges that are told apart: a capture that holds every second block of 64k has fewer.</summary>
    internal const int MaxRanges = 65_536;

    private readonly List<ByteRange> _ranges = [];

    /// <summary>The ranges, in order, with gaps between them.</summary>
    internal IReadOnlyList<ByteRange> Ranges => _ranges;

    /// <summary>The offset behind the last byte.</summary>
    internal long End => _ranges.Count == 0 ? 0 : _ranges[^1].End;

    /// <summary>Whether all bytes of a range are there.</summary>
    internal bool Contains(ByteRange range)
    {
        int i = FirstEndingAtOrAfter(range.Start);
        return i < _ranges.Count && _ranges[i].Start <= range.Start && _ranges[i].End >= range.End;
    }

    /// <summary>Adds a range; false where there are too many to tell apart.</summary>
    internal bool TryAdd(ByteRange range)
    {
        if (range.Length == 0)
        {
            return true;
        }

        int first = FirstEndingAtOrAfter(range.Start);
        int behind = first;
        while (behind < _ranges.Count && _ranges[behind].Start <= range.End)
        {
            range = new ByteRange(Math.Min(range.Start, _ranges[behind].Start), Math.Max(range.End, _ranges[behind].End));
            behind++;
        }

        if (behind > first)
        {
            _ranges[first] = range;
            _ranges.RemoveRange(first + 1, behind - first - 1);
            return true;
        }

        if (_ranges.Count == MaxRanges)
        {
            return false;
        }

        _ranges.Insert(first, range);
        return true;
    }

    /// <summary>What is missing before an offset.</summary>
    internal IEnumerable<ByteRange> Holes(long end)
    {
        long at = 0;
        foreach (ByteRange range in _ranges)
        {
            if (range.Start > at)
            {
                yield return new ByteRange(at, Math.Min(range.Start, end));
            }

            at = range.End;
        }

        if (at < end)
        {
            yield return new ByteRange(at, end);
        }
    }

    private int FirstEndingAtOrAfter(long offset)
    {
        if (_ranges.Count > 0 && _ranges[^1].Start <= offset)
        {
            return _ranges[^1].End >= offset ? _ranges.Count - 1 : _ranges.Count;
        }

        int low = 0;
        int high = _ranges.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _ranges[middle].End < offset ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
