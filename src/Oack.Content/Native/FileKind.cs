namespace Oack.Content;

/// <summary>What a directory entry is, as far as serving it matters.</summary>
internal enum FileKind : byte
{
    /// <summary>The platform does not tell.</summary>
    Unknown = 0,

    /// <summary>A regular file: the only kind whose bytes are served or replaced.</summary>
    Regular,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A symbolic link, itself.</summary>
    Link,

    /// <summary>A FIFO, a device or a socket: never opened for data.</summary>
    Special,
}
