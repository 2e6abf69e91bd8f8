using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Oack.Content;

/// <summary>
/// The Linux system calls that .NET does not offer: lookups below a directory handle, reads that do not wait, files
/// without a name. Each method returns what the call returned; after -1 <see cref="LastError"/> says why.
/// </summary>
/// <remarks>
/// Calls whose C wrappers are missing in some libc, or whose structures differ between architectures, go through
/// <c>syscall</c>. Its numbers are known here for x86-64 and ARM64; see <see cref="IsSupported"/>.
/// </remarks>
[SupportedOSPlatform("linux")]
internal static unsafe partial class LinuxNative
{
    // include/uapi/asm-generic/fcntl.h; the last two differ between architectures.
    public const int OpenReadOnly = 0;
    public const int OpenWriteOnly = 1;
    public const int OpenCreate = 0x40;
    public const int OpenExclusive = 0x80;
    public const int OpenNoTerminal = 0x100;
    public const int OpenNonBlocking = 0x800;
    public const int OpenCloseOnExec = 0x80000;
    public const int OpenPath = 0x200000;
    public static readonly int OpenDirectory = IsArm64 ? 0x4000 : 0x10000;
    public static readonly int OpenNoFollow = IsArm64 ? 0x8000 : 0x20000;
    public static readonly int OpenUnnamed = 0x400000 | OpenDirectory;

    // include/uapi/linux/openat2.h
    public const ulong ResolveNoMagicLinks = 0x02;
    public const ulong ResolveBeneath = 0x08;
    public const ulong ResolveCached = 0x20;

    /// <summary>The most places that one call reads into (<c>IOV_MAX</c>).</summary>
    private const int MaxVectors = 1024;

    /// <summary>What a mapping that failed has for an address (<c>MAP_FAILED</c>).</summary>
    public const nint NotMapped = -1;

    public const int CurrentDirectory = -100;
    public const int AtSymlinkFollow = 0x400;
    public const int AtEmptyPath = 0x1000;
    private const int AtEffectiveIds = 0x200;
    private const int WriteOk = 2;
    private const uint RenameNoReplace = 1;
    private const uint StatxBasicStats = 0x7FF;
    private const int ReadNoWait = 8;

    private const int SysOpenAt2 = 437;
    private static readonly int SysStatx = IsArm64 ? 291 : 332;
    private static readonly int SysGetDents64 = IsArm64 ? 61 : 217;
    private static readonly int SysPReadV2 = IsArm64 ? 286 : 327;
    private static readonly int SysMemfdCreate = IsArm64 ? 279 : 319;
    private static readonly int SysRenameAt2 = IsArm64 ? 276 : 316;

    /// <summary>Whether the numbers and structures here are right for this process.</summary>
    [SupportedOSPlatformGuard("linux")]
    public static bool IsSupported =>
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64;

    private static bool IsArm64 => RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    /// <summary>The errno of the last call of this thread that returned -1.</summary>
    public static int LastError => Marshal.GetLastPInvokeError();

    /// <summary>Opens below a directory, as <c>openat2(2)</c> with the given <c>RESOLVE_</c> flags.</summary>
    public static int OpenBeneath(int directory, ReadOnlySpan<byte> pathWithNul, int flags, ulong resolve)
    {
        OpenHow how = new() { Flags = (uint)flags, Resolve = resolve };
        fixed (byte* path = pathWithNul)
        {
            return (int)Syscall(SysOpenAt2, directory, (nint)path, (nint)(&how), sizeof(OpenHow), 0, 0);
        }
    }

    /// <summary>Opens one name in a directory, as <c>openat(2)</c>.</summary>
    public static int OpenAt(int directory, ReadOnlySpan<byte> nameWithNul, int flags, uint mode = 0)
    {
        fixed (byte* name = nameWithNul)
        {
            return OpenAt(directory, name, flags, mode);
        }
    }

    /// <summary>What an open file is. Works on handles opened with <see cref="OpenPath"/> too.</summary>
    public static bool TryGetStatus(int file, out FileStatus status) =>
        TryGetStatus(file, "\0"u8, AtEmptyPath, out status);

    /// <summary>What a path names, as <c>statx(2)</c>; flags as there.</summary>
    public static bool TryGetStatus(int directory, ReadOnlySpan<byte> pathWithNul, int flags, out FileStatus status)
    {
        StatxBuffer buffer;
        fixed (byte* path = pathWithNul)
        {
            if (Syscall(SysStatx, directory, (nint)path, flags, (nint)StatxBasicStats, (nint)(&buffer), 0) != 0)
            {
                status = default;
                return false;
            }
        }

        FileVersion version = new(
            ((ulong)buffer.DeviceMajor << 32) | buffer.DeviceMinor,
            buffer.Inode,
            buffer.Size,
            Nanoseconds(buffer.ModifiedSeconds, buffer.ModifiedNanoseconds),
            Nanoseconds(buffer.ChangedSeconds, buffer.ChangedNanoseconds));
        status = new(KindOf(buffer.Mode), version, buffer.Mode & 0xFFFu, buffer.UserId, buffer.GroupId);
        return true;
    }

    /// <summary>
    /// Reads at an offset only what is in memory, as <c>preadv2(2)</c> with <c>RWF_NOWAIT</c>; EAGAIN when it is not.
    /// </summary>
    public static nint ReadNoWaiting(int file, Span<byte> target, long offset)
    {
        fixed (byte* bytes = target)
        {
            IoVector vector = new() { Base = bytes, Length = (nuint)target.Length };
            return Syscall(SysPReadV2, file, (nint)(&vector), 1, (nint)offset, 0, ReadNoWait);
        }
    }

    /// <summary>
    /// The same for the payloads of frames that stand one behind the other, all of one size but the last.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="frames">The frames.</param>
    /// <param name="frameBytes">Bytes in a whole frame.</param>
    /// <param name="headerBytes">Bytes in front of each payload, which stay as they are.</param>
    /// <param name="payloadDone">How many bytes of payload are there already.</param>
    /// <param name="offset">Where in the file the next byte is.</param>
    [SkipLocalsInit]
    public static nint ReadFramesNoWaiting(
        int file, Span<byte> frames, int frameBytes, int headerBytes, int payloadDone, long offset)
    {
        (int first, int within) = Math.DivRem(payloadDone, frameBytes - headerBytes);
        int position = first * frameBytes;
        int most = Math.Min(((frames.Length - position) / frameBytes) + 1, MaxVectors);
        IoVector* vectors = stackalloc IoVector[most];
        fixed (byte* start = frames)
        {
            int count = 0;
            for (; position < frames.Length && count < most; position += frameBytes)
            {
                int from = position + headerBytes + within;
                int end = Math.Min(position + frameBytes, frames.Length);
                within = 0;
                if (from < end)
                {
                    vectors[count++] = new IoVector { Base = start + from, Length = (nuint)(end - from) };
                }
            }

            return Syscall(SysPReadV2, file, (nint)vectors, count, (nint)offset, 0, ReadNoWait);
        }
    }

    /// <summary>Reads at an offset, waiting for the medium, as <c>pread(2)</c>.</summary>
    public static nint Read(int file, Span<byte> target, long offset)
    {
        fixed (byte* bytes = target)
        {
            return PRead(file, bytes, (nuint)target.Length, (nint)offset);
        }
    }

    /// <summary>Writes at an offset, as <c>pwrite(2)</c>.</summary>
    public static nint Write(int file, ReadOnlySpan<byte> source, long offset)
    {
        fixed (byte* bytes = source)
        {
            return PWrite(file, bytes, (nuint)source.Length, (nint)offset);
        }
    }

    /// <summary>The next entries of a directory opened for reading, as <c>getdents64(2)</c>; 0 at its end.</summary>
    public static int ReadEntries(int directory, Span<byte> target)
    {
        fixed (byte* bytes = target)
        {
            return (int)Syscall(SysGetDents64, directory, (nint)bytes, target.Length, 0, 0, 0);
        }
    }

    /// <summary>The text of a symbolic link opened with <see cref="OpenPath"/>.</summary>
    public static int ReadLink(int link, Span<byte> target)
    {
        byte empty = 0;
        fixed (byte* bytes = target)
        {
            return (int)ReadLinkAt(link, &empty, bytes, (nuint)target.Length);
        }
    }

    /// <summary>Gives a file another name in the same directory, replacing what has that name.</summary>
    public static int Rename(int directory, ReadOnlySpan<byte> fromWithNul, ReadOnlySpan<byte> toWithNul)
    {
        fixed (byte* from = fromWithNul, to = toWithNul)
        {
            return RenameAt(directory, from, directory, to);
        }
    }

    /// <summary>Gives a file another name in the same directory, or fails with EEXIST when that name is taken.</summary>
    public static int RenameNew(int directory, ReadOnlySpan<byte> fromWithNul, ReadOnlySpan<byte> toWithNul)
    {
        fixed (byte* from = fromWithNul, to = toWithNul)
        {
            return (int)Syscall(SysRenameAt2, directory, (nint)from, directory, (nint)to, (nint)RenameNoReplace, 0);
        }
    }

    /// <summary>Gives a file one more name, or fails with EEXIST when that name is taken, as <c>linkat(2)</c>.</summary>
    public static int Link(
        int fromDirectory, ReadOnlySpan<byte> fromWithNul, int toDirectory, ReadOnlySpan<byte> toWithNul, int flags)
    {
        fixed (byte* from = fromWithNul, to = toWithNul)
        {
            return LinkAt(fromDirectory, from, toDirectory, to, flags);
        }
    }

    /// <summary>Removes a name of a file.</summary>
    public static int Unlink(int directory, ReadOnlySpan<byte> nameWithNul)
    {
        fixed (byte* name = nameWithNul)
        {
            return UnlinkAt(directory, name, 0);
        }
    }

    /// <summary>Makes a directory.</summary>
    public static int MakeDirectory(int directory, ReadOnlySpan<byte> nameWithNul, uint mode)
    {
        fixed (byte* name = nameWithNul)
        {
            return MkDirAt(directory, name, mode);
        }
    }

    /// <summary>Whether this process may write to a file, as its effective user.</summary>
    public static bool MayWrite(int directory, ReadOnlySpan<byte> nameWithNul)
    {
        fixed (byte* name = nameWithNul)
        {
            return FAccessAt(directory, name, WriteOk, AtEffectiveIds) == 0;
        }
    }

    /// <summary>The bytes that an unprivileged process may still store, and the size of the whole file system.</summary>
    public static bool TryGetSpace(int file, out long freeBytes, out long totalBytes)
    {
        StatVfsBuffer buffer;
        if (FStatVfs(file, &buffer) != 0)
        {
            freeBytes = totalBytes = 0;
            return false;
        }

        freeBytes = Saturated(buffer.AvailableBlocks, buffer.FragmentSize);
        totalBytes = Saturated(buffer.Blocks, buffer.FragmentSize);
        return true;
    }

    /// <summary>Makes a file in memory, as <c>memfd_create(2)</c>, whose length can be sealed.</summary>
    public static int CreateMemoryFile(ReadOnlySpan<byte> nameWithNul)
    {
        const int CloseOnExec = 1;
        const int AllowSealing = 2;
        fixed (byte* name = nameWithNul)
        {
            return (int)Syscall(SysMemfdCreate, (nint)name, CloseOnExec | AllowSealing, 0, 0, 0, 0);
        }
    }

    /// <summary>Sees to it that a file in memory keeps its length.</summary>
    public static int SealLength(int file)
    {
        const int AddSeals = 1033;
        const int Seal = 1;
        const int Shrink = 2;
        const int Grow = 4;
        return FileControl(file, AddSeals, Seal | Shrink | Grow);
    }

    /// <summary>Maps a file for reading and writing, shared; <see cref="NotMapped"/> when that fails.</summary>
    public static nint MapShared(int file, nuint lengthBytes)
    {
        const int ReadAndWrite = 3;
        const int Shared = 1;
        return Map(0, lengthBytes, ReadAndWrite, Shared, file, 0);
    }

    /// <summary>Keeps huge pages out of a mapping; true where the system knows none.</summary>
    public static bool UseSmallPages(nint address, nuint lengthBytes)
    {
        const int NoHugePages = 15;
        return Advise(address, lengthBytes, NoHugePages) == 0 || LastError == LinuxError.Invalid;
    }

    /// <summary>Gives mapped addresses their memory now, so that no access to them can fail (Linux 5.14).</summary>
    public static int Populate(nint address, nuint lengthBytes)
    {
        const int PopulateForWriting = 23;
        return Advise(address, lengthBytes, PopulateForWriting);
    }

    /// <summary>Takes pages out of a file; what is read there then is zeros, and whoever had the pages has them still.</summary>
    public static int CutOut(int file, long offset, long lengthBytes)
    {
        const int KeepSize = 1;
        const int PunchHole = 2;
        return Allocate(file, KeepSize | PunchHole, (nint)offset, (nint)lengthBytes);
    }

    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    public static partial int SetLength(int file, nint lengthBytes);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    public static partial int Unmap(nint address, nuint lengthBytes);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Map(nint address, nuint lengthBytes, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "madvise", SetLastError = true)]
    private static partial int Advise(nint address, nuint lengthBytes, int advice);

    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    private static partial int Allocate(int file, int mode, nint offset, nint lengthBytes);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int FileControl(int file, int command, int argument);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    public static partial int Sync(int file);

    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    public static partial int ChangeMode(int file, uint mode);

    [LibraryImport("libc", EntryPoint = "fchown", SetLastError = true)]
    public static partial int ChangeOwner(int file, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Syscall(nint number, nint a, nint b, nint c, nint d, nint e, nint f);

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    private static partial int OpenAt(int directory, byte* name, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "pread", SetLastError = true)]
    private static partial nint PRead(int file, byte* target, nuint count, nint offset);

    [LibraryImport("libc", EntryPoint = "pwrite", SetLastError = true)]
    private static partial nint PWrite(int file, byte* source, nuint count, nint offset);

    [LibraryImport("libc", EntryPoint = "readlinkat", SetLastError = true)]
    private static partial nint ReadLinkAt(int directory, byte* name, byte* target, nuint count);

    [LibraryImport("libc", EntryPoint = "renameat", SetLastError = true)]
    private static partial int RenameAt(int fromDirectory, byte* from, int toDirectory, byte* to);

    [LibraryImport("libc", EntryPoint = "linkat", SetLastError = true)]
    private static partial int LinkAt(int fromDirectory, byte* from, int toDirectory, byte* to, int flags);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true)]
    private static partial int UnlinkAt(int directory, byte* name, int flags);

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true)]
    private static partial int MkDirAt(int directory, byte* name, uint mode);

    [LibraryImport("libc", EntryPoint = "faccessat", SetLastError = true)]
    private static partial int FAccessAt(int directory, byte* name, int mode, int flags);

    [LibraryImport("libc", EntryPoint = "fstatvfs", SetLastError = true)]
    private static partial int FStatVfs(int file, StatVfsBuffer* buffer);

    private static FileKind KindOf(ushort mode) => (mode & 0xF000) switch
    {
        0x8000 => FileKind.Regular,
        0x4000 => FileKind.Directory,
        0xA000 => FileKind.Link,
        _ => FileKind.Special,
    };

    private static long Nanoseconds(long seconds, uint nanoseconds) =>
        unchecked((seconds * 1_000_000_000) + nanoseconds);

    private static long Saturated(ulong blocks, ulong blockBytes) =>
        (long)UInt128.Min((UInt128)blocks * blockBytes, long.MaxValue);

    /// <summary><c>struct open_how</c>.</summary>
    private struct OpenHow
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }

    /// <summary><c>struct iovec</c>.</summary>
    private struct IoVector
    {
        public byte* Base;
        public nuint Length;
    }

    /// <summary><c>struct statx</c>, the same on every architecture; only the fields that are used.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatxBuffer
    {
        [FieldOffset(20)]
        public uint UserId;
        [FieldOffset(24)]
        public uint GroupId;
        [FieldOffset(28)]
        public ushort Mode;
        [FieldOffset(32)]
        public ulong Inode;
        [FieldOffset(40)]
        public long Size;
        [FieldOffset(96)]
        public long ChangedSeconds;
        [FieldOffset(104)]
        public uint ChangedNanoseconds;
        [FieldOffset(112)]
        public long ModifiedSeconds;
        [FieldOffset(120)]
        public uint ModifiedNanoseconds;
        [FieldOffset(136)]
        public uint DeviceMajor;
        [FieldOffset(140)]
        public uint DeviceMinor;
    }

    /// <summary><c>struct statvfs</c> of 64-bit glibc and musl; only the fields that are used.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatVfsBuffer
    {
        [FieldOffset(8)]
        public ulong FragmentSize;
        [FieldOffset(16)]
        public ulong Blocks;
        [FieldOffset(32)]
        public ulong AvailableBlocks;
    }
}
