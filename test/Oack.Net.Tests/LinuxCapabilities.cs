using System.Runtime.InteropServices;

namespace Oack.Net.Tests;

/// <summary>Linux keeps privileges by the thread: one thread of a privileged process can do without them.</summary>
internal static unsafe partial class LinuxCapabilities
{
    private const uint Version3 = 0x20080522;

    /// <summary>Drops all privileges of the calling thread, for good.</summary>
    public static void DropForThisThread()
    {
        Header header = new() { Version = Version3, ThreadId = 0 };
        uint* nothing = stackalloc uint[6];
        new Span<uint>(nothing, 6).Clear();
        Assert.Equal(0, SetCapabilities(&header, nothing));
    }

    [LibraryImport("libc", EntryPoint = "capset", SetLastError = true)]
    private static partial int SetCapabilities(Header* header, uint* data);

    [StructLayout(LayoutKind.Sequential)]
    private struct Header
    {
        public uint Version;
        public int ThreadId;
    }
}
