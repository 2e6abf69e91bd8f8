using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Oack.Interop.Tests.Lab;

/// <summary>Makes things that belong to another network namespace: a socket stays in the one that its thread was in.</summary>
internal static class NamespaceVisit
{
    private const int NetworkNamespace = 0x4000_0000; // CLONE_NEWNET

    /// <summary>Runs a function on a thread of its own in a namespace.</summary>
    internal static T Make<T>(string networkNamespace, Func<T> make)
        where T : class
    {
        T? made = null;
        Exception? failure = null;
        Thread visitor = new(() =>
        {
            try
            {
                using SafeFileHandle handle = File.OpenHandle(networkNamespace);
                if (EnterNamespace((int)handle.DangerousGetHandle(), NetworkNamespace) != 0)
                {
                    throw new IOException($"setns failed (errno {Marshal.GetLastPInvokeError()})");
                }

                made = make();
            }
            catch (Exception e)
            {
                // What goes wrong on a thread ends the process; it is the caller's.
                failure = e;
            }
        });
        visitor.Start();
        visitor.Join();
        return made ?? throw new InvalidOperationException($"nothing could be made in {networkNamespace}: {failure?.Message}", failure);
    }

    [DllImport("libc", EntryPoint = "setns", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int EnterNamespace(int descriptor, int kind);
}
