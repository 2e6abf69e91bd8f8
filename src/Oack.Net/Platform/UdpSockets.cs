using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Oack.Protocol;

namespace Oack.Net.Platform;

/// <summary>Makes UDP sockets that behave alike on every system; what an engine needs before it binds.</summary>
internal static class UdpSockets
{
    private const int LinuxSocketLevel = 1;
    private const int LinuxReceiveBufferForce = 33;
    private const int LinuxReuseAddress = 2;
    private const int LinuxReusePort = 15;
    private const int LinuxAttachFilter = 26;
    private const int LinuxDetachFilter = 27;
    private const int BsdSocketLevel = 0xFFFF;
    private const int BsdReuseAddress = 4;
    private const int LinuxIPLevel = 0;
    private const int LinuxIPMtuDiscover = 10;
    private const int LinuxIPReceiveErrors = 11;
    private const int LinuxIPv6Level = 41;
    private const int LinuxIPv6ReceiveErrors = 25;
    private const int LinuxIPMulticastAll = 49;
    private const int LinuxIPv6MulticastAll = 29;

    // _WSAIOW(IOC_VENDOR, 12): whether an ICMP answer makes the next receive fail.
    private const int WindowsUdpConnectionReset = unchecked((int)0x9800000C);

    /// <summary>
    /// A socket that does not block, of one family only. Datagrams larger than the path's MTU are fragmented instead of
    /// refused: a granted blksize may exceed the MTU of a hop that nobody can see (RFC 2348 leaves it to the two ends).
    /// </summary>
    /// <param name="isIPv6">IPv6 rather than IPv4.</param>
    /// <param name="receiveBufferBytes">The receive buffer to ask for; the system may give less.</param>
    /// <param name="sendBufferBytes">The send buffer to ask for; the system may give less.</param>
    /// <exception cref="SocketException">The family is missing, or there are no descriptors left.</exception>
    public static Socket Create(bool isIPv6, int receiveBufferBytes, int sendBufferBytes)
    {
        AddressFamily family = isIPv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;
        Socket socket = new(family, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.Blocking = false;
            if (isIPv6)
            {
                // Each family has its own socket, so an IPv6-mapped IPv4 address never appears.
                socket.DualMode = false;
            }

            if (OperatingSystem.IsWindows())
            {
                TrySet(socket, static (socket, _) => socket.IOControl(WindowsUdpConnectionReset, [0, 0, 0, 0], null), 0);
            }

            if (OperatingSystem.IsLinux() && !isIPv6)
            {
                TrySetRaw(socket, LinuxIPLevel, LinuxIPMtuDiscover, 0);
            }

            if (!OperatingSystem.IsLinux()
                || !TrySetRaw(socket, LinuxSocketLevel, LinuxReceiveBufferForce, receiveBufferBytes))
            {
                TrySet(socket, static (socket, bytes) => socket.ReceiveBufferSize = bytes, receiveBufferBytes);
            }

            TrySet(socket, static (socket, bytes) => socket.SendBufferSize = bytes, sendBufferBytes);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Asks for ICMP errors on a socket that is not connected. Whoever asks must read <see cref="LinuxErrorQueue"/>:
    /// a pending error makes every wait return at once.
    /// </summary>
    public static bool TryReportErrors(Socket socket, bool isIPv6)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        return isIPv6
            ? TrySetRaw(socket, LinuxIPv6Level, LinuxIPv6ReceiveErrors, 1)
            : TrySetRaw(socket, LinuxIPLevel, LinuxIPReceiveErrors, 1);
    }

    /// <summary>Asks for the destination address with each datagram.</summary>
    public static void ReportDestination(Socket socket, bool isIPv6) =>
        socket.SetSocketOption(
            isIPv6 ? SocketOptionLevel.IPv6 : SocketOptionLevel.IP, SocketOptionName.PacketInformation, true);

    /// <summary>
    /// Lets a socket that is bound to one address stand beside one that is bound to all, on the same port. The
    /// framework's own ReuseAddress also sets SO_REUSEPORT, which would spread datagrams over both.
    /// </summary>
    public static void ShareAddress(Socket socket)
    {
        if (OperatingSystem.IsLinux())
        {
            TrySetRaw(socket, LinuxSocketLevel, LinuxReuseAddress, 1);
        }
        else if (!OperatingSystem.IsWindows())
        {
            // Windows allows one address beside all addresses without an option; there SO_REUSEADDR means something else.
            TrySetRaw(socket, BsdSocketLevel, BsdReuseAddress, 1);
        }
    }

    /// <summary>
    /// Linux: binds a socket to the address and port of another one. Which of the two hears whom is the system's choice
    /// until one of them is connected. No third socket can join them afterwards.
    /// </summary>
    /// <exception cref="SocketException">The system does not allow it.</exception>
    public static void BindBeside(Socket socket, Socket other)
    {
        ShareAddress(other);
        ShareAddress(socket);
        try
        {
            socket.Bind(other.LocalEndPoint!);
        }
        finally
        {
            TrySetRaw(other, LinuxSocketLevel, LinuxReuseAddress, 0);
            TrySetRaw(socket, LinuxSocketLevel, LinuxReuseAddress, 0);
        }
    }

    /// <summary>
    /// Linux: lets sockets of one user share an address; the system spreads the clients over them (SO_REUSEPORT).
    /// </summary>
    public static void ShareWithGroup(Socket socket) => TrySetRaw(socket, LinuxSocketLevel, LinuxReusePort, 1);

    /// <summary>
    /// Linux: lets nothing in until <see cref="LetIn"/>. While sockets join a group one after the other, the system spreads
    /// the clients over those that are there; what comes next from a client may go to another, which with a single port does
    /// not know its transfer.
    /// </summary>
    public static unsafe void KeepOut(Socket socket)
    {
        // One instruction of a classic filter: BPF_RET, and of each datagram take 0 bytes.
        SocketFilter takeNothing = new() { Code = 0x06 };
        SocketFilterProgram program = new() { Length = 1, Filters = &takeNothing };
        TrySetRaw(socket, LinuxSocketLevel, LinuxAttachFilter, program);
    }

    /// <summary>Linux: ends <see cref="KeepOut"/>.</summary>
    public static void LetIn(Socket socket) => TrySetRaw(socket, LinuxSocketLevel, LinuxDetachFilter, 0);

    /// <summary>Says how datagrams for groups leave a socket.</summary>
    /// <exception cref="SocketException">The interface does not exist, or does not carry the family.</exception>
    public static void SendToGroups(Socket socket, bool isIPv6, MulticastSending sending)
    {
        SocketOptionLevel level = isIPv6 ? SocketOptionLevel.IPv6 : SocketOptionLevel.IP;
        socket.SetSocketOption(level, SocketOptionName.MulticastTimeToLive, sending.TimeToLive);
        socket.SetSocketOption(level, SocketOptionName.MulticastLoopback, sending.IsHeardHere);
        if (sending.Interface is { } via)
        {
            socket.SetSocketOption(level, SocketOptionName.MulticastInterface, isIPv6 ? via.Index : via.IndexInNetworkOrder);
        }
    }

    /// <summary>
    /// A socket that is a member of a group and hears nothing else of what is sent to groups, beside others of this
    /// machine that are.
    /// </summary>
    /// <param name="group">The group, with the port of its receivers.</param>
    /// <param name="via">The interface to join it on; null: the system's choice.</param>
    /// <param name="receiveBufferBytes">The receive buffer to ask for; the system may give less.</param>
    /// <exception cref="SocketException">The port is taken by somebody who does not share it, or there is no such interface.</exception>
    public static Socket JoinGroup(PeerEndpoint group, MulticastInterface? via, int receiveBufferBytes)
    {
        bool isIPv6 = !group.IsIPv4;
        Socket socket = Create(isIPv6, receiveBufferBytes, sendBufferBytes: 4096);
        try
        {
            ShareGroup(socket);

            // Unix lets a socket be bound to the group itself, and then gives it what is sent there and nothing else.
            IPAddress any = isIPv6 ? IPAddress.IPv6Any : IPAddress.Any;
            socket.Bind(new IPEndPoint(OperatingSystem.IsWindows() ? any : group.ToIPAddress(), group.Port));
            if (OperatingSystem.IsLinux())
            {
                _ = isIPv6
                    ? TrySetRaw(socket, LinuxIPv6Level, LinuxIPv6MulticastAll, 0)
                    : TrySetRaw(socket, LinuxIPLevel, LinuxIPMulticastAll, 0);
            }

            if (isIPv6)
            {
                long index = via is null ? group.ScopeId : via.Index;
                socket.SetSocketOption(
                    SocketOptionLevel.IPv6, SocketOptionName.AddMembership, new IPv6MulticastOption(group.ToIPAddress(), index));
            }
            else
            {
                socket.SetSocketOption(
                    SocketOptionLevel.IP, SocketOptionName.AddMembership,
                    via is null ? new MulticastOption(group.ToIPAddress()) : new MulticastOption(group.ToIPAddress(), via.Index));
            }

            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Lets several sockets of this machine have the port of a group; each gets a copy of what comes for it.</summary>
    private static void ShareGroup(Socket socket)
    {
        if (OperatingSystem.IsWindows())
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        }
        else
        {
            ShareAddress(socket);
        }
    }

    /// <summary>Sets an option where the system knows it.</summary>
    public static bool TrySetRaw<T>(Socket socket, int level, int option, T value)
        where T : unmanaged
    {
        try
        {
            socket.SetRawSocketOption(level, option, MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static void TrySet(Socket socket, Action<Socket, int> set, int value)
    {
        try
        {
            set(socket, value);
        }
        catch (SocketException)
        {
            // Best effort: the socket works with the system's own value.
        }
    }

    /// <summary><c>struct sock_filter</c>.</summary>
    private struct SocketFilter
    {
        public ushort Code;
        public byte JumpTrue;
        public byte JumpFalse;
        public uint Value;
    }

    /// <summary><c>struct sock_fprog</c>.</summary>
    private unsafe struct SocketFilterProgram
    {
        public ushort Length;
        public SocketFilter* Filters;
    }
}
