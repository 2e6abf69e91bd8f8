using System.Runtime.InteropServices;

namespace Oack.Compare;

/// <summary>
/// Ends everything at once when a person or a supervisor says so. This is the first process of its namespace, so the
/// kernel ends servers and load with it; half a comparison is not written anywhere.
/// </summary>
internal static partial class Interruption
{
    /// <summary>Watches SIGINT and SIGTERM until disposed.</summary>
    internal static IDisposable Watch(PosixSignal signal, int exitCode) =>
        PosixSignalRegistration.Create(signal, _ => ExitNow(exitCode));

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitNow(int code);
}
