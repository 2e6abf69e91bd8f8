using Oack.Protocol.Observe;

namespace Oack.Trace.Report;

/// <summary>A file that was taken out of a capture.</summary>
public sealed record ExtractedFile
{
    /// <summary>The transfer that carried it.</summary>
    public required ObservedTransfer Transfer { get; init; }

    /// <summary>Where it was written; null where it could not be, or another transfer's file holds the same.</summary>
    public string? Path { get; init; }

    /// <summary>How many bytes the file has, holes included.</summary>
    public long Bytes { get; init; }

    /// <summary>Whether all of it was seen, up to the block that ends it.</summary>
    public bool IsWhole { get; init; }

    /// <summary>The SHA-256 of the file as it was written, in lower-case hexadecimal; null where holes of hundreds of megabytes make it pointless.</summary>
    public string? Sha256 { get; init; }

    /// <summary>What was not seen; in the file these bytes are zero. Of netascii the bytes as carried, and nothing stands for them.</summary>
    public IReadOnlyList<ByteRange> Holes { get; init; } = [];

    /// <summary>The transfer whose file has the same name and the same content, and was kept; else null.</summary>
    public ObservedTransfer? SameAs { get; init; }

    /// <summary>Why it is not as it should be, in words; null where nothing went wrong.</summary>
    public string? Problem { get; init; }
}
