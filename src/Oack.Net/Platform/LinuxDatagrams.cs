using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Oack.Net.Platform;

/// <summary>
/// Linux's calls for many datagrams at once (recvmmsg(2)) and for datagrams that the kernel leaves together on their way
/// in (udp(7), <c>UDP_GRO</c>). Every argument is blittable, so a call costs little more than itself.
/// </summary>
internal static unsafe partial class LinuxDatagrams
{
    /// <summary>The call returns at once.</summary>
    public const int DoNotWait = 0x40;

    /// <summary>There is nothing, and the call does not wait for it.</summary>
    public const int WouldBlock = 11;

    /// <summary>Room for the ancillary data of one message: more than the one integer that is asked for.</summary>
    public const int ControlBytes = 64;

    /// <summary><c>SOL_UDP</c>.</summary>
    public const int UdpLevel = 17;

    private const int UdpReceiveOffload = 104;

    /// <summary>
    /// Asks for datagrams of one sender to come as one buffer, with the size of each told beside. False where the kernel
    /// does not know it (before 5.0).
    /// </summary>
    [SupportedOSPlatform("linux")]
    public static bool TryJoinOnReceive(Socket socket) => UdpSockets.TrySetRaw(socket, UdpLevel, UdpReceiveOffload, 1);

    /// <summary>
    /// The size of the datagrams that came together in one buffer, or 0 when it holds a single one:
    /// <code>
    ///  cmsghdr  length(word) level(4) type(4)
    ///  size(4)
    /// </code>
    /// </summary>
    public static int ReadSegmentBytes(ReadOnlySpan<byte> control)
    {
        ControlData entries = new(control);
        while (entries.TryNext(out int level, out int type, out ReadOnlySpan<byte> value))
        {
            if ((level, type) is (UdpLevel, UdpReceiveOffload) && value.Length >= sizeof(int))
            {
                return Math.Max(0, MemoryMarshal.Read<int>(value));
            }
        }

        return 0;
    }

    /// <summary>
    /// Sends a datagram without waiting; false when it did not leave. An error that was pending on the socket is off then,
    /// and why it did not leave is to be asked by sending again.
    /// </summary>
    [SupportedOSPlatform("linux")]
    public static bool TrySend(int descriptor, ReadOnlySpan<byte> datagram, SocketAddress to)
    {
        fixed (byte* bytes = datagram)
        fixed (byte* name = to.Buffer.Span)
        {
            return SendTo(descriptor, bytes, (nuint)datagram.Length, DoNotWait, name, (uint)to.Size) >= 0;
        }
    }

    /// <summary>Receives up to <paramref name="count"/> messages; how many, or -1 with an error.</summary>
    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", EntryPoint = "recvmmsg", SetLastError = true)]
    public static partial int ReceiveMany(int descriptor, Message* messages, uint count, int flags, void* timeout);

    /// <summary>Sends one datagram; its length, or -1 with an error.</summary>
    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", EntryPoint = "sendto", SetLastError = true)]
    public static partial nint SendTo(int descriptor, byte* bytes, nuint count, int flags, byte* name, uint nameLength);

    /// <summary><c>struct mmsghdr</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Message
    {
        /// <summary>Where the parts of the message go.</summary>
        public UnixCalls.LinuxMessageHeader Header;

        /// <summary>How many bytes were received.</summary>
        public uint LengthBytes;
    }
}
