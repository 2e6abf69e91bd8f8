using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Oack.Content;

/// <summary>
/// A directory on Linux, held by an open handle: renaming or replacing what leads to it changes nothing. Names are
/// resolved by the kernel below that handle (<c>openat2</c> with <c>RESOLVE_BENEATH</c>); where a sandbox forbids the
/// call, and for what it cannot do (another case, absolute links into the root, uploads), by <see cref="LinuxWalk"/>.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class LinuxTree : DirectoryTree
{
    private const ulong Inside = LinuxNative.ResolveBeneath | LinuxNative.ResolveNoMagicLinks;
    private const int MaxAttempts = 16;

    private static readonly int LookFlags = LinuxNative.OpenPath | LinuxNative.OpenCloseOnExec;
    private static readonly int ReadFlags = LinuxNative.OpenReadOnly | LinuxNative.OpenNonBlocking
        | LinuxNative.OpenNoTerminal | LinuxNative.OpenCloseOnExec;

    [ThreadStatic]
    private static RecentLookup? t_recent;

    private readonly SafeFileHandle _root;
    private readonly bool _hasOpenAt2;
    private readonly List<List<byte[]>> _rootPaths = [];
    private readonly bool _namesParts;
    private volatile bool _hasCachedLookups;

    private LinuxTree(SafeFileHandle root, bool hasOpenAt2, bool namesParts, TimeProvider clock)
    {
        Files = new(clock);
        _namesParts = namesParts;
        _root = root;
        _hasOpenAt2 = hasOpenAt2;
        _hasCachedLookups = hasOpenAt2;
    }

    /// <summary>Opens the root; null where the kernel or a sandbox offers too little.</summary>
    public static LinuxTree? TryOpen(string path, Containment containment, TimeProvider clock)
    {
        int root = LinuxNative.OpenAt(
            LinuxNative.CurrentDirectory,
            WithNul(NameText.Encode(path)),
            LinuxNative.OpenPath | LinuxNative.OpenDirectory | LinuxNative.OpenCloseOnExec);
        if (root < 0)
        {
            throw new IOException($"cannot serve {path}: {LinuxError.Text(LinuxNative.LastError)}");
        }

        SafeFileHandle handle = new(root, ownsHandle: true);
        bool hasOpenAt2 = containment != Containment.Walk && HasOpenAt2(root);
        if (!LinuxNative.TryGetStatus(root, out _) || (containment == Containment.OpenAt2 && !hasOpenAt2))
        {
            handle.Dispose();
            return null;
        }

        // Who asks for the walk gets the other fallback too: the tests see a file system without unnamed files.
        LinuxTree tree = new(handle, hasOpenAt2, namesParts: containment == Containment.Walk, clock) { RootPath = path };
        tree.AddRootPath(path);
        tree.AddRootPath(RealPath.Of(path));
        return tree;
    }

    /// <summary>
    /// The root's descriptor, which stays open until <see cref="Release"/> whatever happens meanwhile: a descriptor that
    /// was closed and given to another directory would be another root.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The tree is closed.</exception>
    public int Acquire()
    {
        bool acquired = false;
        _root.DangerousAddRef(ref acquired);
        return (int)_root.DangerousGetHandle();
    }

    /// <summary>Ends an <see cref="Acquire"/>.</summary>
    public void Release() => _root.DangerousRelease();

    /// <summary>The bytes with a NUL behind them.</summary>
    public static byte[] WithNul(ReadOnlySpan<byte> name) => [.. name, 0];

    /// <summary>The part of an absolute path below the root, however the root was named when it was opened.</summary>
    public bool TryMakeRelative(List<byte[]> absolute, out List<byte[]> relative)
    {
        foreach (List<byte[]> root in _rootPaths)
        {
            if (absolute.Count >= root.Count
                && root.Zip(absolute).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second)))
            {
                relative = absolute[root.Count..];
                return true;
            }
        }

        relative = absolute;
        return false;
    }

    /// <inheritdoc/>
    public override bool TryOpenReadCached(ReadOnlySpan<byte> pathWithNul, long batch, out SharedFile? file)
    {
        file = null;
        if (!_hasCachedLookups)
        {
            return false;
        }

        RecentLookup recent = t_recent ??= new();
        if (recent.Found(this, batch, pathWithNul) is { } version && Files.TryAcquire(version, out file))
        {
            return true;
        }

        if (!OpenBelow(pathWithNul, LinuxNative.ResolveCached, out file).IsOk)
        {
            return false;
        }

        recent.Note(this, batch, pathWithNul, file!.Version);
        return true;
    }

    /// <inheritdoc/>
    public override TreeOutcome OpenRead(NamePath path, bool foldCase, out SharedFile? file)
    {
        if (path.Components.Length == 0)
        {
            file = null;
            return TreeStatus.IsDirectory;
        }

        if (_hasOpenAt2)
        {
            TreeOutcome outcome = OpenBelow(path.ToBytesWithNul(), 0, out file);
            bool walkKnowsMore = outcome.Status is TreeStatus.Outside
                || (outcome.Status is TreeStatus.NotFound && foldCase);
            if (!walkKnowsMore)
            {
                return outcome;
            }
        }

        return OpenByWalk(path, foldCase, out file);
    }

    /// <inheritdoc/>
    public override string? FindInAnyCase(NamePath path)
    {
        using LinuxWalk walk = new(this, MaxHintEntries, createDirectories: false);
        return walk.Run(path).IsOk ? walk.ActualPath.ToString() : null;
    }

    /// <inheritdoc/>
    public override bool HasDirectory(NamePath path)
    {
        using LinuxWalk walk = new(this, maxFoldEntries: 0, createDirectories: false);
        return walk.Run(path).IsOk && walk.FinalStatus.Kind == FileKind.Directory;
    }

    /// <inheritdoc/>
    public override TreeOutcome CheckWrite(NamePath path, StagingOptions options)
    {
        using LinuxWalk walk = new(this, FoldLimit(options.FoldCase), createDirectories: false);
        TreeOutcome outcome = CheckTarget(walk, path, options, out _);
        return outcome.Status == TreeStatus.NoParent && options.CreateDirectories ? TreeOutcome.Ok : outcome;
    }

    /// <inheritdoc/>
    public override TreeOutcome Stage(NamePath path, StagingOptions options, out StagedFile? file)
    {
        file = null;
        using LinuxWalk walk = new(this, FoldLimit(options.FoldCase), options.CreateDirectories);
        TreeOutcome outcome = CheckTarget(walk, path, options, out FileStatus? existing);
        if (!outcome.IsOk)
        {
            return outcome;
        }

        StagingTarget target = new(walk.Parent, walk.FinalName, existing, $"{RootPath}/{walk.ActualPath}");
        return LinuxStagedFile.Create(target, options.Overwrite, _namesParts, out file);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _root.Dispose();
        base.Dispose(disposing);
    }

    private static int FoldLimit(bool foldCase) => foldCase ? MaxFoldEntries : 0;

    private static TreeOutcome CheckTarget(
        LinuxWalk walk, NamePath path, StagingOptions options, out FileStatus? existing)
    {
        existing = null;
        TreeOutcome outcome = walk.Run(path);
        if (outcome.Status == TreeStatus.NotFound)
        {
            return TreeOutcome.Ok;
        }

        if (!outcome.IsOk)
        {
            return outcome;
        }

        existing = walk.FinalStatus;
        return walk.FinalStatus.Kind switch
        {
            FileKind.Directory => TreeStatus.IsDirectory,
            FileKind.Regular when !options.Overwrite => TreeStatus.Exists,
            // The rename asks only the directory for permission; a file that is write-protected shall stay.
            FileKind.Regular when !LinuxNative.MayWrite(walk.Parent, WithNul(walk.FinalName)) =>
                new(TreeStatus.Denied, "the file is write-protected"),
            FileKind.Regular => TreeOutcome.Ok,
            _ => TreeStatus.Special,
        };
    }

    private TreeOutcome OpenBelow(ReadOnlySpan<byte> name, ulong resolve, out SharedFile? file)
    {
        int root = Acquire();
        try
        {
            return OpenBelow(root, name, resolve, out file);
        }
        finally
        {
            Release();
        }
    }

    /// <remarks>
    /// <para>Also where the file is open already this asks the kernel for the name each time, in three calls: look it up
    /// below the root, ask what it is, let it go. One <c>statx</c> of the path would say the same in one call and less
    /// than a microsecond less, and could not deliver other bytes, for what it finds is compared with the open file's
    /// device, inode and times. But it would follow a link that leads out, and would wait there: for a dead server, an
    /// automount or a cold disk, on a thread that serves every other transfer too. Of the calls that resolve names only
    /// <c>openat2</c> can be told to stay inside and not to wait.</para>
    /// </remarks>
    private TreeOutcome OpenBelow(int root, ReadOnlySpan<byte> name, ulong resolve, out SharedFile? file)
    {
        file = null;
        TreeOutcome outcome = Resolve(root, name, LookFlags, resolve, out int look);
        if (!outcome.IsOk)
        {
            return outcome;
        }

        // Looked at before it is opened for data: opening a device can do something, opening a FIFO can hang.
        try
        {
            outcome = CheckReadable(look, out FileStatus status);
            if (!outcome.IsOk || Files.TryAcquire(status.Version, out file))
            {
                return outcome;
            }
        }
        finally
        {
            _ = LinuxNative.Close(look);
        }

        outcome = Resolve(root, name, ReadFlags, resolve, out int data);
        return outcome.IsOk ? Share(data, Printable.ForDetail(name[..^1]), out file) : outcome;
    }

    private TreeOutcome OpenByWalk(NamePath path, bool foldCase, out SharedFile? file)
    {
        file = null;
        using LinuxWalk walk = new(this, FoldLimit(foldCase), createDirectories: false);
        TreeOutcome outcome = walk.Run(path);
        if (!outcome.IsOk)
        {
            return outcome.Status == TreeStatus.NoParent ? outcome with { Status = TreeStatus.NotFound } : outcome;
        }

        outcome = CheckReadable(walk.FinalStatus);
        if (!outcome.IsOk || Files.TryAcquire(walk.FinalStatus.Version, out file))
        {
            return outcome;
        }

        int data = LinuxNative.OpenAt(walk.Parent, WithNul(walk.FinalName), ReadFlags | LinuxNative.OpenNoFollow);
        return data < 0 ? LinuxError.ToOutcome(LinuxNative.LastError) : Share(data, walk.ActualPath.ToString(), out file);
    }

    /// <summary>Takes over a descriptor that was opened for data, after a second look at what it is.</summary>
    private TreeOutcome Share(int data, string path, out SharedFile? file)
    {
        file = null;
        SafeFileHandle handle = new(data, ownsHandle: true);
        TreeOutcome outcome = CheckReadable(data, out FileStatus status);
        if (!outcome.IsOk)
        {
            handle.Dispose();
            return outcome;
        }

        file = Files.Share(handle, status.Version, $"{RootPath}/{path}");
        return outcome;
    }

    private static TreeOutcome CheckReadable(int handle, out FileStatus status) =>
        LinuxNative.TryGetStatus(handle, out status)
            ? CheckReadable(status)
            : LinuxError.ToOutcome(LinuxNative.LastError);

    private static TreeOutcome CheckReadable(in FileStatus status) => status.Kind switch
    {
        FileKind.Regular => TreeOutcome.Ok,
        FileKind.Directory => TreeStatus.IsDirectory,
        _ => TreeStatus.Special,
    };

    private TreeOutcome Resolve(int root, ReadOnlySpan<byte> name, int flags, ulong resolve, out int handle)
    {
        // EAGAIN: something was renamed while a link with ".." was resolved; or, for a cached lookup, a wait is due.
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            handle = LinuxNative.OpenBeneath(root, name, flags, Inside | resolve);
            if (handle >= 0)
            {
                return TreeOutcome.Ok;
            }

            int error = LinuxNative.LastError;
            if (error == LinuxError.Invalid && resolve != 0)
            {
                _hasCachedLookups = false;
                return new(TreeStatus.Failed);
            }

            bool again = error == LinuxError.Interrupted || (error == LinuxError.TryAgain && resolve == 0);
            if (!again)
            {
                return LinuxError.ToOutcome(error);
            }
        }

        handle = -1;
        return new(TreeStatus.Failed, "the directory is being renamed without end");
    }

    private void AddRootPath(string path)
    {
        List<byte[]> components = [.. path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(NameText.Encode)];
        _rootPaths.Add(components);
    }

    private static bool HasOpenAt2(int root)
    {
        int probe = LinuxNative.OpenBeneath(root, ".\0"u8, LookFlags, Inside);
        if (probe < 0)
        {
            return false;
        }

        _ = LinuxNative.Close(probe);
        return true;
    }
}
