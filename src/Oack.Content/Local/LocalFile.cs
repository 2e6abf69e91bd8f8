using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Oack.Content;

/// <summary>
/// Files of the user of this machine as content, for a client. The paths are trusted: links are followed wherever they
/// lead, and special files mean what they mean. Refusals carry the cause for the user in
/// <see cref="ContentRefusal.Detail"/>, and in their message what the peer may know.
/// </summary>
public static class LocalFile
{
    /// <summary>
    /// Opens a file for reading. A FIFO or device is read as a stream of unknown length; opening a FIFO waits for its
    /// writer, as everywhere.
    /// </summary>
    /// <param name="path">The path.</param>
    public static ContentOpening<ReadContent> OpenRead(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ReadContent? content = null;
        TreeOutcome outcome = PortableTree.Guard(() =>
        {
            if (Directory.Exists(path))
            {
                return new(TreeStatus.IsDirectory, "it is a directory");
            }

            SafeFileHandle handle = File.OpenHandle(path, options: FileOptions.SequentialScan);
            content = IsSeekable(handle, out long lengthBytes) && !IsSpecial(path)
                ? new FileReadContent(new SharedFile(handle, new(0, 0, lengthBytes, 0, 0, path), path, new()))
                : new StreamReadContent(new FileStream(handle, FileAccess.Read, bufferSize: 0), description: path);
            return TreeOutcome.Ok;
        });
        return outcome.IsOk ? new(content!) : new(Refuse(outcome, "read", path));
    }

    /// <summary>
    /// Opens a file for writing. It appears under its name only when whole, in the place of what was there, and keeps
    /// that one's permissions; until then the old version stands. FIFOs, devices and what is below /dev (but /dev/shm,
    /// which holds files) and /proc are written to directly.
    /// </summary>
    /// <param name="path">The path.</param>
    /// <param name="overwrite">Whether an existing file is replaced. Defaults to true.</param>
    public static ContentOpening<WriteContent> OpenWrite(string path, bool overwrite = true)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        WriteContent? content = null;
        TreeOutcome outcome = PortableTree.Guard(() =>
        {
            if (Directory.Exists(path))
            {
                return new(TreeStatus.IsDirectory, "it is a directory");
            }

            if (IsSpecial(path))
            {
                FileStream stream = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
                content = new DeviceWriteContent(stream, path);
                return TreeOutcome.Ok;
            }

            // A separator at the end says "directory", and stays to be refused as one.
            string full = RealPath.Of(path) + (Path.EndsInDirectorySeparator(path) ? "/" : "");
            TreeOutcome staged = Stage(full, overwrite, out StagedFile? file);
            content = staged.IsOk
                ? new LocalWriteContent(file!, NameText.Encode(Path.GetFileName(full)))
                : null;
            return staged;
        });
        return outcome.IsOk ? new(content!) : new(Refuse(outcome, "write", path));
    }

    private static TreeOutcome Stage(string path, bool overwrite, out StagedFile? file)
    {
        file = null;
        if (Path.GetFileName(path).Length == 0)
        {
            return new(TreeStatus.IsDirectory, "it is a directory");
        }

        if (LinuxNative.IsSupported)
        {
            return StageOnLinux(path, overwrite, out file);
        }

        if (File.Exists(path) && !overwrite)
        {
            return new(TreeStatus.Exists, "it exists");
        }

        file = PortableStagedFile.Create(path, overwrite);
        return TreeOutcome.Ok;
    }

    [SupportedOSPlatform("linux")]
    private static TreeOutcome StageOnLinux(string path, bool overwrite, out StagedFile? file)
    {
        file = null;
        byte[] name = NameText.Encode(Path.GetFileName(path));
        int directory = LinuxNative.OpenAt(
            LinuxNative.CurrentDirectory,
            LinuxTree.WithNul(NameText.Encode(Path.GetDirectoryName(path)!)),
            LinuxNative.OpenPath | LinuxNative.OpenDirectory | LinuxNative.OpenCloseOnExec);
        if (directory < 0)
        {
            return LinuxError.ToOutcome(LinuxNative.LastError);
        }

        try
        {
            bool exists = LinuxNative.TryGetStatus(
                directory, LinuxTree.WithNul(name), flags: 0, out FileStatus existing);
            if (exists && !overwrite)
            {
                return new(TreeStatus.Exists, "it exists");
            }

            if (exists && !LinuxNative.MayWrite(directory, LinuxTree.WithNul(name)))
            {
                return LinuxError.ToOutcome(LinuxNative.LastError);
            }

            StagingTarget target = new(directory, name, exists ? existing : null, path);
            return LinuxStagedFile.Create(target, overwrite, named: false, out file);
        }
        finally
        {
            _ = LinuxNative.Close(directory);
        }
    }

    private static bool IsSeekable(SafeFileHandle handle, out long lengthBytes)
    {
        try
        {
            lengthBytes = RandomAccess.GetLength(handle);
            return true;
        }
        catch (NotSupportedException)
        {
            lengthBytes = 0;
            return false;
        }
    }

    /// <summary>Whether the path is no file that could be replaced or read at an offset.</summary>
    private static bool IsSpecial(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return path.StartsWith(@"\\.\", StringComparison.Ordinal)
                || path.Equals("NUL", StringComparison.OrdinalIgnoreCase);
        }

        string full = Path.GetFullPath(path);
        bool isBelowDevices = full.StartsWith("/dev/", StringComparison.Ordinal) && !full.StartsWith("/dev/shm/", StringComparison.Ordinal);
        if (isBelowDevices || full.StartsWith("/proc/", StringComparison.Ordinal))
        {
            return true;
        }

        if (LinuxNative.IsSupported)
        {
            byte[] name = LinuxTree.WithNul(NameText.Encode(full));
            return LinuxNative.TryGetStatus(LinuxNative.CurrentDirectory, name, flags: 0, out FileStatus status)
                && status.Kind == FileKind.Special;
        }

        return File.Exists(full) && PortableFiles.KindOf(full) == FileKind.Special;
    }

    private static ContentRefusal Refuse(TreeOutcome outcome, string verb, string path)
    {
        ContentRefusal refusal = Refusals.From(outcome, NameText.Encode(Path.GetFileName(path)));
        return refusal with { Detail = $"cannot {verb} {path}: {outcome.Detail ?? refusal.Message}" };
    }
}
