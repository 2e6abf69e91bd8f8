namespace Oack.Content;

/// <summary>
/// A directory whose inside can be named and whose outside cannot: the one place where names from the network meet the
/// file system. No operation follows a link out of the root, or opens anything but regular files for data. Calls come
/// from several threads at once.
/// </summary>
internal abstract class DirectoryTree : IDisposable
{
    /// <summary>The most entries of one directory that a search for a name in another case looks at.</summary>
    public const int MaxFoldEntries = 100_000;

    /// <summary>The same where nothing but a line in the log depends on it: every missing name pays for this.</summary>
    public const int MaxHintEntries = 10_000;

    /// <summary>The most symbolic links on the way of one name, as in Linux.</summary>
    public const int MaxLinks = 40;

    /// <summary>The root for logs.</summary>
    public required string RootPath { get; init; }

    /// <summary>Files that are open for reading, by version.</summary>
    public SharedFileTable Files { get; protected init; } = new();

    /// <summary>Whether names must be text on this platform.</summary>
    public virtual bool NamesAreText => false;

    /// <summary>
    /// Opens a file if that takes no wait for the medium; allocates nothing when the file is open already. False means
    /// that only <see cref="OpenRead"/> can tell.
    /// </summary>
    /// <param name="pathWithNul">The name as <see cref="NamePath.TryWrite"/> makes it.</param>
    /// <param name="batch">
    /// <see cref="ContentRequest.Batch"/>: what was found under the name for another request of the batch need not be looked
    /// for again. 0 for none.
    /// </param>
    /// <param name="file">The file, one reference to it; null when false.</param>
    public virtual bool TryOpenReadCached(ReadOnlySpan<byte> pathWithNul, long batch, out SharedFile? file)
    {
        file = null;
        return false;
    }

    /// <summary>Opens a regular file.</summary>
    /// <param name="path">The name.</param>
    /// <param name="foldCase">Whether a component that does not exist may be one that differs in case.</param>
    /// <param name="file">The file, one reference to it; null unless Ok.</param>
    public abstract TreeOutcome OpenRead(NamePath path, bool foldCase, out SharedFile? file);

    /// <summary>The path of what exists under a name in any case, or null.</summary>
    public abstract string? FindInAnyCase(NamePath path);

    /// <summary>Whether the name is a directory.</summary>
    public abstract bool HasDirectory(NamePath path);

    /// <summary>Whether an upload to this name would be taken, as far as can be told without trying.</summary>
    public abstract TreeOutcome CheckWrite(NamePath path, StagingOptions options);

    /// <summary>Makes an invisible file that can become this name.</summary>
    public abstract TreeOutcome Stage(NamePath path, StagingOptions options, out StagedFile? file);

    /// <summary>Opens the root.</summary>
    /// <exception cref="IOException">The root is missing, no directory, or not to be opened; the text says which.</exception>
    public static DirectoryTree Open(string root, Containment containment, TimeProvider clock)
    {
        string path = Path.GetFullPath(root);
        if (!Directory.Exists(path))
        {
            throw new DirectoryNotFoundException(File.Exists(path)
                ? $"cannot serve {path}: it is a file, not a directory"
                : $"cannot serve {path}: no such directory (or no permission to see it). Create it, or name another");
        }

        if (containment != Containment.Portable && LinuxNative.IsSupported)
        {
            LinuxTree? tree = LinuxTree.TryOpen(path, containment, clock);
            if (tree is not null)
            {
                return tree;
            }
        }

        return containment is Containment.Automatic or Containment.Portable
            ? new PortableTree(path)
            : throw new PlatformNotSupportedException($"containment {containment} does not work here");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => Files.Dispose();
}
