namespace Oack.Content;

/// <summary>How an operation on a name below the root ended. The same words on every platform.</summary>
internal enum TreeStatus : byte
{
    Ok = 0,
    NotFound,

    /// <summary>The directory that would hold the name does not exist.</summary>
    NoParent,

    /// <summary>A symbolic link on the way leaves the root.</summary>
    Outside,
    Denied,
    IsDirectory,

    /// <summary>A FIFO, device or socket.</summary>
    Special,
    TooLong,
    LinkLoop,
    Exists,
    DiskFull,
    ReadOnlyMedium,
    OutOfHandles,

    /// <summary>The name has bytes that this platform cannot express.</summary>
    BadName,
    Failed,
}
