using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Oack.Trace.Live;

/// <summary>The system calls of packet sockets (packet(7), socket(7)).</summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class PacketCalls
{
    /// <summary><c>AF_PACKET</c>.</summary>
    public const int PacketFamily = 17;

    /// <summary><c>SOCK_RAW</c>: frames with their link header.</summary>
    public const int RawType = 3;

    /// <summary><c>SOCK_DGRAM</c>: packets without it.</summary>
    public const int CookedType = 2;

    /// <summary><c>SOCK_CLOEXEC | SOCK_NONBLOCK</c>.</summary>
    public const int CloseOnExecNonBlocking = 0x80000 | 0x800;

    /// <summary><c>ETH_P_ALL</c>.</summary>
    public const ushort AllProtocols = 3;

    /// <summary><c>ARPHRD_ETHER</c>.</summary>
    public const ushort EthernetHardware = 1;

    /// <summary><c>ARPHRD_LOOPBACK</c>.</summary>
    public const ushort LoopbackHardware = 772;

    /// <summary><c>PACKET_OUTGOING</c>.</summary>
    public const byte Outgoing = 4;

    /// <summary><c>SOL_SOCKET</c>.</summary>
    public const int SocketLevel = 1;

    /// <summary><c>SO_RCVBUF</c>.</summary>
    public const int ReceiveBuffer = 8;

    /// <summary><c>SO_ATTACH_FILTER</c>.</summary>
    public const int AttachFilter = 26;

    /// <summary><c>SO_RCVBUFFORCE</c>: beyond the limit of the system, for who may.</summary>
    public const int ReceiveBufferForce = 33;

    /// <summary><c>SO_TIMESTAMPNS</c>, and the kind of ancillary data that it leads to.</summary>
    public const int Timestamp = 35;

    /// <summary><c>SOL_PACKET</c>.</summary>
    public const int PacketLevel = 263;

    /// <summary><c>PACKET_STATISTICS</c>: frames and drops since the last call.</summary>
    public const int Statistics = 6;

    /// <summary><c>MSG_TRUNC</c>: tell the whole length.</summary>
    public const int TellWholeLength = 0x20;

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

    /// <summary><c>ENETDOWN</c>.</summary>
    public const int NetworkDown = 100;

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    public static partial int OpenSocket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    public static partial int Bind(SafeFileHandle socket, LinkAddress* address, uint length);

    [LibraryImport("libc", EntryPoint = "getsockname", SetLastError = true)]
    public static partial int GetName(SafeFileHandle socket, LinkAddress* address, uint* length);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    public static partial int SetOption(SafeFileHandle socket, int level, int name, void* value, uint length);

    [LibraryImport("libc", EntryPoint = "getsockopt", SetLastError = true)]
    public static partial int GetOption(SafeFileHandle socket, int level, int name, void* value, uint* length);

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    public static partial nint ReceiveMessage(SafeFileHandle socket, MessageHeader* header, int flags);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(PollDescriptor* descriptors, nuint count, int timeoutMilliseconds);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    public static partial int OpenEvent(uint value, int flags);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(SafeFileHandle descriptor, void* bytes, nuint length);

    /// <summary>The index of an interface by its name, or 0.</summary>
    [LibraryImport("libc", EntryPoint = "if_nametoindex", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial uint FindInterface(string name);

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

        /// <summary>For whom the frame is.</summary>
        public byte PacketType;

        /// <summary>How many bytes the hardware address has.</summary>
        public byte AddressBytes;

        /// <summary>The hardware address of the sender.</summary>
        public fixed byte Address[HardwareBytes];
    }

    /// <summary><c>struct msghdr</c> as the Linux kernel sees it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct MessageHeader
    {
        /// <summary>Where the address goes.</summary>
        public LinkAddress* Name;

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

    /// <summary><c>struct iovec</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct IoVector
    {
        /// <summary>The bytes.</summary>
        public byte* Base;

        /// <summary>How many.</summary>
        public nuint Length;
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
        public FilterInstruction* Instructions;
    }

    /// <summary><c>struct tpacket_stats</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PacketStatistics
    {
        /// <summary>Frames that passed the filter, those dropped among them.</summary>
        public uint Frames;

        /// <summary>Frames that found no room.</summary>
        public uint Drops;
    }
}
