using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Oack.Boot.Lease;

/// <summary>What it takes to put the names in a directory on the disk (open(2), fsync(2)).</summary>
internal static partial class DirectoryCalls
{
    /// <summary><c>O_RDONLY</c>.</summary>
    public const int ReadOnly = 0;

    public static SafeFileHandle Open(string path, int flags) => new(OpenPath(path, flags), ownsHandle: true);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    public static partial int Flush(SafeFileHandle descriptor);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int OpenPath(string path, int flags);
}
