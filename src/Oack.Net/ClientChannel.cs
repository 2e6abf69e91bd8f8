using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Oack.Net.Client;
using Oack.Net.Linux;
using Oack.Net.Platform;
using Oack.Protocol;

namespace Oack.Net;

/// <summary>
/// A client's UDP socket for one transfer, with a port of its own (RFC 1350 §4). It is not connected: the server answers
/// from another port than the one that was asked, and datagrams from strangers must reach the transfer, which answers
/// them with ERROR 5. One thread sends and receives; <see cref="Wake"/> may come from any. A datagram costs no
/// allocation, and on Linux one call to the system takes in all that are there.
/// </summary>
public sealed partial class ClientChannel : IDisposable
{
    // A window of 64 blocks of 1468 bytes counts for twice its bytes in a kernel's accounts.
    private const int ReceiveBufferBytes = 4 << 20;
    private const int SendBufferBytes = 1 << 20;

    private const string PortableSwitch = "Oack.Net.PortableReceive";

    // How often in a row a receive without a wait may come too early before waits come first again.
    private const int MaxTrust = 4;

    // After so many waits a receive without one is tried again.
    private const int DistrustedWaits = 16;

    // A server that answers sooner is looked for again instead of waited for: waking up takes about as long.
    private static readonly TimeSpan s_patience = TimeSpan.FromMicroseconds(30);

    private readonly SocketPoller _poller = SocketPoller.Create();
    private readonly WakeSignal _wake = new();
    private readonly PolledSocket _wakeEntry;
    private readonly PolledSocket _entry;
    private readonly DatagramSource _source;
    private readonly int _descriptor;
    private readonly SocketAddress _sendAddress;
    private readonly bool _isIPv6;
    private PeerEndpoint _sendTo;
    private int _trust;
    private int _waits;
    private bool _wasSoon;
    private SpinBudget _budget;

    private ClientChannel(Socket socket, bool isIPv6, ReceivePath path)
    {
        _isIPv6 = isIPv6;
        _entry = new PolledSocket(socket);
        _wakeEntry = new PolledSocket(_wake.Receiver);
        _descriptor = (int)socket.Handle;
        _sendAddress = SockAddr.Create(isIPv6);
        _source = DatagramSource.Create(_entry, isIPv6, path);
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

    /// <summary>Whether a datagram was received already, so that the next receive needs no call to the system.</summary>
    public bool HasNext => _source.HasNext || _group is { Source.HasNext: true };

    /// <summary>Opens a socket of the server's address family.</summary>
    /// <param name="server">Where the request will go.</param>
    /// <param name="localAddress">The address to send from. Defaults to the system's choice.</param>
    /// <param name="localPort">The port to send from. Defaults to 0, a free one.</param>
    /// <exception cref="BindException">The address is not one of this machine, or the port is taken or not permitted.</exception>
    public static ClientChannel Open(PeerEndpoint server, IPAddress? localAddress = null, int localPort = 0) =>
        Open(server, IsPortable ? ReceivePath.Portable : ReceivePath.Best, localAddress, localPort);

    /// <summary>
    /// Whether this process is told to receive as on every system, one datagram a call: for tests, and for a kernel whose
    /// batches cannot be trusted.
    /// </summary>
    private static bool IsPortable => AppContext.TryGetSwitch(PortableSwitch, out bool isOn) && isOn;

    /// <inheritdoc cref="Open(PeerEndpoint, IPAddress?, int)"/>
    internal static ClientChannel Open(PeerEndpoint server, ReceivePath path, IPAddress? localAddress = null, int localPort = 0)
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
            return new ClientChannel(socket, isIPv6, path);
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
        ObjectDisposedException.ThrowIf(_entry.IsClosed, this);
        if (to.IsIPv4 == _isIPv6)
        {
            return SocketError.AddressFamilyNotSupported;
        }

        if (to != _sendTo)
        {
            SockAddr.Write(_sendAddress, _isIPv6, to);
            _sendTo = to;
        }

        return OperatingSystem.IsLinux() && LinuxDatagrams.TrySend(_descriptor, datagram, _sendAddress)
            ? SocketError.Success
            : SocketSend.Send(_entry.Socket, datagram, _sendAddress);
    }

    /// <summary>Waits for a datagram and copies it.</summary>
    /// <param name="buffer">Where it goes; what does not fit is cut off.</param>
    /// <param name="wait">How long at most; zero looks once, <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.</param>
    /// <param name="receivedBytes">The length of the datagram; 0 for an empty one and when none came.</param>
    /// <param name="from">Who sent it, or whom an ICMP error is about.</param>
    public ReceiveStatus Receive(Span<byte> buffer, TimeSpan wait, out int receivedBytes, out PeerEndpoint from)
    {
        ReceiveStatus status = Receive(wait, out ReadOnlySpan<byte> datagram, out from);
        receivedBytes = Math.Min(datagram.Length, buffer.Length);
        datagram[..receivedBytes].CopyTo(buffer);
        return status;
    }

    /// <summary>Waits for a datagram. One that was received together with the one before costs no call to the system.</summary>
    /// <param name="wait">How long at most; zero looks once, <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.</param>
    /// <param name="datagram">Its bytes, until the next receive; empty for an empty one and when none came.</param>
    /// <param name="from">Who sent it, or whom an ICMP error is about.</param>
    public ReceiveStatus Receive(TimeSpan wait, out ReadOnlySpan<byte> datagram, out PeerEndpoint from)
    {
        ObjectDisposedException.ThrowIf(_entry.IsClosed, this);

        // A signal comes before whatever is there already: a burst must not hold it up.
        if (_wake.IsPending && _wake.Consume(isReadable: true))
        {
            datagram = default;
            from = default;
            return ReceiveStatus.Woken;
        }

        if (TryNext(out datagram, out from))
        {
            return ReceiveStatus.Ok;
        }

        return TryReceiveFirst() && TryNext(out datagram, out from)
            ? ReceiveStatus.Ok
            : Wait(wait, out datagram, out from);
    }

    /// <summary>
    /// Ends a running <see cref="Receive(TimeSpan, out ReadOnlySpan{byte}, out PeerEndpoint)"/>, or else the next one, with <see cref="ReceiveStatus.Woken"/>. From any
    /// thread; after <see cref="Dispose"/> it does nothing.
    /// </summary>
    public void Wake() => _wake.Signal();

    /// <summary>Closes the socket. Not while another thread is in <see cref="Receive(TimeSpan, out ReadOnlySpan{byte}, out PeerEndpoint)"/>: wake it first.</summary>
    public void Dispose()
    {
        Leave();
        _entry.Dispose();
        _wake.Dispose();
    }

    private ReceiveStatus Wait(TimeSpan wait, out ReadOnlySpan<byte> datagram, out PeerEndpoint from)
    {
        datagram = default;
        from = default;
        bool isEndless = wait == Timeout.InfiniteTimeSpan;
        long started = Stopwatch.GetTimestamp();
        TimeSpan left = wait;
        while (true)
        {
            if (OperatingSystem.IsLinux() && _wasSoon && TryLookAgain(isEndless ? s_patience : left) && TryNext(out datagram, out from))
            {
                return ReceiveStatus.Ok;
            }

            ForgetReadiness();
            _poller.Wait(isEndless ? null : left);
            _wasSoon = Stopwatch.GetElapsedTime(started) < s_patience;
            if (_wake.Consume(_wakeEntry.IsReadable))
            {
                return ReceiveStatus.Woken;
            }

            if (_entry.HasError && TakeUnreachable(out from))
            {
                return ReceiveStatus.Unreachable;
            }

            if (FillReadable() && TryNext(out datagram, out from))
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
    /// Receives without waiting before, while that mostly finds something: in the middle of a window it saves a call, in
    /// lock-step it would add one. An error is left to the wait that follows, which finds it in its queue.
    /// </summary>
    private bool TryReceiveFirst()
    {
        if (_group is not null || !_source.MayTryFirst || (_trust == 0 && ++_waits < DistrustedWaits))
        {
            return false;
        }

        _waits = 0;
        bool found = _source.Fill() == FillStatus.Ok;
        _trust = found ? Math.Min(_trust + 1, MaxTrust) : Math.Max(_trust - 1, 0);
        return found;
    }

    /// <summary>Looks for a while whether something has come, where that may be done.</summary>
    [SupportedOSPlatform("linux")]
    private bool TryLookAgain(TimeSpan limit)
    {
        if (_group is not null || !_source.MayTryFirst || !_budget.TryTakeTurn())
        {
            return false;
        }

        TimeSpan patience = limit < s_patience ? limit : s_patience;
        long started = Stopwatch.GetTimestamp();
        _budget.Begin();
        FillStatus status;
        do
        {
            status = _source.Fill();
        }
        while (status == FillStatus.Empty && Stopwatch.GetElapsedTime(started) < patience && !_wake.IsPending);

        bool isFound = status == FillStatus.Ok;
        _budget.End(foundSoon: isFound);
        return isFound;
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
