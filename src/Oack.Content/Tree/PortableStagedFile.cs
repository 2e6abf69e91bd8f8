namespace Oack.Content;

/// <summary>An upload by paths: a hidden file in the same directory that is renamed when it is complete.</summary>
internal sealed class PortableStagedFile : StagedFile
{
    private const UnixFileMode NewFileMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly FileStream _file;
    private readonly string _path;
    private readonly string _partPath;
    private readonly bool _overwrite;
    private long _lengthBytes;
    private bool _committed;

    private PortableStagedFile(string path, string partPath, bool overwrite, FileStream file)
    {
        _path = path;
        _partPath = partPath;
        _overwrite = overwrite;
        _file = file;
    }

    /// <summary>Makes the hidden file.</summary>
    /// <exception cref="IOException">The file system refuses.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be written to.</exception>
    public static PortableStagedFile Create(string path, bool overwrite)
    {
        byte[] partName = NewPartName(NameText.Encode(Path.GetFileName(path)));
        string partPath = Path.Combine(Path.GetDirectoryName(path)!, NameText.Decode(partName));
        return new(path, partPath, overwrite, new(partPath, NewFile())) { Description = path };
    }

    /// <inheritdoc/>
    public override TreeOutcome Append(ReadOnlySpan<byte> bytes)
    {
        TreeOutcome outcome = WriteAt(_lengthBytes, bytes);
        _lengthBytes += outcome.IsOk ? bytes.Length : 0;
        return outcome;
    }

    /// <inheritdoc/>
    public override TreeOutcome EndAt(long lengthBytes) => PortableTree.Guard(() =>
    {
        RandomAccess.SetLength(_file.SafeFileHandle, lengthBytes);
        return TreeOutcome.Ok;
    });

    /// <inheritdoc/>
    public override TreeOutcome WriteAt(long offset, ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(_file.SafeFileHandle, bytes, offset);
            return TreeOutcome.Ok;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return PortableTree.Guard(() => throw fault);
        }
    }

    /// <inheritdoc/>
    public override TreeOutcome Commit() => PortableTree.Guard(() =>
    {
        if (_overwrite && !OperatingSystem.IsWindows() && File.Exists(_path))
        {
            File.SetUnixFileMode(_partPath, File.GetUnixFileMode(_path));
        }

        RandomAccess.FlushToDisk(_file.SafeFileHandle);
        if (OperatingSystem.IsWindows())
        {
            // Windows renames nothing that is open for writing by somebody who did not agree.
            _file.Dispose();
        }

        File.Move(_partPath, _path, _overwrite);
        _committed = true;
        return TreeOutcome.Ok;
    });

    /// <inheritdoc/>
    public override bool TryGetSpace(out long freeBytes, out long totalBytes)
    {
        freeBytes = totalBytes = 0;
        try
        {
            DriveInfo drive = new(Path.GetDirectoryName(_path)!);
            freeBytes = drive.AvailableFreeSpace;
            totalBytes = drive.TotalSize;
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // A network share on Windows has no drive letter; then only the write itself tells.
            return false;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!disposing)
        {
            return;
        }

        _file.Dispose();
        if (!_committed)
        {
            PortableTree.Guard(() =>
            {
                File.Delete(_partPath);
                return TreeOutcome.Ok;
            });
        }
    }

    private static FileStreamOptions NewFile()
    {
        FileStreamOptions options = new()
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = NewFileMode;
        }

        return options;
    }
}
