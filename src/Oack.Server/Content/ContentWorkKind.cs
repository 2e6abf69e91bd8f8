namespace Oack.Server;

/// <summary>What a piece of content work does.</summary>
public enum ContentWorkKind : byte
{
    /// <summary>Opens a file for reading.</summary>
    OpenRead = 0,

    /// <summary>Prepares to store a file.</summary>
    OpenWrite,

    /// <summary>Waits for bytes of a slow medium to become readable.</summary>
    PrepareRead,

    /// <summary>Waits for a slow medium to take more bytes.</summary>
    PrepareWrite,

    /// <summary>Makes an upload durable and visible: flushing a file may take long.</summary>
    Commit,

    /// <summary>Removes what an ended upload stored so far.</summary>
    Discard,
}
