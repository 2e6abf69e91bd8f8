using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Oack.Protocol.Transfer;

namespace Oack.Content;

/// <summary>
/// What many clients fetch at the same time, framed as DATA packets in pinned memory: a window of it is one or two
/// leased pieces, without a copy and without a system call. Bounded; any number of threads uses it at once, none waits.
/// </summary>
/// <remarks>
/// <para>A segment is as many whole frames of one version of a file, of one block size, as fit into one buffer. Buffers
/// stand in sets, as in the cache of a processor: a segment can be in any buffer of its set and nowhere else, and
/// neighbours in a file are in neighbouring sets. So there is no table to lock. A buffer is taken for another segment by
/// <see cref="LeasedBytes.TryTakeBack"/>, which only one thread can succeed in, and only when nobody has a lease.</para>
/// <para>A segment is made when a second transfer asks for it within a short history: one large file that one client
/// fetches pushes nothing out. It is made of what the system has in memory; nothing here waits for a disk.</para>
/// <para>A segment is found by the version of the file, so a file that was replaced or written to is never mixed with
/// what it was. Two things could break that. A transfer that opened the file before it was overwritten would bring new
/// bytes under the old version: therefore the version is looked at again when the bytes have been read. And a file can
/// be written to twice within the granularity of its times: therefore a file that was changed less than
/// <see cref="SettlingTime"/> ago is not kept at all. What remains is a program that changes a file for a long time
/// through a mapping: Linux sets the time at the first change of a page only.</para>
/// </remarks>
internal sealed class HotBlocks
{
    /// <summary>
    /// The size of a buffer: <see cref="FramesStep"/> blocks of those sizes that fill an Ethernet frame, in whole pages. A
    /// larger one would hold a thread up for longer while it is filled; this takes some five microseconds.
    /// </summary>
    public const int SegmentBytes = 48 * 1024;

    /// <summary>The part that no buffer holds.</summary>
    public const ulong NoPart = 0;

    /// <summary>The most frames in a segment: what one system call can fill (<c>IOV_MAX</c>).</summary>
    private const int MaxFrames = 1024;

    /// <summary>
    /// A segment of small blocks has a multiple of so many, as the usual windows have: 16 blocks are then in one segment
    /// and 64 in two, and leave in as many trains that are not put together.
    /// </summary>
    private const int FramesStep = 32;

    private const int Ways = 8;
    private const int HistoryPerSegment = 4;
    private const int MinHistory = 64;
    private const int MaxPatience = 64;
    private const int ReaderBits = 24;
    private const int BlockSizeBits = 16;
    private const int IndexShift = BlockSizeBits + 1;
    private const uint HandMixer = 0x9E37_79B9;
    private const ulong Mixer = 0x9E37_79B9_7F4A_7C15;

    /// <summary>How long a file must have been left alone: more than the coarsest times of a file system, 2 s on FAT.</summary>
    public static readonly TimeSpan SettlingTime = TimeSpan.FromSeconds(2.5);

    private readonly HotSegment?[] _segments;
    private readonly uint _sets;
    private readonly int _ways;
    private readonly ulong[] _history;
    private readonly TimeProvider _clock;
    private readonly HotMemory? _memory;
    private uint _searches;
    private int _patience = 1;

    private HotBlocks(int segments, TimeProvider clock)
    {
        _clock = clock;
        _sets = (uint)Math.Max(1, segments / Ways);
        _ways = segments / (int)_sets;
        _segments = new HotSegment?[_sets * _ways];
        _history = new ulong[Math.Max(MinHistory, segments * HistoryPerSegment)];
        _memory = OperatingSystem.IsLinux() ? HotMemory.TryCreate((long)_segments.Length * SegmentBytes) : null;
    }

    /// <summary>How many buffers there are by now.</summary>
    public int SegmentCount => _segments.Count(segment => segment is not null);

    /// <summary>Whether none of them holds anything.</summary>
    public bool IsEmpty => _segments.All(segment => segment is null || segment.IsEmpty);

    /// <summary>A cache of so many bytes; null where that is less than one buffer, or the platform has no use for it.</summary>
    public static HotBlocks? Create(long bytes, TimeProvider clock)
    {
        int segments = (int)Math.Min(bytes / SegmentBytes, Array.MaxLength / HistoryPerSegment);
        return segments > 0 && LinuxNative.IsSupported ? new(segments, clock) : null;
    }

    /// <summary>The blocks that stand in one segment with this one.</summary>
    /// <param name="block">A block of the content, of a size that <see cref="Takes"/> takes.</param>
    /// <param name="run">The run that it is of, for block size and rollover.</param>
    /// <param name="blocks">How many blocks the content has.</param>
    public static BlockRun SegmentOf(long block, in BlockRun run, long blocks)
    {
        int frames = FramesOf(run);
        long first = block - ((block - 1) % frames);
        long last = Math.Min(first + frames - 1, blocks);

        // What comes before the first rollover is the same in both ways of counting.
        ushort rolloverTo = last <= BlockNumber.MaxOnWire ? (ushort)0 : run.RolloverTo;
        return new(first, (int)(last - first + 1), run.BlockSize, rolloverTo);
    }

    /// <summary>Whether blocks of this size are kept: not those that no buffer has room for.</summary>
    public static bool Takes(in BlockRun run) => run.DatagramBytes <= SegmentBytes;

    /// <summary>How many blocks there are from the first of a run to the last that can stand in one segment with it.</summary>
    public static int CountToEnd(in BlockRun run)
    {
        int frames = FramesOf(run);
        return frames - (int)((run.FirstBlock - 1) % frames);
    }

    /// <summary>
    /// Leases a segment, which is made first if it is asked for again and can be made without waiting.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="segment">From <see cref="SegmentOf"/>.</param>
    /// <param name="reader">The transfer: it asking twice is not two asking.</param>
    /// <param name="rolloverTo">How the transfer counts; the segment does not tell before the first rollover.</param>
    /// <param name="remembered">Remembers the segment that is leased.</param>
    /// <param name="bytes">The frames, from the first of the segment on; the caller owns the lease.</param>
    public bool TryLease(
        SharedFile file, in BlockRun segment, uint reader, ushort rolloverTo, ref HotPlace remembered, [NotNullWhen(true)] out LeasedBytes? bytes)
    {
        ulong index = (ulong)((segment.FirstBlock - 1) / FramesOf(segment));
        ulong kind = (uint)segment.BlockSize | ((ulong)segment.RolloverTo << BlockSizeBits);
        ulong part = kind | (index << IndexShift);
        ulong hash = (file.VersionHash ^ kind) * Mixer;
        uint place = (uint)(hash >> 32) + (uint)index;
        Span<HotSegment?> set = _segments.AsSpan((int)(place % _sets) * _ways, _ways);
        HotSegment? leased = Lease(set, file.Version, part, reader);
        if (leased is null
            && IsAskedAgain(place, (hash ^ part) * Mixer, reader)
            && CanKeep(file)
            && TryMake(set, file, segment, part))
        {
            leased = Lease(set, file.Version, part, reader);
        }

        if (leased is null)
        {
            bytes = null;
            return false;
        }

        remembered.Note(leased, part, segment with { RolloverTo = rolloverTo });
        bytes = leased.Bytes;
        return true;
    }

    private static int FramesOf(in BlockRun run)
    {
        int fits = Math.Min(SegmentBytes / run.DatagramBytes, MaxFrames);
        return fits > FramesStep ? fits - (fits % FramesStep) : fits;
    }

    private static HotSegment? Lease(Span<HotSegment?> set, in FileVersion version, ulong part, uint reader)
    {
        foreach (ref HotSegment? slot in set)
        {
            HotSegment? segment = Volatile.Read(ref slot);
            if (segment is not null && segment.TryLease(version, part, reader))
            {
                return segment;
            }
        }

        return null;
    }

    /// <summary>Whether another reader asked for this part a short time ago; notes that it was asked for.</summary>
    private bool IsAskedAgain(uint place, ulong hash, uint reader)
    {
        const ulong ReaderMask = (1UL << ReaderBits) - 1;
        ref ulong entry = ref _history[place % (uint)_history.Length];
        ulong seen = Volatile.Read(ref entry);
        ulong asked = (hash & ~ReaderMask) | (reader & ReaderMask);
        if (((seen ^ asked) & ~ReaderMask) != 0)
        {
            Volatile.Write(ref entry, asked);
            return false;
        }

        return seen != asked;
    }

    /// <summary>Whether a file may be kept as far as is known before it is read; then it is worth to look for room.</summary>
    private bool CanKeep(SharedFile file)
    {
        // The versions of a portable tree know no inode; and what was written to does not become what it was again.
        if (file.Version.Path is not null || file.HasChanged || file.NoWaitUnsupported)
        {
            return false;
        }

        if (file.IsSettled)
        {
            return true;
        }

        long now = (_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        long changed = Math.Max(file.Version.ModifiedTicks, file.Version.ChangedTicks);
        file.IsSettled = now - changed >= SettlingTime.Ticks * TimeSpan.NanosecondsPerTick;
        return file.IsSettled;
    }

    /// <summary>The buffer for a place; two threads that ask for the same get the same, and one of them keeps it.</summary>
    private LeasedBytes NewBuffer(ref HotSegment? slot)
    {
        nint index = Unsafe.ByteOffset(ref _segments[0], ref slot) / Unsafe.SizeOf<nint>();
        return (OperatingSystem.IsLinux() ? _memory?.TryTake(index * SegmentBytes, SegmentBytes) : null) ?? new(SegmentBytes);
    }

    private bool TryMake(Span<HotSegment?> set, SharedFile file, in BlockRun run, ulong part)
    {
        HotSegment? segment = Claim(set, file.Version, part);
        if (segment is null)
        {
            return false;
        }

        segment.Name(file.Version, part);
        int frameBytes = run.FrameBytes(file.Version.LengthBytes);
        ContentStatus status = segment.Bytes.TryRenew()
            ? FrameRead.TryRead(file, run, segment.Bytes.Span[..frameBytes]).Status
            : ContentStatus.Pending;
        bool made = status == ContentStatus.Ok && IsUnchanged(file);
        file.HasChanged |= status == ContentStatus.Failed;
        if (!made)
        {
            segment.Forget();
        }

        segment.Bytes.Offer();
        return made;
    }

    private static bool IsUnchanged(SharedFile file)
    {
        if (!OperatingSystem.IsLinux()
            || !LinuxNative.TryGetStatus((int)file.Handle.DangerousGetHandle(), out FileStatus now))
        {
            return false;
        }

        file.HasChanged = now.Version != file.Version;
        return !file.HasChanged;
    }

    /// <summary>
    /// A buffer that is private now: a new one, an empty one, or one that nobody holds and that was not asked for since a
    /// search came by. None while another thread makes the same segment.
    /// </summary>
    /// <remarks>
    /// A search looks at one buffer, and not every search looks. When more is hot than there is room for, what is here
    /// shall stay and serve some; a search that went on until it found a victim would have every segment made just before
    /// it goes again, and to fill a buffer costs more than to read a window. So each victim that was not worth its making
    /// doubles the searches until the next look, and each that was worth it halves them.
    /// </remarks>
    private HotSegment? Claim(Span<HotSegment?> set, in FileVersion version, ulong part)
    {
        foreach (ref HotSegment? slot in set)
        {
            HotSegment? segment = Volatile.Read(ref slot);
            if (segment is null)
            {
                HotSegment made = new(NewBuffer(ref slot));
                if (Interlocked.CompareExchange(ref slot, made, null) is null)
                {
                    return made;
                }
            }
            else if (segment.Holds(version, part))
            {
                return null;
            }
            else if (segment.IsEmpty && segment.Bytes.TryTakeBack())
            {
                // What could not be read is left empty: trying again costs no other segment.
                return segment;
            }
        }

        uint search = Interlocked.Increment(ref _searches);
        int patience = Volatile.Read(ref _patience);
        HotSegment victim = set[(int)((search * HandMixer >> 16) % (uint)set.Length)]!;
        if (search % (uint)patience != 0)
        {
            return null;
        }

        if (victim.IsUsed)
        {
            victim.IsUsed = false;
            return null;
        }

        if (!victim.Bytes.TryTakeBack())
        {
            return null;
        }

        _patience = victim.WasWorthIt ? Math.Max(1, patience / 2) : Math.Min(MaxPatience, patience * 2);
        return victim;
    }
}
