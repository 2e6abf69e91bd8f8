using System.Runtime.Versioning;

namespace Oack.Content;

/// <summary>
/// The way from the root to a name, one component and one open directory at a time. Nothing it does leaves the root:
/// a component is opened without following links, a link's text is walked like the name was, <c>..</c> in a link goes
/// back to a directory that is still held open, and above the root there is nothing to go back to. Renames by others
/// while it walks cannot change that.
/// </summary>
/// <param name="tree">The tree; its root stays open until disposal.</param>
/// <param name="maxFoldEntries">How many entries of a directory to search for a name in another case; 0 for none.</param>
/// <param name="createDirectories">Whether missing directories on the way are made.</param>
[SupportedOSPlatform("linux")]
internal sealed class LinuxWalk(LinuxTree tree, int maxFoldEntries, bool createDirectories) : IDisposable
{
    private const int MaxLinkBytes = 4096;
    private const uint NewDirectoryMode = 0x1ED; // 0755, less the umask

    private readonly int _root = tree.Acquire();
    private readonly List<int> _directories = [];
    private readonly List<byte[]> _names = [];
    private readonly Stack<byte[]> _pending = new();
    private int _links;

    /// <summary>The directory that holds the final component; open until disposal.</summary>
    public int Parent => _directories.Count == 0 ? _root : _directories[^1];

    /// <summary>The final component as it is called on the disk, or as it was asked for where there is none.</summary>
    public byte[] FinalName { get; private set; } = [];

    /// <summary>What the final component is; meaningful when <see cref="Run"/> returned Ok.</summary>
    public FileStatus FinalStatus { get; private set; }

    /// <summary>The path that was found, links resolved.</summary>
    public NamePath ActualPath => new(FinalName.Length == 0 ? [.. _names] : [.. _names, FinalName]);

    /// <summary>
    /// Walks. Ok: the final component exists and is not a link. NotFound: only it is missing. NoParent: something
    /// before it is missing or is no directory.
    /// </summary>
    public TreeOutcome Run(NamePath path)
    {
        Push(path.Components);
        if (!LinuxNative.TryGetStatus(_root, out FileStatus root))
        {
            return LinuxError.ToOutcome(LinuxNative.LastError);
        }

        FinalStatus = root;
        while (_pending.TryPop(out byte[]? component))
        {
            TreeOutcome outcome = Step(component);
            if (!outcome.IsOk)
            {
                return outcome.Status == TreeStatus.NotFound && _pending.Count > 0
                    ? outcome with { Status = TreeStatus.NoParent }
                    : outcome;
            }
        }

        return TreeOutcome.Ok;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ReturnToRoot();
        tree.Release();
    }

    private void ReturnToRoot()
    {
        foreach (int directory in _directories)
        {
            _ = LinuxNative.Close(directory);
        }

        _directories.Clear();
        _names.Clear();
    }

    private TreeOutcome Step(byte[] component)
    {
        FinalName = [];
        if (component is [] or [(byte)'.'])
        {
            return TreeOutcome.Ok;
        }

        if (component is [(byte)'.', (byte)'.'])
        {
            return Leave();
        }

        FinalName = component;
        int file = Look(component);
        if (file < 0 && LinuxNative.LastError == LinuxError.NoEntry)
        {
            file = LookFurther(component);
        }

        if (file < 0)
        {
            return LinuxError.ToOutcome(LinuxNative.LastError);
        }

        bool kept = false;
        try
        {
            return Enter(file, out kept);
        }
        finally
        {
            if (!kept)
            {
                _ = LinuxNative.Close(file);
            }
        }
    }

    private TreeOutcome Enter(int file, out bool kept)
    {
        kept = false;
        if (!LinuxNative.TryGetStatus(file, out FileStatus status))
        {
            return LinuxError.ToOutcome(LinuxNative.LastError);
        }

        FinalStatus = status;
        switch (status.Kind)
        {
            case FileKind.Link:
                return Follow(file);
            case FileKind.Directory when _pending.Count > 0:
                _directories.Add(file);
                _names.Add(FinalName);
                FinalName = [];
                kept = true;
                return TreeOutcome.Ok;
            case FileKind.Directory:
                return TreeOutcome.Ok;
            default:
                return _pending.Count == 0
                    ? TreeOutcome.Ok
                    : new(TreeStatus.NotFound, $"{ActualPath} is not a directory");
        }
    }

    private TreeOutcome Follow(int link)
    {
        if (++_links > DirectoryTree.MaxLinks)
        {
            return TreeStatus.LinkLoop;
        }

        byte[] target = new byte[MaxLinkBytes];
        int length = LinuxNative.ReadLink(link, target);
        if (length < 0)
        {
            return LinuxError.ToOutcome(LinuxNative.LastError);
        }

        List<byte[]> components = Split(target.AsSpan(0, length));
        if (length > 0 && target[0] == (byte)'/')
        {
            // An absolute link is fine when it names something below the root, which is how operators make them.
            if (!tree.TryMakeRelative(components, out components))
            {
                return new(
                    TreeStatus.Outside, $"{ActualPath} is a link to {Printable.ForDetail(target.AsSpan(0, length))}");
            }

            ReturnToRoot();
        }

        FinalName = [];
        Push(components);
        return TreeOutcome.Ok;
    }

    private TreeOutcome Leave()
    {
        if (_directories.Count == 0)
        {
            return new(TreeStatus.Outside, "a link climbs above the root");
        }

        _ = LinuxNative.Close(_directories[^1]);
        _directories.RemoveAt(_directories.Count - 1);
        _names.RemoveAt(_names.Count - 1);
        return LinuxNative.TryGetStatus(Parent, out FileStatus status)
            ? SetStatus(status)
            : LinuxError.ToOutcome(LinuxNative.LastError);
    }

    private TreeOutcome SetStatus(in FileStatus status)
    {
        FinalStatus = status;
        return TreeOutcome.Ok;
    }

    private int Look(byte[] component) => LinuxNative.OpenAt(
        Parent,
        LinuxTree.WithNul(component),
        LinuxNative.OpenPath | LinuxNative.OpenNoFollow | LinuxNative.OpenCloseOnExec);

    /// <summary>Looks for what was meant by a name that does not exist; leaves ENOENT if nothing.</summary>
    private int LookFurther(byte[] component)
    {
        if (maxFoldEntries > 0 && LinuxDirectory.FindIgnoringCase(Parent, component, maxFoldEntries) is { } found)
        {
            FinalName = found;
            return Look(found);
        }

        if (createDirectories && _pending.Count > 0)
        {
            int made = LinuxNative.MakeDirectory(Parent, LinuxTree.WithNul(component), NewDirectoryMode);
            return made == 0 || LinuxNative.LastError == LinuxError.Exists ? Look(component) : -1;
        }

        System.Runtime.InteropServices.Marshal.SetLastPInvokeError(LinuxError.NoEntry);
        return -1;
    }

    private void Push(IReadOnlyList<byte[]> components)
    {
        for (int i = components.Count - 1; i >= 0; i--)
        {
            _pending.Push(components[i]);
        }
    }

    private static List<byte[]> Split(ReadOnlySpan<byte> path)
    {
        List<byte[]> components = [];
        foreach (Range range in path.Split((byte)'/'))
        {
            if (!path[range].IsEmpty)
            {
                components.Add(path[range].ToArray());
            }
        }

        return components;
    }
}
