namespace Oack.Content;

/// <summary>
/// The identity of one version of one file. A file that is replaced or written to gets another identity, so transfers
/// share an open file only while they would read the same bytes. The change time is part of it because the
/// modification time can be set back by hand.
/// </summary>
/// <param name="Device">The file system; 0 where the platform has no such number.</param>
/// <param name="Inode">The file on it; 0 where the platform has no such number.</param>
/// <param name="LengthBytes">Its length.</param>
/// <param name="ModifiedTicks">When its bytes changed last, in units of the platform.</param>
/// <param name="ChangedTicks">When anything of it changed last, in units of the platform.</param>
/// <param name="Path">Its path, where device and inode are not known; else null.</param>
internal readonly record struct FileVersion(
    ulong Device, ulong Inode, long LengthBytes, long ModifiedTicks, long ChangedTicks, string? Path = null);
