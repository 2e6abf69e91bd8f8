namespace Oack.Content;

/// <summary>
/// A directory as content: every regular file below it can be read, and uploads go to it where that is switched on.
/// </summary>
/// <remarks>
/// <para>Names cannot leave the directory: see <c>docs/content.md</c> for what a name may be. On Linux they are resolved
/// below an open handle, elsewhere component by component; symbolic links work as long as they stay inside.</para>
/// <para>Each version of a file is open once for all its transfers, and a file that is replaced by renaming is read to
/// its end in the old version. Reads of what is in memory and opens of what is known to the kernel do not wait; all
/// else waits on the thread pool.</para>
/// <para>Uploads are invisible until they are complete, then flushed and renamed. Of two uploads to one name the one
/// that ends last is what remains, whole; with <see cref="WriteMode.Create"/> it is the one that ends first, and the
/// other gets ERROR 6. What an upload replaces keeps its permissions.</para>
/// </remarks>
public sealed class DirectoryContent : IContentSource, IDisposable
{
    private readonly DirectoryContentOptions _options;
    private readonly DirectoryTree _tree;
    private readonly NameRules _nameRules;
    private readonly UploadLimits _limits;
    private readonly FileReadContentPool _contents;

    /// <summary>Opens the directory.</summary>
    /// <param name="options">The settings.</param>
    /// <exception cref="IOException">The root is missing, no directory, or not to be opened; the text says which.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A limit is negative.</exception>
    public DirectoryContent(DirectoryContentOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(options.Root);
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxUploadBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(options.MinFreeBytes ?? 0);
        ArgumentOutOfRangeException.ThrowIfNegative(options.CacheBytes);
        _options = options;
        _tree = DirectoryTree.Open(options.Root, options.Containment, options.Clock);
        _contents = new(HotBlocks.Create(options.CacheBytes, options.Clock));
        _nameRules = new(options.AllowReservedNames, OperatingSystem.IsWindows(), _tree.NamesAreText);
        _limits = new(options.MaxUploadBytes, options.MinFreeBytes);
    }

    /// <summary>The absolute path of the directory.</summary>
    public string Root => _tree.RootPath;

    /// <summary>
    /// How many different versions of files are being read at the moment. On Linux a few more stay open for two or three
    /// seconds after their last transfer; they do not count.
    /// </summary>
    public int OpenFileCount => _tree.Files.Count;

    /// <summary>How many files are open that nobody reads any more.</summary>
    internal int IdleFileCount => _tree.Files.IdleCount;

    /// <summary>What is kept for several clients, if anything.</summary>
    internal HotBlocks? Hot => _contents.Hot;

    /// <inheritdoc/>
    public ValueTask<ContentOpening<ReadContent>> OpenReadAsync(
        ContentRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _options.RewriteRules is null && TryOpenCached(request.Name.Span, request.Batch, out SharedFile? file)
            ? Opened(file!)
            : OpenReadSlowly(request, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ContentOpening<WriteContent>> OpenWriteAsync(
        ContentRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (_options.WriteMode == WriteMode.None)
        {
            return new(new ContentOpening<WriteContent>(Refusals.WritingDisabled));
        }

        return request.AnnouncedBytes > _limits.MaxBytes
            ? new(new ContentOpening<WriteContent>(Refusals.TooLarge(_limits.MaxBytes, request.AnnouncedBytes)))
            : new(Task.Run(() => OpenWrite(request), cancellationToken));
    }

    /// <summary>Closes the directory. Contents that are open stay usable.</summary>
    public void Dispose() => _tree.Dispose();

    /// <summary>Opens what needs no waiting; when the file is open already, without an allocation.</summary>
    private bool TryOpenCached(ReadOnlySpan<byte> name, long batch, out SharedFile? file)
    {
        file = null;
        Span<byte> path = stackalloc byte[NamePath.MaxNameBytes + 1];
        return _options.PerClientRoot == PerClientRoot.None
            && NamePath.TryWrite(name, _nameRules, path, out int length)
            && _tree.TryOpenReadCached(path[..length], batch, out file);
    }

    private ValueTask<ContentOpening<ReadContent>> Opened(SharedFile file) =>
        new(new ContentOpening<ReadContent>(_contents.Open(file)));

    private ValueTask<ContentOpening<ReadContent>> OpenReadSlowly(
        ContentRequest request, CancellationToken cancellationToken)
    {
        if (_options.RewriteRules is { NeedsFiles: true })
        {
            return new(Task.Run(() => OpenRead(request), cancellationToken));
        }

        ContentRefusal? refusal = Rewrite(request, isWrite: false, out ReadOnlyMemory<byte> name);
        if (refusal is null && _options.RewriteRules is not null && TryOpenCached(name.Span, request.Batch, out SharedFile? file))
        {
            return Opened(file!);
        }

        NamePath path = default;
        refusal ??= NamePath.TryParse(name.Span, _nameRules, out path);
        return refusal is null
            ? new(Task.Run(() => OpenRead(request, path), cancellationToken))
            : new(new ContentOpening<ReadContent>(refusal));
    }

    private ContentRefusal? Translate(ContentRequest request, bool isWrite, out NamePath path)
    {
        ContentRefusal? refusal = Rewrite(request, isWrite, out ReadOnlyMemory<byte> name);
        if (refusal is not null)
        {
            path = default;
            return refusal;
        }

        return NamePath.TryParse(name.Span, _nameRules, out path);
    }

    private ContentRefusal? Rewrite(ContentRequest request, bool isWrite, out ReadOnlyMemory<byte> name)
    {
        name = request.Name;
        if (_options.RewriteRules is not { } rules)
        {
            return null;
        }

        RewriteResult result = rules.Apply(
            name, request.Client, isWrite, rewritten => IsUsable(rewritten, request, isWrite));
        name = result.Refusal is null ? result.Name : name;
        return result.Refusal;
    }

    private ContentOpening<ReadContent> OpenRead(ContentRequest request)
    {
        ContentRefusal? refusal = Translate(request, isWrite: false, out NamePath path);
        return refusal is null ? OpenRead(request, path) : new(refusal);
    }

    private ContentOpening<ReadContent> OpenRead(ContentRequest request, NamePath path)
    {
        TreeOutcome outcome = TryOpen(request, path, out SharedFile? file);
        if (outcome.IsOk)
        {
            return new(_contents.Open(file!));
        }

        if (outcome.Status == TreeStatus.NotFound)
        {
            return new(Refusals.NotFound(request.Name.Span, Explain(path, outcome)));
        }

        return new(Refusals.From(Located(outcome, path), request.Name.Span));
    }

    private TreeOutcome TryOpen(ContentRequest request, NamePath path, out SharedFile? file)
    {
        if (ClientDirectory.NameFor(_options.PerClientRoot, request.Client, path) is { } directory)
        {
            TreeOutcome own = _tree.OpenRead(path.Below(directory), _options.CaseFolding, out file);
            if (own.Status != TreeStatus.NotFound)
            {
                return own;
            }
        }

        return _tree.OpenRead(path, _options.CaseFolding, out file);
    }

    private TreeOutcome Located(TreeOutcome outcome, NamePath path) =>
        outcome with { Detail = $"{Root}/{path}: {outcome.Detail ?? outcome.Status.ToString()}" };

    private string Explain(NamePath path, TreeOutcome outcome)
    {
        string missing = $"{Root}/{path}: {outcome.Detail ?? "no such file"}";
        return !_options.CaseFolding && _tree.FindInAnyCase(path) is { } other
            ? $"{missing}. {other} exists: case differs, and case folding is off"
            : missing;
    }

    private ContentOpening<WriteContent> OpenWrite(ContentRequest request)
    {
        ContentRefusal? refusal = Translate(request, isWrite: true, out NamePath path);
        if (refusal is not null)
        {
            return new(refusal);
        }

        if (path.Components.Length == 0)
        {
            return new(Refusals.From(TreeStatus.IsDirectory, request.Name.Span));
        }

        path = PlaceFor(request, path);
        TreeOutcome outcome = _tree.Stage(path, Staging, out StagedFile? file);
        if (!outcome.IsOk)
        {
            return new(Refusals.From(Located(outcome, path), request.Name.Span));
        }

        // Asked also when nothing was announced: a full disk is then known before the first byte.
        ContentRefusal? full = _limits.CheckSpace(file!, request.AnnouncedBytes ?? 0);
        if (full is not null)
        {
            file!.Dispose();
            return new(full);
        }

        return new(new UploadContent(file!, request.Name.ToArray(), _limits));
    }

    private StagingOptions Staging =>
        new(_options.WriteMode == WriteMode.Overwrite, _options.CreateDirectories, _options.CaseFolding);

    private NamePath PlaceFor(ContentRequest request, NamePath path) =>
        ClientDirectory.NameFor(_options.PerClientRoot, request.Client, path) is { } directory
            && _tree.HasDirectory(new([directory]))
                ? path.Below(directory)
                : path;

    /// <summary>Whether a rewritten name can be transferred: the question of the rule letter <c>E</c>.</summary>
    private bool IsUsable(ReadOnlyMemory<byte> name, ContentRequest request, bool isWrite)
    {
        if (NamePath.TryParse(name.Span, _nameRules, out NamePath path) is not null || path.Components.Length == 0)
        {
            return false;
        }

        if (isWrite)
        {
            return _tree.CheckWrite(PlaceFor(request, path), Staging).IsOk;
        }

        bool found = TryOpen(request, path, out SharedFile? file).IsOk;
        file?.Release();
        return found;
    }
}
