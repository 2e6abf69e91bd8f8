using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Oack.Net.Platform;

/// <summary>
/// The few system calls that the framework's sockets do not reach: waiting for many descriptors without an allocation,
/// a pair of connected sockets that no packet filter sees, Linux's queue of ICMP errors, and the limit of open files.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal static unsafe partial class UnixCalls
{
    /// <summary>There is data to read.</summary>
    public const short PollIn = 0x001;

    /// <summary>An error is pending. Reported whether asked for or not.</summary>
    public const short PollError = 0x008;

    /// <summary>A system call was interrupted by a signal; the same number on every Unix.</summary>
    public const int InterruptedError = 4;

    /// <summary>Linux: receive from the queue of errors.</summary>
    public const int LinuxErrorQueueFlag = 0x2000;

    /// <summary><c>AF_UNIX</c>, the same number on every Unix.</summary>
    public const int UnixFamily = 1;

    /// <summary><c>SOCK_DGRAM</c>, the same number on every Unix that .NET runs on.</summary>
    public const int DatagramType = 2;

    /// <summary>Linux: close on exec, set with the call that makes the socket.</summary>
    public const int LinuxCloseOnExec = 0x80000;

    /// <summary><c>RLIMIT_NOFILE</c>.</summary>
    public const int LinuxOpenFiles = 7;

    /// <summary>Reads a limit of this process; 0 when it could.</summary>
    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", EntryPoint = "getrlimit")]
    public static partial int GetResourceLimit(int resource, ResourceLimit* limit);

    /// <summary>Sets a limit of this process; 0 when it could.</summary>
    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", EntryPoint = "setrlimit")]
    public static partial int SetResourceLimit(int resource, ResourceLimit* limit);

    /// <summary>Waits; milliseconds, -1 for ever.</summary>
    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(PollDescriptor* descriptors, nuint count, int timeoutMilliseconds);

    /// <summary>Waits with a resolution below the millisecond; null for ever.</summary>
    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", EntryPoint = "ppoll", SetLastError = true)]
    public static partial int PollPrecisely(PollDescriptor* descriptors, nuint count, TimeSpecification* timeout, void* signalMask);

    /// <summary>Makes two sockets that are connected to each other.</summary>
    [LibraryImport("libc", EntryPoint = "socketpair", SetLastError = true)]
    public static partial int SocketPair(int family, int type, int protocol, int* descriptors);

    /// <summary>Receives with ancillary data.</summary>
    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    public static partial nint ReceiveMessage(int descriptor, LinuxMessageHeader* header, int flags);

    /// <summary><c>struct pollfd</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PollDescriptor
    {
        /// <summary>The descriptor.</summary>
        public int Descriptor;

        /// <summary>What is waited for.</summary>
        public short Events;

        /// <summary>What came.</summary>
        public short Returned;
    }

    /// <summary><c>struct rlimit</c>, where it has the width of an address.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct ResourceLimit
    {
        /// <summary>What holds.</summary>
        public nuint Soft;

        /// <summary>What it may be raised to.</summary>
        public nuint Hard;
    }

    /// <summary><c>struct timespec</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct TimeSpecification
    {
        /// <summary>Whole seconds.</summary>
        public nint Seconds;

        /// <summary>The rest, below 1,000,000,000.</summary>
        public nint Nanoseconds;
    }

    /// <summary><c>struct iovec</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct IoVector
    {
        /// <summary>The bytes.</summary>
        public byte* Base;

        /// <summary>How many.</summary>
        public nuint Length;
    }

    /// <summary>
    /// <c>struct msghdr</c> as the Linux kernel sees it (musl's narrower lengths come with padding that is zero here).
    /// </summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct LinuxMessageHeader
    {
        /// <summary>Where the address goes.</summary>
        public byte* Name;

        /// <summary>Its room, then its length.</summary>
        public uint NameLength;

        /// <summary>Where the data goes.</summary>
        public IoVector* Vectors;

        /// <summary>How many vectors.</summary>
        public nuint VectorCount;

        /// <summary>Where the ancillary data goes.</summary>
        public byte* Control;

        /// <summary>Its room, then its length.</summary>
        public nuint ControlLength;

        /// <summary>Flags of what was received.</summary>
        public int Flags;
    }
}
