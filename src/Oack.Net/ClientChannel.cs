using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Oack.Net.Platform;
using Oack.Protocol;

namespace Oack.Net;

/// <summary>
/// A client's UDP socket for one transfer, with a port of its own (RFC 1350 §4). It is not connected: the server answers
/// from another port than the one that was asked, and datagrams from strangers must reach the transfer, which answers
/// them with ERROR 5. One thread sends and receives; <see cref="Wake"/> may come from any. A datagram costs no
/// allocation.
/// </summary>
public sealed class ClientChannel : IDisposable
{
    // A window of 64 blocks of 1468 bytes counts for twice its bytes in a kernel's accounts.
    private const int ReceiveBufferBytes = 4 << 20;
    private const int SendBufferBytes = 1 << 20;

    private readonly SocketPoller _poller = SocketPoller.Create();
    private readonly WakeSignal _wake = new();
    private readonly PolledSocket _wakeEntry;
    private readonly PolledSocket _entry;
    private readonly SocketAddress _sendAddress;
    private readonly SocketAddress _receiveAddress;
    private readonly bool _isIPv6;

    private ClientChannel(Socket socket, bool isIPv6)
    {
        _isIPv6 = isIPv6;
        _entry = new PolledSocket(socket);
        _wakeEntry = new PolledSocket(_wake.Receiver);
        _sendAddress = SockAddr.Create(isIPv6);
        _receiveAddress = SockAddr.Create(isIPv6);
        _poller.Add(_entry);
        _poller.Add(_wakeEntry);
        if (_poller.ReportsErrors)
        {
            UdpSockets.TryReportErrors(socket, isIPv6);
        }

        LocalEndpoint = PeerEndpoint.From((IPEndPoint)socket.LocalEndPoint!);
    }

    /// <summary>The own address, "any" unless one was given, and the own port.</summary>
    public PeerEndpoint LocalEndpoint { get; }

    /// <summary>Opens a socket of the server's address family.</summary>
    /// <param name="server">Where the request will go.</param>
    /// <param name="localAddress">The address to send from. Defaults to the system's choice.</param>
    /// <param name="localPort">The port to send from. Defaults to 0, a free one.</param>
    /// <exception cref="BindException">The address is not one of this machine, or the port is taken or not permitted.</exception>
    public static ClientChannel Open(PeerEndpoint server, IPAddress? localAddress = null, int localPort = 0)
    {
        bool isIPv6 = !server.IsIPv4;
        IPEndPoint local = new(localAddress ?? (isIPv6 ? IPAddress.IPv6Any : IPAddress.Any), localPort);
        Socket? socket = null;
        try
        {
            socket = UdpSockets.Create(isIPv6, ReceiveBufferBytes, SendBufferBytes);
            if (local.AddressFamily != socket.AddressFamily)
            {
                throw new SocketException((int)SocketError.AddressFamilyNotSupported);
            }

            socket.Bind(local);
            return new ClientChannel(socket, isIPv6);
        }
        catch (SocketException exception)
        {
            socket?.Dispose();
            throw new BindException(local, exception);
        }
    }

    /// <summary>Sends a datagram. A datagram that cannot leave is lost, as it might be on the way.</summary>
    /// <returns>
    /// <see cref="SocketError.Success"/>, or why it did not leave: no route, a filter of this machine, a full buffer, a
    /// datagram that is too large, another address family.
    /// </returns>
    public SocketError Send(PeerEndpoint to, ReadOnlySpan<byte> datagram)
    {
        if (to.IsIPv4 == _isIPv6)
        {
            return SocketError.AddressFamilyNotSupported;
        }

        SockAddr.Write(_sendAddress, _isIPv6, to);
        return SocketSend.Send(_entry.Socket, datagram, _sendAddress);
    }

    /// <summary>Waits for a datagram.</summary>
    /// <param name="buffer">Where it goes; what does not fit is cut off.</param>
    /// <param name="wait">How long at most; zero looks once, <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.</param>
    /// <param name="receivedBytes">The length of the datagram; 0 for an empty one and when none came.</param>
    /// <param name="from">Who sent it, or whom an ICMP error is about.</param>
    public ReceiveStatus Receive(Span<byte> buffer, TimeSpan wait, out int receivedBytes, out PeerEndpoint from)
    {
        receivedBytes = 0;
        from = default;
        bool isEndless = wait == Timeout.InfiniteTimeSpan;
        long started = Stopwatch.GetTimestamp();
        TimeSpan left = wait;
        while (true)
        {
            _entry.IsReadable = _entry.HasError = _wakeEntry.IsReadable = false;
            _poller.Wait(isEndless ? null : left);
            if (_wake.Consume(_wakeEntry.IsReadable))
            {
                return ReceiveStatus.Woken;
            }

            if (_entry.HasError && TakeUnreachable(out from))
            {
                return ReceiveStatus.Unreachable;
            }

            if (_entry.IsReadable && TryReceiveNow(buffer, out receivedBytes, out from))
            {
                return ReceiveStatus.Ok;
            }

            // Nothing of use: the time may be over, or a signal or an error of no interest ended the wait early.
            left = wait - Stopwatch.GetElapsedTime(started);
            if (!isEndless && left <= TimeSpan.Zero)
            {
                return ReceiveStatus.TimedOut;
            }
        }
    }

    /// <summary>
    /// Ends a running <see cref="Receive"/>, or else the next one, with <see cref="ReceiveStatus.Woken"/>. From any
    /// thread; after <see cref="Dispose"/> it does nothing.
    /// </summary>
    public void Wake() => _wake.Signal();

    /// <summary>Closes the socket. Not while another thread is in <see cref="Receive"/>: wake it first.</summary>
    public void Dispose()
    {
        _entry.Dispose();
        _wake.Dispose();
    }

    private bool TryReceiveNow(Span<byte> buffer, out int receivedBytes, out PeerEndpoint from)
    {
        SockAddr.Reset(_receiveAddress, _isIPv6);
        try
        {
            receivedBytes = _entry.Socket.ReceiveFrom(buffer, SocketFlags.None, _receiveAddress);
            from = SockAddr.Read(_receiveAddress, _isIPv6);
            return true;
        }
        catch (SocketException)
        {
            // Nothing there after all (a wrong checksum), or an error that this call took off the socket.
            receivedBytes = 0;
            from = default;
            return false;
        }
    }

    private bool TakeUnreachable(out PeerEndpoint about)
    {
        if (OperatingSystem.IsLinux())
        {
            while (LinuxErrorQueue.TryTake(_entry.Socket, _isIPv6, out about, out bool isPortUnreachable))
            {
                if (isPortUnreachable)
                {
                    return true;
                }
            }
        }

        SocketSend.ClearError(_entry.Socket);
        about = default;
        return false;
    }
}
