using System.Security;
using Microsoft.Win32.SafeHandles;

namespace Oack.Content;

/// <summary>A directory by its path, for platforms without directory handles. Names must be text there.</summary>
internal sealed class PortableTree : DirectoryTree
{
    private static readonly char[] Separators = [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar];

    private static readonly StringComparison PathComparison = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS()
        ? StringComparison.OrdinalIgnoreCase
        : StringComparison.Ordinal;

    private readonly List<List<string>> _rootPaths = [];

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public PortableTree(string path)
    {
        RootPath = Path.TrimEndingDirectorySeparator(path);
        _rootPaths.Add(Split(path));
        _rootPaths.Add(Split(RealPath.Of(path)));
    }

    /// <inheritdoc/>
    public override bool NamesAreText => true;

    /// <summary>The components of a path.</summary>
    public static List<string> Split(string path) =>
        [.. path.Split(Separators, StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>Whether there is an entry, be it a link that leads nowhere.</summary>
    public static bool Exists(string path) => Path.Exists(path) || new FileInfo(path).LinkTarget is not null;

    /// <inheritdoc cref="LinuxDirectory.FindIgnoringCase"/>
    public static string? FindIgnoringCase(string directory, string name, int maxEntries)
    {
        string? best = null;
        foreach (string entry in Directory.EnumerateFileSystemEntries(directory).Take(maxEntries))
        {
            string candidate = Path.GetFileName(entry);
            if (candidate.Equals(name, StringComparison.OrdinalIgnoreCase)
                && !ReservedNames.IsUploadPart(NameText.Encode(candidate))
                && (best is null || string.CompareOrdinal(candidate, best) < 0))
            {
                best = candidate;
            }
        }

        return best;
    }

    /// <summary>The part of an absolute path below the root, by components.</summary>
    public bool TryMakeRelative(string absolute, out IReadOnlyList<string> relative)
    {
        List<string> components = Split(absolute);
        foreach (List<string> root in _rootPaths)
        {
            if (components.Count >= root.Count
                && root.Zip(components).All(pair => pair.First.Equals(pair.Second, PathComparison)))
            {
                relative = components[root.Count..];
                return true;
            }
        }

        relative = components;
        return false;
    }

    /// <inheritdoc/>
    public override TreeOutcome OpenRead(NamePath path, bool foldCase, out SharedFile? file)
    {
        SharedFile? opened = null;
        TreeOutcome outcome = Guard(() => TryOpen(path, foldCase, out opened));
        file = opened;
        return outcome.Status == TreeStatus.NoParent ? outcome with { Status = TreeStatus.NotFound } : outcome;
    }

    /// <inheritdoc/>
    public override string? FindInAnyCase(NamePath path)
    {
        PortableWalk walk = new(this, MaxHintEntries, createDirectories: false);
        return Guard(() => walk.Run(path)).IsOk ? Printable.ForDetail(walk.ActualPath) : null;
    }

    /// <inheritdoc/>
    public override bool HasDirectory(NamePath path)
    {
        PortableWalk walk = new(this, maxFoldEntries: 0, createDirectories: false);
        return Guard(() => walk.Run(path)).IsOk && walk.FinalKind == FileKind.Directory;
    }

    /// <inheritdoc/>
    public override TreeOutcome CheckWrite(NamePath path, StagingOptions options)
    {
        PortableWalk walk = new(this, FoldLimit(options.FoldCase), createDirectories: false);
        TreeOutcome outcome = Guard(() => CheckTarget(walk, path, options));
        return outcome.Status == TreeStatus.NoParent && options.CreateDirectories ? TreeOutcome.Ok : outcome;
    }

    /// <inheritdoc/>
    public override TreeOutcome Stage(NamePath path, StagingOptions options, out StagedFile? file)
    {
        StagedFile? staged = null;
        PortableWalk walk = new(this, FoldLimit(options.FoldCase), options.CreateDirectories);
        TreeOutcome outcome = Guard(() =>
        {
            TreeOutcome check = CheckTarget(walk, path, options);
            if (check.IsOk)
            {
                staged = PortableStagedFile.Create(walk.FullPath, options.Overwrite);
            }

            return check;
        });
        file = staged;
        return outcome;
    }

    /// <summary>Runs something that may throw what the file system throws.</summary>
    public static TreeOutcome Guard(Func<TreeOutcome> operation)
    {
        const int WindowsDiskFull = unchecked((int)0x80070070);
        const int WindowsHandleDiskFull = unchecked((int)0x80070027);
        const int WindowsFileExists = unchecked((int)0x80070050);
        const int WindowsAlreadyExists = unchecked((int)0x800700B7);
        try
        {
            return operation();
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return new(TreeStatus.NotFound, fault.Message);
        }
        catch (Exception fault) when (fault is UnauthorizedAccessException or SecurityException)
        {
            return new(TreeStatus.Denied, fault.Message);
        }
        catch (PathTooLongException fault)
        {
            return new(TreeStatus.TooLong, fault.Message);
        }
        catch (IOException fault)
        {
            // On Unix the HResult of an IOException is the errno itself.
            TreeOutcome outcome = fault.HResult switch
            {
                WindowsDiskFull or WindowsHandleDiskFull => TreeStatus.DiskFull,
                WindowsFileExists or WindowsAlreadyExists => TreeStatus.Exists,
                _ => OperatingSystem.IsWindows() ? TreeStatus.Failed : LinuxError.ToOutcome(fault.HResult),
            };
            return outcome with { Detail = fault.Message };
        }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException)
        {
            return new(TreeStatus.BadName, fault.Message);
        }
    }

    private TreeOutcome TryOpen(NamePath path, bool foldCase, out SharedFile? file)
    {
        file = null;
        PortableWalk walk = new(this, FoldLimit(foldCase), createDirectories: false);
        TreeOutcome outcome = walk.Run(path);
        if (!outcome.IsOk)
        {
            return outcome;
        }

        if (walk.FinalKind is not (FileKind.Regular or FileKind.Unknown))
        {
            return walk.FinalKind == FileKind.Directory ? TreeStatus.IsDirectory : TreeStatus.Special;
        }

        SafeFileHandle handle = PortableFiles.OpenRead(walk.FullPath);
        try
        {
            FileVersion version = new(
                Device: 0,
                Inode: 0,
                RandomAccess.GetLength(handle),
                File.GetLastWriteTimeUtc(handle).Ticks,
                File.GetCreationTimeUtc(handle).Ticks,
                walk.FullPath);
            file = Files.Share(handle, version, walk.FullPath);
            return TreeOutcome.Ok;
        }
        catch (Exception fault)
        {
            handle.Dispose();
            if (fault is NotSupportedException)
            {
                // What cannot seek is no file.
                return TreeStatus.Special;
            }

            throw;
        }
    }

    private static int FoldLimit(bool foldCase) => foldCase ? MaxFoldEntries : 0;

    private static TreeOutcome CheckTarget(PortableWalk walk, NamePath path, StagingOptions options)
    {
        TreeOutcome outcome = walk.Run(path);
        if (outcome.Status == TreeStatus.NotFound)
        {
            return TreeOutcome.Ok;
        }

        if (!outcome.IsOk)
        {
            return outcome;
        }

        return walk.FinalKind switch
        {
            FileKind.Directory => TreeStatus.IsDirectory,
            FileKind.Special => TreeStatus.Special,
            _ when !options.Overwrite => TreeStatus.Exists,
            _ when File.GetAttributes(walk.FullPath).HasFlag(FileAttributes.ReadOnly) =>
                new(TreeStatus.Denied, "the file is write-protected"),
            _ => TreeOutcome.Ok,
        };
    }
}
