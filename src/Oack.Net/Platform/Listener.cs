using System.Net;
using System.Net.Sockets;
using Oack.Protocol;

namespace Oack.Net.Platform;

/// <summary>
/// One listening address of the configuration: a socket for each family that it serves, and, where it is bound to all
/// addresses, a few more that are bound to the addresses that were asked. The framework cannot say which address a
/// datagram leaves from other than by the socket's binding; and the system prefers the more specific socket for what
/// arrives, so a peer stays with the socket that answers it.
/// </summary>
internal sealed class Listener : IDisposable
{
    /// <summary>How many addresses have sockets of their own at once; the one that rested longest makes room.</summary>
    public const int MaxAnswerSockets = 64;

    private const int PortAttempts = 16;

    private readonly EngineOptions _options;
    private readonly SocketPoller _poller;
    private readonly Dictionary<PeerEndpoint, BoundSocket> _answerSockets = [];
    private readonly BoundSocket? _ipv4;
    private readonly BoundSocket? _ipv6;
    private readonly bool _opensAnswerSockets;
    private bool _sharesAddress;
    private BoundSocket? _lastUsed;
    private long _uses;

    private Listener(
        EngineOptions options, SocketPoller poller, IPEndPoint endpoint, BoundSocket? ipv4, BoundSocket? ipv6, bool answersByPacketInformation)
    {
        _options = options;
        _poller = poller;
        Endpoint = endpoint;
        _ipv4 = ipv4;
        _ipv6 = ipv6;
        _opensAnswerSockets = IsAny(endpoint.Address) && !answersByPacketInformation;
        Start(ipv4);
        Start(ipv6);
    }

    /// <summary>The address as configured, with the real port.</summary>
    public IPEndPoint Endpoint { get; }

    /// <summary>How many sockets were opened for addresses that were asked.</summary>
    public int AnswerSocketCount => _answerSockets.Count;

    private ChannelId Channel => (_ipv6 ?? _ipv4!).Channel;

    /// <summary>Opens a listener.</summary>
    /// <param name="options">What to listen on, and how.</param>
    /// <param name="poller">Who waits for it.</param>
    /// <param name="index">Which one of the options.</param>
    /// <param name="answersByPacketInformation">Whether the engine says with each datagram which address it leaves from.</param>
    /// <param name="joinsGroup">Whether another engine has bound the address already, and shares it.</param>
    /// <param name="keepsOut">Whether nothing is let in until <see cref="LetIn"/>.</param>
    /// <exception cref="BindException">The address cannot be bound.</exception>
    public static Listener Bind(
        EngineOptions options, SocketPoller poller, int index, bool answersByPacketInformation = false, bool joinsGroup = false,
        bool keepsOut = false)
    {
        IPEndPoint wanted = options.Listen[index];
        ChannelId channel = ChannelId.Listener(index);
        if (!ServesBothFamilies(options, wanted))
        {
            BoundSocket only = BindOne(options, wanted, channel, joinsGroup, keepsOut);
            IPEndPoint bound = (IPEndPoint)only.Socket.LocalEndPoint!;
            return only.IsIPv6
                ? new(options, poller, bound, null, only, answersByPacketInformation)
                : new(options, poller, bound, only, null, answersByPacketInformation);
        }

        for (int attempt = 1; ; attempt++)
        {
            BoundSocket ipv6 = BindOne(options, wanted, channel, joinsGroup, keepsOut);
            IPEndPoint bound = (IPEndPoint)ipv6.Socket.LocalEndPoint!;
            try
            {
                BoundSocket ipv4 = BindOne(options, new(IPAddress.Any, bound.Port), channel, joinsGroup, keepsOut);
                return new(options, poller, bound, ipv4, ipv6, answersByPacketInformation);
            }
            catch (BindException exception)
            {
                // A free port of one family may be taken in the other; then both look for another.
                ipv6.Dispose();
                if (wanted.Port != 0 || exception.Cause != SocketError.AddressAlreadyInUse || attempt == PortAttempts)
                {
                    throw;
                }
            }
        }
    }

    /// <summary>The socket that answers from the address that was asked.</summary>
    /// <returns>Null when this listener does not serve the peer's family.</returns>
    public BoundSocket? For(in OutgoingTrain outgoing)
    {
        BoundSocket? general = outgoing.Remote.IsIPv4 ? _ipv4 : _ipv6;
        if (general is null || !_opensAnswerSockets || outgoing.Local.IsAny || outgoing.Local.IsIPv4 != outgoing.Remote.IsIPv4)
        {
            return general;
        }

        PeerEndpoint asked = outgoing.Local.WithPort((ushort)Endpoint.Port);
        if (_lastUsed is not { } socket || socket.Local != asked)
        {
            if (!_answerSockets.TryGetValue(asked, out socket) && (socket = OpenAnswerSocket(asked)) is null)
            {
                return general;
            }

            _lastUsed = socket;
        }

        socket.LastUse = ++_uses;
        return socket;
    }

    /// <summary>
    /// Lets engines of the same group bind the address too. Only now, not before it was bound: a second server on the
    /// port must still be told that it is taken.
    /// </summary>
    public void ShareWithGroup() => ForEachSocket(UdpSockets.ShareWithGroup);

    /// <summary>All engines of the group have bound the address: lets datagrams in.</summary>
    public void LetIn() => ForEachSocket(UdpSockets.LetIn);

    public void Dispose()
    {
        foreach (BoundSocket socket in _answerSockets.Values)
        {
            Close(socket);
        }

        _answerSockets.Clear();
        Close(_ipv4);
        Close(_ipv6);
    }

    private void ForEachSocket(Action<Socket> action)
    {
        foreach (BoundSocket? socket in (ReadOnlySpan<BoundSocket?>)[_ipv4, _ipv6])
        {
            if (socket is not null)
            {
                action(socket.Socket);
            }
        }
    }

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private static bool ServesBothFamilies(EngineOptions options, IPEndPoint endpoint) =>
        endpoint.Address.Equals(IPAddress.IPv6Any)
        && Socket.OSSupportsIPv4
        && !options.Listen.Any(other => other.Address.Equals(IPAddress.Any) && other.Port == endpoint.Port);

    private static BoundSocket BindOne(EngineOptions options, IPEndPoint endpoint, ChannelId channel, bool joinsGroup, bool keepsOut)
    {
        bool isIPv6 = endpoint.AddressFamily == AddressFamily.InterNetworkV6;
        // Windows gives a socket that is bound to one address the subnet's broadcasts as well.
        bool asksDestination = IsAny(endpoint.Address) || OperatingSystem.IsWindows();
        Socket? socket = null;
        try
        {
            socket = UdpSockets.Create(isIPv6, options.ListenerReceiveBufferBytes, options.SendBufferBytes);
            if (asksDestination)
            {
                UdpSockets.ReportDestination(socket, isIPv6);
            }

            if (joinsGroup)
            {
                UdpSockets.ShareWithGroup(socket);
            }

            if (keepsOut)
            {
                UdpSockets.KeepOut(socket);
            }

            if (options.Multicast is { } sending)
            {
                UdpSockets.SendToGroups(socket, isIPv6, sending);
            }

            socket.Bind(endpoint);
            return new BoundSocket(socket, isIPv6, channel, asksDestination);
        }
        catch (SocketException exception)
        {
            socket?.Dispose();
            throw new BindException(endpoint, exception);
        }
    }

    private BoundSocket? OpenAnswerSocket(PeerEndpoint asked)
    {
        ShareAddress();
        bool isIPv6 = !asked.IsIPv4;
        Socket? socket = null;
        BoundSocket opened;
        try
        {
            socket = UdpSockets.Create(isIPv6, _options.ListenerReceiveBufferBytes, _options.SendBufferBytes);
            UdpSockets.ShareAddress(socket);
            if (_options.Multicast is { } sending)
            {
                UdpSockets.SendToGroups(socket, isIPv6, sending);
            }

            socket.Bind(asked.ToIPEndPoint());
            opened = new BoundSocket(socket, isIPv6, Channel, OperatingSystem.IsWindows());
            Start(opened);
        }
        catch (SocketException)
        {
            // The address is gone, or there are no descriptors: the system's choice of address is better than silence.
            socket?.Dispose();
            return null;
        }

        if (_answerSockets.Count == MaxAnswerSockets)
        {
            CloseIdlest();
        }

        _answerSockets.Add(asked, opened);
        return opened;
    }

    /// <summary>
    /// Lets sockets for single addresses stand beside the general ones. Only now, not before the general ones were
    /// bound: a second server on the port must still be told that it is taken.
    /// </summary>
    private void ShareAddress()
    {
        if (_sharesAddress)
        {
            return;
        }

        _sharesAddress = true;
        if (_ipv4 is not null)
        {
            UdpSockets.ShareAddress(_ipv4.Socket);
        }

        if (_ipv6 is not null)
        {
            UdpSockets.ShareAddress(_ipv6.Socket);
        }
    }

    private void CloseIdlest()
    {
        BoundSocket? idlest = null;
        foreach (BoundSocket candidate in _answerSockets.Values)
        {
            if (idlest is null || candidate.LastUse < idlest.LastUse)
            {
                idlest = candidate;
            }
        }

        _answerSockets.Remove(idlest!.Local);
        Close(idlest);
    }

    private void Start(BoundSocket? socket)
    {
        if (socket is null)
        {
            return;
        }

        if (_options.SinglePort && _poller.ReportsErrors)
        {
            UdpSockets.TryReportErrors(socket.Socket, socket.IsIPv6);
        }

        _poller.Add(socket);
    }

    private void Close(BoundSocket? socket)
    {
        if (socket is not null)
        {
            _poller.Remove(socket);
            socket.Dispose();
        }
    }
}
