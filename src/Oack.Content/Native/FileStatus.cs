namespace Oack.Content;

/// <summary>What the kernel says of an open file or a directory entry.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Version">Which version of which file it is.</param>
/// <param name="Mode">The permission bits, 0 to 0o7777.</param>
/// <param name="UserId">The owner.</param>
/// <param name="GroupId">The group.</param>
internal readonly record struct FileStatus(FileKind Kind, FileVersion Version, uint Mode, uint UserId, uint GroupId);
