using Oack.Protocol;

namespace Oack.Trace.Frames;

/// <summary>A datagram of which some fragments were seen. It is used again for another when it is done with.</summary>
internal sealed class PendingDatagram
{
    /// <summary>The longest datagram there is.</summary>
    public const int MaxBytes = ushort.MaxValue;

    /// <summary>The most pieces with gaps between them; honest fragments that come out of order make a few.</summary>
    public const int MaxPieces = 64;

    private const int FirstBufferBytes = 4096;

    private readonly (int Start, int End)[] _pieces = new (int, int)[MaxPieces];
    private byte[] _bytes = new byte[FirstBufferBytes];
    private int _pieceCount;
    private int _totalBytes;
    private int _seenUpTo;

    /// <summary>Which datagram it is.</summary>
    public FragmentKey Key { get; private set; }

    /// <summary>When the first of its fragments was seen, and when the last so far.</summary>
    public Instant FirstTime { get; private set; }

    /// <inheritdoc cref="FirstTime"/>
    public Instant LastTime { get; private set; }

    /// <summary>When the fragment with its beginning was seen.</summary>
    public Instant HeadTime { get; private set; }

    /// <summary>The frame of the fragment with its beginning; 0 without one.</summary>
    public long HeadFrame { get; private set; }

    /// <summary>What the fragment with its beginning says that it carries.</summary>
    public byte HeadProtocol { get; private set; }

    /// <summary>The longest IP packet of its fragments.</summary>
    public int LargestPacketBytes { get; private set; }

    /// <summary>Whether its fragments contradict each other; then nothing of it is used (RFC 5722 §3).</summary>
    public bool IsContradictory { get; private set; }

    /// <summary>Whether all of its fragments were seen.</summary>
    public bool IsComplete => !IsContradictory && _totalBytes >= 0 && _pieceCount == 1 && _pieces[0] == (0, _totalBytes);

    /// <summary>Its length once its last fragment was seen, else -1.</summary>
    public int TotalBytes => _totalBytes;

    /// <summary>Its bytes from the beginning up to the first that was not seen.</summary>
    public ReadOnlySpan<byte> Head => _pieceCount > 0 && _pieces[0].Start == 0
        ? _bytes.AsSpan(0, Math.Min(_pieces[0].End, _seenUpTo))
        : default;

    /// <summary>The one that was seen next after it.</summary>
    public PendingDatagram? Newer { get; set; }

    /// <summary>The one that was seen last before it.</summary>
    public PendingDatagram? Older { get; set; }

    /// <summary>Makes it another datagram, of which nothing was seen.</summary>
    public void Reset(in FragmentKey key, Instant time)
    {
        Key = key;
        FirstTime = LastTime = HeadTime = time;
        HeadFrame = 0;
        HeadProtocol = 0;
        LargestPacketBytes = 0;
        IsContradictory = false;
        _pieceCount = 0;
        _totalBytes = -1;
        _seenUpTo = int.MaxValue;
    }

    /// <summary>Takes in a fragment. A repetition of what is there changes nothing, and what is there stays.</summary>
    /// <param name="fragment">What its header says.</param>
    /// <param name="bytes">Its bytes, as far as they were seen.</param>
    /// <param name="time">When.</param>
    /// <param name="frame">Its frame.</param>
    public void Add(in Fragment fragment, ReadOnlySpan<byte> bytes, Instant time, long frame)
    {
        LastTime = time;
        int start = fragment.Offset;
        int end = start + fragment.Bytes;
        if (IsContradictory || end > MaxBytes || !TrySetEnd(fragment, end) || !TryInsert(start, end, out bool isNew))
        {
            IsContradictory = true;
            return;
        }

        LargestPacketBytes = Math.Max(LargestPacketBytes, fragment.PacketBytes);
        if (!isNew)
        {
            return;
        }

        if (start == 0)
        {
            HeadTime = time;
            HeadFrame = frame;
            HeadProtocol = fragment.Protocol;
        }

        if (bytes.Length < fragment.Bytes)
        {
            _seenUpTo = Math.Min(_seenUpTo, start + bytes.Length);
        }

        if (end > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Min(Math.Max(end, 2 * _bytes.Length), MaxBytes));
        }

        bytes.CopyTo(_bytes.AsSpan(start));
    }

    private bool TrySetEnd(in Fragment fragment, int end)
    {
        int highest = _pieceCount > 0 ? _pieces[_pieceCount - 1].End : 0;
        if (!fragment.IsLast)
        {
            return _totalBytes < 0 || end <= _totalBytes;
        }

        if (highest > end || (_totalBytes >= 0 && _totalBytes != end))
        {
            return false;
        }

        _totalBytes = end;
        return true;
    }

    // Pieces lie in order and do not touch. What lies within one was seen; what lies across an edge contradicts.
    private bool TryInsert(int start, int end, out bool isNew)
    {
        isNew = false;
        int at = 0;
        while (at < _pieceCount && _pieces[at].End <= start)
        {
            at++;
        }

        if (at < _pieceCount && _pieces[at].Start < end)
        {
            return _pieces[at].Start <= start && end <= _pieces[at].End;
        }

        isNew = true;
        bool joinsBefore = at > 0 && _pieces[at - 1].End == start;
        bool joinsAfter = at < _pieceCount && _pieces[at].Start == end;
        if (joinsBefore && joinsAfter)
        {
            _pieces[at - 1].End = _pieces[at].End;
            _pieces.AsSpan(at + 1, _pieceCount - at - 1).CopyTo(_pieces.AsSpan(at));
            _pieceCount--;
        }
        else if (joinsBefore)
        {
            _pieces[at - 1].End = end;
        }
        else if (joinsAfter)
        {
            _pieces[at].Start = start;
        }
        else if (_pieceCount == MaxPieces)
        {
            return false;
        }
        else
        {
            _pieces.AsSpan(at, _pieceCount - at).CopyTo(_pieces.AsSpan(at + 1));
            _pieces[at] = (start, end);
            _pieceCount++;
        }

        return true;
    }
}
