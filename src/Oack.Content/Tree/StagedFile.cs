using System.Security.Cryptography;
using System.Text;

namespace Oack.Content;

/// <summary>
/// A file on its way: it has no name that anybody is served under until <see cref="Commit"/>. Disposing it without a
/// commit removes it. Calls come from one thread at a time.
/// </summary>
internal abstract class StagedFile : IDisposable
{
    /// <summary>How the name of a part begins and ends where it needs a name: <c>.NAME.RANDOM.oack-part</c>.</summary>
    public const string PartPrefix = ".";

    /// <inheritdoc cref="PartPrefix"/>
    public const string PartSuffix = ".oack-part";

    /// <summary>The longest file name of common file systems, in bytes.</summary>
    private const int MaxFileNameBytes = 255;

    private const int RandomBytes = 8;

    /// <summary>What the log calls it: the path that it will have.</summary>
    public required string Description { get; init; }

    /// <summary>Appends.</summary>
    public abstract TreeOutcome Append(ReadOnlySpan<byte> bytes);

    /// <summary>Writes at an offset, also past the end.</summary>
    public abstract TreeOutcome WriteAt(long offset, ReadOnlySpan<byte> bytes);

    /// <summary>Sets the length.</summary>
    public abstract TreeOutcome EndAt(long lengthBytes);

    /// <summary>Makes the bytes durable and gives them their name, in one step for any reader.</summary>
    public abstract TreeOutcome Commit();

    /// <summary>Free and total bytes of the file system, or false when it does not tell.</summary>
    public abstract bool TryGetSpace(out long freeBytes, out long totalBytes);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);

    /// <summary>A fresh name that nobody can guess, for a part of the file <paramref name="name"/>.</summary>
    protected static byte[] NewPartName(ReadOnlySpan<byte> name)
    {
        string random = RandomNumberGenerator.GetHexString(RandomBytes * 2, lowercase: true);
        byte[] tail = Encoding.ASCII.GetBytes("." + random + PartSuffix);
        int kept = Math.Min(name.Length, MaxFileNameBytes - PartPrefix.Length - tail.Length);
        byte[] part = new byte[PartPrefix.Length + kept + tail.Length];
        Encoding.ASCII.GetBytes(PartPrefix, part);
        name[..kept].CopyTo(part.AsSpan(PartPrefix.Length));
        tail.CopyTo(part.AsSpan(PartPrefix.Length + kept));
        return part;
    }
}
