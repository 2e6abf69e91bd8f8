using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Oack.Boot.Serving;

/// <summary>The system calls of packet sockets (packet(7), socket(7)).</summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class PacketCalls
{
    /// <summary><c>AF_PACKET</c>.</summary>
    public const int PacketFamily = 17;

    /// <summary><c>SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK</c>: packets without their link header.</summary>
    public const int CookedNonBlocking = 2 | 0x80000 | 0x800;

    /// <summary><c>EFD_CLOEXEC | EFD_NONBLOCK</c>.</summary>
    public const int EventNonBlocking = 0x80000 | 0x800;

    /// <summary><c>ETH_P_IP</c>: what comes in. What leaves would cost each packet of the host a copy.</summary>
    public const ushort IPv4Protocol = 0x0800;

    /// <summary><c>SOL_SOCKET</c>.</summary>
    public const int SocketLevel = 1;

    /// <summary><c>SO_ATTACH_FILTER</c>.</summary>
    public const int AttachFilter = 26;

    /// <summary><c>POLLIN</c>.</summary>
    public const short PollIn = 1;

    /// <summary><c>EPERM</c>.</summary>
    public const int NotPermitted = 1;

    /// <summary><c>EINTR</c>.</summary>
    public const int Interrupted = 4;

    /// <summary><c>EAGAIN</c>.</summary>
    public const int TryAgain = 11;

    /// <summary><c>EACCES</c>.</summary>
    public const int AccessDenied = 13;

    /// <summary><c>EAFNOSUPPORT</c>.</summary>
    public const int FamilyNotSupported = 97;

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    public static partial int OpenSocket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    public static partial int Bind(SafeFileHandle socket, LinkAddress* address, uint length);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    public static partial int SetOption(SafeFileHandle socket, int level, int name, void* value, uint length);

    [LibraryImport("libc", EntryPoint = "recvfrom", SetLastError = true)]
    public static partial nint Receive(SafeFileHandle socket, byte* buffer, nuint length, int flags, LinkAddress* from, uint* fromLength);

    [LibraryImport("libc", EntryPoint = "sendto", SetLastError = true)]
    public static partial nint Send(SafeFileHandle socket, byte* buffer, nuint length, int flags, LinkAddress* to, uint toLength);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(PollDescriptor* descriptors, nuint count, int timeoutMilliseconds);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    public static partial int OpenEvent(uint value, int flags);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(SafeFileHandle descriptor, void* bytes, nuint length);

    /// <summary><c>struct sockaddr_ll</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct LinkAddress
    {
        /// <summary>How many bytes a hardware address has here.</summary>
        public const int HardwareBytes = 8;

        /// <summary><c>AF_PACKET</c>.</summary>
        public ushort Family;

        /// <summary>The type of Ethernet, in network order.</summary>
        public ushort Protocol;

        /// <summary>The interface; 0 for all.</summary>
        public int InterfaceIndex;

        /// <summary>What kind of hardware.</summary>
        public ushort HardwareType;

        /// <summary>For whom the packet is.</summary>
        public byte PacketType;

        /// <summary>How many bytes the hardware address has.</summary>
        public byte AddressBytes;

        /// <summary>The hardware address: of the sender, or of the receiver.</summary>
        public fixed byte Address[HardwareBytes];
    }

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

    /// <summary><c>struct sock_fprog</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct FilterProgram
    {
        /// <summary>How many instructions.</summary>
        public ushort Count;

        /// <summary>The instructions.</summary>
        public PacketFilterInstruction* Instructions;
    }
}
