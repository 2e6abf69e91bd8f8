using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Oack.Client;

/// <summary>Compares blocks.</summary>
internal static partial class BytesEqual
{
    /// <summary>
    /// Whether both are the same. In a native executable the framework's own comparison is made for the oldest processors;
    /// the C library's finds out what this one can, and takes a fifth of the instructions.
    /// </summary>
    public static bool Check(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (RuntimeFeature.IsDynamicCodeCompiled || !OperatingSystem.IsLinux())
        {
            return left.SequenceEqual(right);
        }

        return left.Length == right.Length && CompareMemory(left, right, (nuint)left.Length) == 0;
    }

    [LibraryImport("libc", EntryPoint = "memcmp")]
    private static partial int CompareMemory(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, nuint length);
}
