
namespace Oack.Content;

/// <summary>
/// One buffer of <see cref="HotBlocks"/>: framed blocks of one version of a file. What it holds is written only while
/// the bytes are private, so under a lease it stands still; without one it is no more than a hint.
/// </summary>
/// <param name="bytes">The buffer; private, and nobody else's.</param>
internal sealed class HotSegment(LeasedBytes bytes)
{
    /// <summary>So many readers were worth a segment.</summary>
    private const int EnoughReaders = 3;

    private FileVersion _version;
    private ulong _part;
    private uint _lastReader;
    private int _readers;

    /// <summary>The frames.</summary>
    public LeasedBytes Bytes { get; } = bytes;

    /// <summary>Whether it was asked for since the search for a victim came by.</summary>
    public bool IsUsed { get; set; }

    /// <summary>Whether it served enough readers to have been worth making; a guess, for threads count beside each other.</summary>
    public bool WasWorthIt => _readers >= EnoughReaders;

    /// <summary>Whether it holds nothing.</summary>
    public bool IsEmpty => _part == HotBlocks.NoPart;

    /// <summary>Takes a lease, if it holds this part of this version.</summary>
    /// <param name="version">The version.</param>
    /// <param name="part">The part.</param>
    /// <param name="reader">The transfer.</param>
    public bool TryLease(in FileVersion version, ulong part, uint reader)
    {
        if (_part != part || !Bytes.TryLease())
        {
            return false;
        }

        // Only now does it stand still.
        if (Holds(version, part))
        {
            CountUse(reader);
            return true;
        }

        Bytes.Release();
        return false;
    }

    /// <summary>Whether it holds this part of this version.</summary>
    public bool Holds(in FileVersion version, ulong part) =>
        _part == part
        && _version.Inode == version.Inode
        && _version.ChangedTicks == version.ChangedTicks
        && _version.ModifiedTicks == version.ModifiedTicks
        && _version.LengthBytes == version.LengthBytes
        && _version.Device == version.Device;

    /// <summary>Says what it is going to hold. Only while the bytes are private.</summary>
    public void Name(in FileVersion version, ulong part) => (_version, _part, _readers) = (version, part, 0);

    /// <summary>Notes that a reader took a lease. Writes only what changes: all threads read this memory.</summary>
    private void CountUse(uint reader)
    {
        if (!IsUsed)
        {
            IsUsed = true;
        }

        if (_readers < EnoughReaders && (_readers == 0 || _lastReader != reader))
        {
            _lastReader = reader;
            _readers++;
        }
    }

    /// <summary>Says that it holds nothing. Only while the bytes are private.</summary>
    public void Forget() => _part = HotBlocks.NoPart;
}
