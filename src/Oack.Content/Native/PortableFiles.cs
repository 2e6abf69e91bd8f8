using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Oack.Content;

/// <summary>What an entry is and how to open it without hanging, on platforms where only paths are at hand.</summary>
internal static unsafe partial class PortableFiles
{
    // The values of each platform's fcntl.h. O_CREAT is never among them, so open(2) takes no third argument.
    private const int MacOpenFlags = 0x4 | 0x100 | 0x20000 | 0x1000000; // NONBLOCK, NOFOLLOW, NOCTTY, CLOEXEC
    private const int BsdOpenFlags = 0x4 | 0x100 | 0x8000 | 0x100000;

    // struct stat of macOS with 64-bit inodes: device (4 bytes), mode (2 bytes), ...
    private const int MacModeOffset = 4;
    private const int MacStatBytes = 512;

    /// <summary>What the entry is, links not followed.</summary>
    public static FileKind KindOf(string path)
    {
        FileAttributes attributes = File.GetAttributes(path);
        if (attributes.HasFlag(FileAttributes.ReparsePoint) && new FileInfo(path).LinkTarget is not null)
        {
            return FileKind.Link;
        }

        if (attributes.HasFlag(FileAttributes.Directory))
        {
            return FileKind.Directory;
        }

        if (LinuxNative.IsSupported)
        {
            const int NoFollow = 0x100;
            return LinuxNative.TryGetStatus(
                LinuxNative.CurrentDirectory, LinuxTree.WithNul(NameText.Encode(path)), NoFollow, out FileStatus status)
                ? status.Kind
                : FileKind.Unknown;
        }

        if (OperatingSystem.IsMacOS())
        {
            return MacKindOf(path);
        }

        return attributes.HasFlag(FileAttributes.Device) ? FileKind.Special : FileKind.Unknown;
    }

    /// <summary>
    /// Opens for reading. A FIFO that took the place of a file in this moment does not hang on Unix, and is refused by
    /// the second look of the caller: it cannot seek.
    /// </summary>
    public static SafeFileHandle OpenRead(string path)
    {
        int flags = 0;
        if (LinuxNative.IsSupported)
        {
            flags = LinuxNative.OpenNonBlocking | LinuxNative.OpenNoFollow | LinuxNative.OpenNoTerminal
                | LinuxNative.OpenCloseOnExec;
        }
        else if (OperatingSystem.IsMacOS())
        {
            flags = MacOpenFlags;
        }
        else if (OperatingSystem.IsFreeBSD())
        {
            flags = BsdOpenFlags;
        }
        else
        {
            const FileShare Everything = FileShare.ReadWrite | FileShare.Delete;
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, Everything, FileOptions.SequentialScan);
        }

        fixed (byte* name = (byte[])[.. NameText.Encode(path), 0])
        {
            int file = Open(name, flags);
            return file >= 0
                ? new(file, ownsHandle: true)
                : throw new IOException(
                    Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError()), Marshal.GetLastPInvokeError());
        }
    }

    private static FileKind MacKindOf(string path)
    {
        byte* buffer = stackalloc byte[MacStatBytes];
        fixed (byte* name = (byte[])[.. NameText.Encode(path), 0])
        {
            bool done = RuntimeInformation.ProcessArchitecture == Architecture.Arm64
                ? LStat(name, buffer) == 0
                : LStatWideInodes(name, buffer) == 0;
            if (!done)
            {
                return FileKind.Unknown;
            }
        }

        return (*(ushort*)(buffer + MacModeOffset) & 0xF000) switch
        {
            0x8000 => FileKind.Regular,
            0x4000 => FileKind.Directory,
            0xA000 => FileKind.Link,
            _ => FileKind.Special,
        };
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true)]
    private static partial int Open(byte* path, int flags);

    [LibraryImport("libc", EntryPoint = "lstat", SetLastError = true)]
    private static partial int LStat(byte* path, byte* buffer);

    [LibraryImport("libc", EntryPoint = "lstat$INODE64", SetLastError = true)]
    private static partial int LStatWideInodes(byte* path, byte* buffer);
}
