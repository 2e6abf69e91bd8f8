namespace Oack.Content;

/// <summary>What one upload may take.</summary>
/// <param name="MaxBytes">The longest file.</param>
/// <param name="MinFreeBytes">What stays free on the file system; null for a twentieth, but at most 64 MiB.</param>
internal readonly record struct UploadLimits(long MaxBytes, long? MinFreeBytes)
{
    private const long DefaultReserveMaxBytes = 64L << 20;
    private const long DefaultReserveFraction = 20;

    /// <summary>No limits but the disk.</summary>
    public static UploadLimits None { get; } = new(long.MaxValue, 0);

    /// <summary>Whether so many more bytes fit; null when they do, or when nobody can tell.</summary>
    public ContentRefusal? CheckSpace(StagedFile file, long neededBytes)
    {
        if (!file.TryGetSpace(out long freeBytes, out long totalBytes))
        {
            return null;
        }

        long reserve = MinFreeBytes ?? Math.Min(DefaultReserveMaxBytes, totalBytes / DefaultReserveFraction);
        return freeBytes - reserve < neededBytes ? Refusals.DiskFull(freeBytes, reserve, neededBytes) : null;
    }
}
