using System.Globalization;
using System.Runtime.Versioning;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Oack.Content;

/// <summary>
/// An upload on Linux. Where the file system can, the file has no name at all until it is complete, so that not even a
/// power cut leaves a part of it; elsewhere it has a hidden name in the same directory.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class LinuxStagedFile : StagedFile
{
    private const uint NewFileMode = 0x1A4; // 0644, less the umask
    private const uint PermissionBits = 0x1FF;
    private const int MaxNameAttempts = 8;

    private readonly SafeFileHandle _directory;
    private readonly SafeFileHandle _file;
    private readonly int _directoryHandle;
    private readonly int _fileHandle;
    private readonly byte[] _name;
    private readonly bool _overwrite;
    private readonly FileStatus? _existing;
    private byte[]? _partName;
    private long _lengthBytes;
    private bool _disposed;

    private LinuxStagedFile(int directory, int file, in StagingTarget target, bool overwrite, byte[]? partName)
    {
        _directory = new(directory, ownsHandle: true);
        _file = new(file, ownsHandle: true);
        _directoryHandle = directory;
        _fileHandle = file;
        _name = LinuxTree.WithNul(target.Name);
        _overwrite = overwrite;
        _existing = target.Existing;
        _partName = partName;
    }

    /// <summary>Whether files without a name can be given one: that goes through /proc.</summary>
    private static bool CanNameUnnamed { get; } = Directory.Exists("/proc/self/fd");

    /// <summary>Makes the invisible file.</summary>
    /// <param name="target">What it will become.</param>
    /// <param name="overwrite">Whether the commit replaces what has that name, or fails.</param>
    /// <param name="named">Whether the part has a name although the file system could do without.</param>
    /// <param name="staged">The file; null unless Ok.</param>
    public static TreeOutcome Create(StagingTarget target, bool overwrite, bool named, out StagedFile? staged)
    {
        staged = null;
        int directory = LinuxNative.OpenAt(
            target.Directory, ".\0"u8, LinuxNative.OpenPath | LinuxNative.OpenDirectory | LinuxNative.OpenCloseOnExec);
        if (directory < 0)
        {
            return LinuxError.ToOutcome(LinuxNative.LastError);
        }

        byte[]? partName = null;
        bool unnamed = CanNameUnnamed && !named;
        int file = unnamed
            ? LinuxNative.OpenAt(
                directory,
                ".\0"u8,
                LinuxNative.OpenUnnamed | LinuxNative.OpenWriteOnly | LinuxNative.OpenCloseOnExec,
                NewFileMode)
            : -1;
        if (file < 0 && (!unnamed || IsUnnamedUnsupported(LinuxNative.LastError)))
        {
            file = CreateNamed(directory, target.Name, out partName);
        }

        if (file < 0)
        {
            TreeOutcome outcome = LinuxError.ToOutcome(LinuxNative.LastError);
            _ = LinuxNative.Close(directory);
            return outcome;
        }

        staged = new LinuxStagedFile(directory, file, target, overwrite, partName) { Description = target.Description };
        return TreeOutcome.Ok;
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
        RandomAccess.SetLength(_file, lengthBytes);
        return TreeOutcome.Ok;
    });

    /// <inheritdoc/>
    public override TreeOutcome WriteAt(long offset, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            nint written = LinuxNative.Write(_fileHandle, bytes, offset);
            if (written < 0)
            {
                int error = LinuxNative.LastError;
                if (error == LinuxError.Interrupted)
                {
                    continue;
                }

                return LinuxError.ToOutcome(error);
            }

            offset += written;
            bytes = bytes[(int)written..];
        }

        return TreeOutcome.Ok;
    }

    /// <inheritdoc/>
    public override TreeOutcome Commit()
    {
        if (_existing is { } existing)
        {
            // Ownership where we may, permissions always, in this order: a change of owner clears permission bits.
            _ = LinuxNative.ChangeOwner(_fileHandle, existing.UserId, existing.GroupId);
            _ = LinuxNative.ChangeMode(_fileHandle, existing.Mode & PermissionBits);
        }

        if (LinuxNative.Sync(_fileHandle) != 0)
        {
            return LinuxError.ToOutcome(LinuxNative.LastError);
        }

        TreeOutcome outcome = _overwrite ? Replace() : Add();
        if (outcome.IsOk)
        {
            _partName = null;
            SyncDirectory();
        }

        return outcome;
    }

    /// <inheritdoc/>
    public override bool TryGetSpace(out long freeBytes, out long totalBytes) =>
        LinuxNative.TryGetSpace(_fileHandle, out freeBytes, out totalBytes);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!disposing || _disposed)
        {
            return;
        }

        _disposed = true;
        if (_partName is not null)
        {
            _ = LinuxNative.Unlink(_directoryHandle, LinuxTree.WithNul(_partName));
        }

        _file.Dispose();
        _directory.Dispose();
    }

    private TreeOutcome Add()
    {
        int added = _partName is null
            ? LinkUnnamed(_name)
            : LinuxNative.RenameNew(_directoryHandle, LinuxTree.WithNul(_partName), _name);
        bool unknown = added != 0 && LinuxNative.LastError is LinuxError.Invalid or LinuxError.NotImplemented;
        if (unknown && _partName is not null)
        {
            // A file system that cannot rename without replacing can perhaps link, which never replaces.
            added = LinuxNative.Link(_directoryHandle, LinuxTree.WithNul(_partName), _directoryHandle, _name, 0);
            if (added == 0)
            {
                _ = LinuxNative.Unlink(_directoryHandle, LinuxTree.WithNul(_partName));
            }
        }

        return added == 0 ? TreeOutcome.Ok : LinuxError.ToOutcome(LinuxNative.LastError);
    }

    private TreeOutcome Replace()
    {
        if (_partName is null)
        {
            // A link cannot replace; so it gets a hidden name first, for the moment until the rename.
            byte[] partName = NewPartName(_name.AsSpan()[..^1]);
            if (LinkUnnamed(LinuxTree.WithNul(partName)) != 0)
            {
                return LinuxError.ToOutcome(LinuxNative.LastError);
            }

            _partName = partName;
        }

        return LinuxNative.Rename(_directoryHandle, LinuxTree.WithNul(_partName), _name) == 0
            ? TreeOutcome.Ok
            : LinuxError.ToOutcome(LinuxNative.LastError);
    }

    private int LinkUnnamed(byte[] nameWithNul)
    {
        string source = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{_fileHandle}\0");
        return LinuxNative.Link(
            LinuxNative.CurrentDirectory,
            Encoding.ASCII.GetBytes(source),
            _directoryHandle,
            nameWithNul,
            LinuxNative.AtSymlinkFollow);
    }

    /// <summary>Makes the new name durable. A directory that may not be read cannot be flushed.</summary>
    private void SyncDirectory()
    {
        int directory = LinuxNative.OpenAt(
            _directoryHandle,
            ".\0"u8,
            LinuxNative.OpenReadOnly | LinuxNative.OpenDirectory | LinuxNative.OpenCloseOnExec);
        if (directory >= 0)
        {
            _ = LinuxNative.Sync(directory);
            _ = LinuxNative.Close(directory);
        }
    }

    private static int CreateNamed(int directory, byte[] name, out byte[]? partName)
    {
        int flags = LinuxNative.OpenWriteOnly | LinuxNative.OpenCreate | LinuxNative.OpenExclusive
            | LinuxNative.OpenNoFollow | LinuxNative.OpenCloseOnExec;
        for (int attempt = 0; attempt < MaxNameAttempts; attempt++)
        {
            partName = NewPartName(name);
            int file = LinuxNative.OpenAt(directory, LinuxTree.WithNul(partName), flags, NewFileMode);
            if (file >= 0 || LinuxNative.LastError != LinuxError.Exists)
            {
                return file;
            }
        }

        partName = null;
        return -1;
    }

    // A file system without the operation says EOPNOTSUPP; a kernel that does not know the flag sees an attempt to
    // write to a directory (EISDIR) or to create "." (ENOENT).
    private static bool IsUnnamedUnsupported(int error) =>
        error is LinuxError.NotSupported or LinuxError.IsDirectory or LinuxError.NoEntry or LinuxError.Invalid;
}
