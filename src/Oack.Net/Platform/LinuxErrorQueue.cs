using System.Net.Sockets;
using System.Runtime.Versioning;
using Oack.Protocol;

namespace Oack.Net.Platform;

/// <summary>
/// Linux's queue of errors about datagrams that were sent (ip(7), <c>IP_RECVERR</c>): the only way to learn of an ICMP
/// error on a socket that is not connected, and it names the destination that the error is about.
/// </summary>
internal static unsafe class LinuxErrorQueue
{
    private const int ControlBytes = 256;
    private const int OriginIcmp = 2;
    private const int OriginIcmp6 = 3;
    private const int IcmpDestinationUnreachable = 3;
    private const int IcmpPortUnreachable = 3;
    private const int Icmp6DestinationUnreachable = 1;
    private const int Icmp6PortUnreachable = 4;
    private const int IPLevel = 0;
    private const int IPReceiveErrors = 11;
    private const int IPv6Level = 41;
    private const int IPv6ReceiveErrors = 25;

    /// <summary>Takes one error off the queue.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="isIPv6">Its family.</param>
    /// <param name="destination">Where the datagram went that the error is about.</param>
    /// <param name="isPortUnreachable">Whether the destination's host says that nobody listens on the port.</param>
    /// <returns>False when the queue is empty.</returns>
    [SupportedOSPlatform("linux")]
    public static bool TryTake(Socket socket, bool isIPv6, out PeerEndpoint destination, out bool isPortUnreachable)
    {
        byte* name = stackalloc byte[SockAddr.IPv6Bytes];
        byte* control = stackalloc byte[ControlBytes];
        byte payload;
        UnixCalls.IoVector vector = new() { Base = &payload, Length = 1 };
        UnixCalls.LinuxMessageHeader header = new()
        {
            Name = name,
            NameLength = SockAddr.IPv6Bytes,
            Vectors = &vector,
            VectorCount = 1,
            Control = control,
            ControlLength = ControlBytes,
        };
        destination = default;
        isPortUnreachable = false;
        if (UnixCalls.ReceiveMessage((int)socket.Handle, &header, UnixCalls.LinuxErrorQueueFlag) < 0)
        {
            return false;
        }

        if (header.NameLength >= (isIPv6 ? SockAddr.IPv6Bytes : SockAddr.IPv4Bytes))
        {
            destination = SockAddr.Read(new ReadOnlySpan<byte>(name, SockAddr.IPv6Bytes), isIPv6);
            int length = (int)Math.Min(header.ControlLength, (nuint)ControlBytes);
            isPortUnreachable = SaysPortUnreachable(new ReadOnlySpan<byte>(control, length));
        }

        return true;
    }

    /// <summary>
    /// Walks the ancillary data for an extended error:
    /// <code>
    ///  cmsghdr            length(word) level(4) type(4)
    ///  sock_extended_err  errno(4) origin(1) type(1) code(1) pad(1) info(4) data(4)
    /// </code>
    /// </summary>
    internal static bool SaysPortUnreachable(ReadOnlySpan<byte> control)
    {
        ControlData entries = new(control);
        while (entries.TryNext(out int level, out int type, out ReadOnlySpan<byte> error))
        {
            if (error.Length >= 8 && (level, type) is (IPLevel, IPReceiveErrors) or (IPv6Level, IPv6ReceiveErrors))
            {
                return (error[4], error[5], error[6])
                    is (OriginIcmp, IcmpDestinationUnreachable, IcmpPortUnreachable)
                    or (OriginIcmp6, Icmp6DestinationUnreachable, Icmp6PortUnreachable);
            }
        }

        return false;
    }
}
