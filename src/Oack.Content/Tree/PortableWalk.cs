namespace Oack.Content;

/// <summary>
/// The way from the root to a name by paths, one component at a time: each is looked at before the next is added, and
/// a link's text is walked like the name was. Whoever may change the tree at the same time could swap a directory for
/// a link between look and use; there is no remedy for that without handles, so give nobody else write access.
/// </summary>
internal sealed class PortableWalk(PortableTree tree, int maxFoldEntries, bool createDirectories)
{
    private readonly List<string> _names = [];
    private readonly Stack<string> _pending = new();
    private int _links;

    /// <summary>The directory that holds the final component.</summary>
    public string Parent => _names.Count == 0 ? tree.RootPath : Path.Combine([tree.RootPath, .. _names]);

    /// <summary>The final component as it is called on the disk, or as it was asked for where there is none.</summary>
    public string FinalName { get; private set; } = "";

    /// <summary>What the final component is; meaningful when <see cref="Run"/> returned Ok.</summary>
    public FileKind FinalKind { get; private set; } = FileKind.Directory;

    /// <summary>The whole path that was found, links resolved.</summary>
    public string FullPath => Path.Combine(Parent, FinalName);

    /// <summary>The same relative to the root, for logs.</summary>
    public string ActualPath => string.Join('/', [.. _names, FinalName]);

    /// <inheritdoc cref="LinuxWalk.Run"/>
    public TreeOutcome Run(NamePath path)
    {
        for (int i = path.Components.Length - 1; i >= 0; i--)
        {
            if (!NameText.TryDecodeStrict(path.Components[i], out string text))
            {
                return TreeStatus.BadName;
            }

            _pending.Push(text);
        }

        while (_pending.TryPop(out string? component))
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

    private TreeOutcome Step(string component)
    {
        FinalName = "";
        FinalKind = FileKind.Directory;
        if (component is "" or ".")
        {
            return TreeOutcome.Ok;
        }

        if (component == "..")
        {
            if (_names.Count == 0)
            {
                return new(TreeStatus.Outside, "a link climbs above the root");
            }

            _names.RemoveAt(_names.Count - 1);
            return TreeOutcome.Ok;
        }

        FinalName = component;
        if (!PortableTree.Exists(FullPath) && !LookFurther(component))
        {
            return TreeStatus.NotFound;
        }

        FinalKind = PortableFiles.KindOf(FullPath);
        if (FinalKind == FileKind.Link)
        {
            return Follow();
        }

        if (_pending.Count == 0)
        {
            return TreeOutcome.Ok;
        }

        if (FinalKind != FileKind.Directory)
        {
            return new(TreeStatus.NotFound, $"{Printable.ForDetail(ActualPath)} is not a directory");
        }

        _names.Add(FinalName);
        FinalName = "";
        return TreeOutcome.Ok;
    }

    private TreeOutcome Follow()
    {
        if (++_links > DirectoryTree.MaxLinks)
        {
            return TreeStatus.LinkLoop;
        }

        string target = new FileInfo(FullPath).LinkTarget!;
        IReadOnlyList<string> components = PortableTree.Split(target);
        if (Path.IsPathRooted(target))
        {
            if (!tree.TryMakeRelative(target, out components))
            {
                return new(
                    TreeStatus.Outside,
                    $"{Printable.ForDetail(ActualPath)} is a link to {Printable.ForDetail(target)}");
            }

            _names.Clear();
        }

        FinalName = "";
        for (int i = components.Count - 1; i >= 0; i--)
        {
            _pending.Push(components[i]);
        }

        return TreeOutcome.Ok;
    }

    private bool LookFurther(string component)
    {
        if (maxFoldEntries > 0 && PortableTree.FindIgnoringCase(Parent, component, maxFoldEntries) is { } found)
        {
            FinalName = found;
            return true;
        }

        if (!createDirectories || _pending.Count == 0)
        {
            return false;
        }

        Directory.CreateDirectory(FullPath);
        return true;
    }
}
