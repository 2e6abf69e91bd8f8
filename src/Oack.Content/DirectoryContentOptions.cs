namespace Oack.Content;

/// <summary>The settings of a <see cref="DirectoryContent"/>.</summary>
public sealed record DirectoryContentOptions
{
    /// <summary>The directory that is served. It is opened once: what its path leads to later does not matter.</summary>
    public required string Root { get; init; }

    /// <summary>What clients may store. Defaults to <see cref="WriteMode.None"/>.</summary>
    public WriteMode WriteMode { get; init; }

    /// <summary>
    /// The longest upload in bytes. Defaults to 4 GiB. A client can announce less than it sends; the limit holds anyway.
    /// </summary>
    public long MaxUploadBytes { get; init; } = 4L << 30;

    /// <summary>
    /// How many bytes uploads leave free on the file system. Defaults to null: a twentieth of it, but at most 64 MiB.
    /// With 0, clients can fill the disk.
    /// </summary>
    public long? MinFreeBytes { get; init; }

    /// <summary>Whether an upload makes the directories that its name has in front. Defaults to false: ERROR 1.</summary>
    public bool CreateDirectories { get; init; }

    /// <summary>
    /// Whether a name that does not exist may be one that differs in case, for Windows' boot manager and the like; the
    /// exact name wins. Defaults to false. Costs a directory listing for each name that does not exist as asked.
    /// </summary>
    public bool CaseFolding { get; init; }

    /// <summary>Whether clients have directories of their own. Defaults to <see cref="PerClientRoot.None"/>.</summary>
    public PerClientRoot PerClientRoot { get; init; }

    /// <summary>Rules that rewrite or refuse names before anything else looks at them. Defaults to none.</summary>
    public RewriteRules? RewriteRules { get; init; }

    /// <summary>
    /// Whether names that Windows reserves (<c>com1</c>, <c>aux.cfg</c>, a trailing dot or space) are served where they
    /// are ordinary files. Defaults to false. On Windows they are refused in any case.
    /// </summary>
    public bool AllowReservedNames { get; init; }

    /// <summary>
    /// How many bytes of memory hold what several clients fetch at the same time, ready to be sent. It is taken as it is
    /// needed, in buffers of 48 KiB, and kept. Defaults to 1/32 of the memory that the process may use, but at least
    /// 16 MiB and at most 256 MiB; 0, or less than one buffer, switches it off. Used on Linux only.
    /// </summary>
    public long CacheBytes { get; init; } = DefaultCacheBytes();

    /// <summary>The time; the tests bring their own.</summary>
    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>How names are kept below the root; the tests run each way.</summary>
    internal Containment Containment { get; init; }

    // What a container or a small board allows counts, not what the machine has.
    private static long DefaultCacheBytes()
    {
        const int Share = 32;
        const long Least = 16L << 20;
        const long Most = 256L << 20;
        return Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Share, Least, Most);
    }
}
