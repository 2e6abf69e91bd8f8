using Oack.Protocol.Wire;

namespace Oack.Content;

/// <summary>
/// One buffer of <see cref="HotBlocks"/>: framed blocks of one version of a file. What it holds is written only while
/// the bytes are private, so under a lease it stands still; without one it is no more than a hint.
/// </summary>
internal sealed class HotSegment
{
    private FileVersion _version;
    private ulong _part;

    /// <summary>The frames.</summary>
    public PinnedBytes Bytes { get; } = new(HotBlocks.SegmentBytes);

    /// <summary>Whether it was asked for since the search for a victim came by.</summary>
    public bool IsUsed { get; set; }

    /// <summary>Whether it holds nothing.</summary>
    public bool IsEmpty => _part == HotBlocks.NoPart;

    /// <summary>Whether it holds this part of this version.</summary>
    public bool Holds(in FileVersion version, ulong part) =>
        _part == part
        && _version.Inode == version.Inode
        && _version.ChangedTicks == version.ChangedTicks
        && _version.ModifiedTicks == version.ModifiedTicks
        && _version.LengthBytes == version.LengthBytes
        && _version.Device == version.Device;

    /// <summary>Says what it is going to hold. Only while the bytes are private.</summary>
    public void Name(in FileVersion version, ulong part) => (_version, _part) = (version, part);

    /// <summary>Says that it holds nothing. Only while the bytes are private.</summary>
    public void Forget() => _part = HotBlocks.NoPart;
}
