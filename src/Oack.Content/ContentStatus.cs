namespace Oack.Content;

/// <summary>How an attempt to read or write content without waiting ended.</summary>
public enum ContentStatus : byte
{
    /// <summary>Done, in full: a read filled its target, or reached the end of the content.</summary>
    Ok = 0,

    /// <summary>Would have to wait (cold disk, slow origin): call the Prepare method, then try again.</summary>
    Pending,

    /// <summary>Failed for good; <c>Failure</c> of the content says why.</summary>
    Failed,
}
