using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Oack.Net.Platform;

namespace Oack.Net.Linux;

/// <summary>The system calls that move many datagrams at once. All sockets here are non-blocking.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class LinuxCalls
{
    /// <summary><c>EPERM</c>: a filter of this machine.</summary>
    public const int NotPermitted = 1;

    /// <summary><c>EINTR</c>.</summary>
    public const int Interrupted = 4;

    /// <summary><c>EIO</c>: a device that cannot make the checksums of segments.</summary>
    public const int InputOutput = 5;

    /// <summary><c>EAGAIN</c>.</summary>
    public const int TryAgain = 11;

    /// <summary><c>EINVAL</c>.</summary>
    public const int Invalid = 22;

    /// <summary><c>ENOSYS</c>.</summary>
    public const int NotImplemented = 38;

    /// <summary><c>EMSGSIZE</c>: a segment is larger than the path's MTU.</summary>
    public const int MessageSize = 90;

    /// <summary><c>EOPNOTSUPP</c>.</summary>
    public const int NotSupported = 95;

    /// <summary><c>EADDRNOTAVAIL</c>.</summary>
    public const int AddressNotAvailable = 99;

    /// <summary><c>ENETUNREACH</c>.</summary>
    public const int NetworkUnreachable = 101;

    /// <summary><c>ECONNREFUSED</c>: an ICMP message about an earlier datagram.</summary>
    public const int ConnectionRefused = 111;

    /// <summary><c>EHOSTUNREACH</c>.</summary>
    public const int HostUnreachable = 113;

    /// <summary><c>MSG_DONTWAIT</c>.</summary>
    public const int DoNotWait = 0x40;

    /// <summary><c>MSG_PEEK</c>.</summary>
    public const int Peek = 0x2;

    /// <summary><c>MSG_TRUNC</c>.</summary>
    public const int Truncate = 0x20;

    /// <summary><c>EPOLL_CTL_ADD</c>.</summary>
    public const int PollAdd = 1;

    /// <summary><c>EPOLL_CTL_DEL</c>.</summary>
    public const int PollDelete = 2;

    /// <summary><c>EPOLL_CTL_MOD</c>.</summary>
    public const int PollModify = 3;

    /// <summary><c>EPOLL_CLOEXEC</c>.</summary>
    public const int PollCloseOnExec = 0x80000;

    /// <summary>The number of <c>epoll_pwait2</c>, the same on every architecture.</summary>
    private const int WaitPollNumber = 441;

    /// <summary><c>UDP_SEGMENT</c>.</summary>
    public const int UdpSegment = 103;

    /// <summary><c>CLOCK_THREAD_CPUTIME_ID</c>: how long the calling thread has run, in its own code and in the kernel.</summary>
    public const int ThreadClock = 3;

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    public static partial int CreatePoll(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    public static partial int ControlPoll(int poll, int operation, int descriptor, void* request);

    /// <summary>Waits; milliseconds, -1 for ever.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int WaitPoll(int poll, void* events, int maxEvents, int timeoutMilliseconds) =>
        (int)NoteError(WaitPollBare(poll, events, maxEvents, timeoutMilliseconds));

    /// <summary>Waits with a resolution below the millisecond; null for ever. By its number: not every C library has it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int WaitPollPrecisely(int poll, void* events, int maxEvents, UnixCalls.TimeSpecification* timeout) =>
        (int)NoteError(SystemCall(WaitPollNumber, poll, events, maxEvents, timeout, null, 0));

    /// <summary>Connects a datagram socket: it then sends there and hears nobody else.</summary>
    [LibraryImport("libc", EntryPoint = "connect")]
    public static partial int Connect(int descriptor, byte* name, uint nameLength);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int descriptor);

    /// <summary>Receives one datagram; its length, or -1 with an error.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint ReceiveFrom(int descriptor, byte* buffer, nuint length, int flags, byte* name, uint* nameLength) =>
        NoteError(ReceiveFromBare(descriptor, buffer, length, flags, name, nameLength));

    /// <summary>Receives one message; its length, or -1 with an error.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint ReceiveMessage(int descriptor, UnixCalls.LinuxMessageHeader* header, int flags) =>
        NoteError(ReceiveMessageBare(descriptor, header, flags));

    /// <summary>Sends one datagram; its length, or -1 with an error.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint SendTo(int descriptor, byte* bytes, nuint count, int flags, byte* name, uint nameLength) =>
        NoteError(SendToBare(descriptor, bytes, count, flags, name, nameLength));

    /// <summary>Sends one message; its length, or -1 with an error.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint SendMessage(int descriptor, UnixCalls.LinuxMessageHeader* header, int flags) =>
        NoteError(SendMessageBare(descriptor, header, flags));

    /// <summary>Sends a part of a file; how many bytes, or -1 with an error.</summary>
    public static nint SendFile(int descriptor, int file, long* offset, nuint count) =>
        NoteError(SendFileBare(descriptor, file, offset, count));

    /// <summary>Sleeps; 0, or -1 when a signal ended it early.</summary>
    [LibraryImport("libc", EntryPoint = "nanosleep")]
    public static partial int Sleep(UnixCalls.TimeSpecification* time, UnixCalls.TimeSpecification* left);

    [LibraryImport("libc", EntryPoint = "sendmmsg", SetLastError = true)]
    public static partial int SendMessages(int descriptor, LinuxDatagrams.Message* headers, uint count, int flags);

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    public static partial int GetTime(int clock, UnixCalls.TimeSpecification* time);

    /// <summary>
    /// Keeps the error of a call that failed where <see cref="Marshal.GetLastPInvokeError"/> finds it. The framework's own
    /// way clears and reads the error around each call, also the many that succeed: three calls for one.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint NoteError(nint result)
    {
        if (result < 0)
        {
            Marshal.SetLastPInvokeError(Marshal.GetLastSystemError());
        }

        return result;
    }

    [LibraryImport("libc", EntryPoint = "epoll_wait")]
    private static partial int WaitPollBare(int poll, void* events, int maxEvents, int timeoutMilliseconds);

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint SystemCall(
        nint number, nint poll, void* events, nint maxEvents, UnixCalls.TimeSpecification* timeout, void* signalMask, nint signalMaskBytes);

    // The C library makes these two a point where a thread can be cancelled, with two locked instructions before each call
    // and two behind it. Nobody cancels threads here, so the usual machines call by number.
    private static nint ReceiveFromBare(int descriptor, byte* buffer, nuint length, int flags, byte* name, uint* nameLength) =>
        ReceiveFromNumber > 0
            ? SystemCall(ReceiveFromNumber, descriptor, buffer, length, flags, name, nameLength)
            : ReceiveFromByName(descriptor, buffer, length, flags, name, nameLength);

    private static nint SendToBare(int descriptor, byte* bytes, nuint count, int flags, byte* name, uint nameLength) =>
        SendToNumber > 0
            ? SystemCall(SendToNumber, descriptor, bytes, count, flags, name, nameLength)
            : SendToByName(descriptor, bytes, count, flags, name, nameLength);

    private static int ReceiveFromNumber => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 45,
        Architecture.Arm64 => 207,
        _ => 0,
    };

    private static int SendToNumber => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 44,
        Architecture.Arm64 => 206,
        _ => 0,
    };

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint SystemCall(
        nint number, nint descriptor, byte* bytes, nuint count, nint flags, byte* name, uint* nameLength);

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint SystemCall(
        nint number, nint descriptor, byte* bytes, nuint count, nint flags, byte* name, nuint nameLength);

    [LibraryImport("libc", EntryPoint = "recvfrom")]
    private static partial nint ReceiveFromByName(int descriptor, byte* buffer, nuint length, int flags, byte* name, uint* nameLength);

    // Files in memory are used by 64-bit processes only; in these the offset has 64 bits with every C library.
    [LibraryImport("libc", EntryPoint = "sendfile")]
    private static partial nint SendFileBare(int descriptor, int file, long* offset, nuint count);

    [LibraryImport("libc", EntryPoint = "recvmsg")]
    private static partial nint ReceiveMessageBare(int descriptor, UnixCalls.LinuxMessageHeader* header, int flags);

    [LibraryImport("libc", EntryPoint = "sendto")]
    private static partial nint SendToByName(int descriptor, byte* bytes, nuint count, int flags, byte* name, uint nameLength);

    [LibraryImport("libc", EntryPoint = "sendmsg")]
    private static partial nint SendMessageBare(int descriptor, UnixCalls.LinuxMessageHeader* header, int flags);
}
