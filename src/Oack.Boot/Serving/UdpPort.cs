using System.Net;
using System.Net.Sockets;
using Oack.Boot.Dhcp;
using Oack.Protocol;

namespace Oack.Boot.Serving;

/// <summary>
/// A UDP port with a socket for each interface, and, where broadcasts are wanted, one for all of them. It serves port
/// 4011, and 67 where there is no <see cref="PacketPort"/>.
/// </summary>
internal sealed class UdpPort : IDhcpPort
{
    private const int MaxDatagramBytes = 2048;

    private readonly IReadOnlyList<BootInterface> _interfaces;
    private readonly Action<BootInterface, PeerEndpoint, string> _failed;
    private readonly ushort _port;
    private readonly Dictionary<int, Socket> _sockets = [];
    private readonly List<Task> _loops = [];
    private Socket? _all;

    private UdpPort(IReadOnlyList<BootInterface> interfaces, ushort port, Action<BootInterface, PeerEndpoint, string> failed)
    {
        _interfaces = interfaces;
        _port = port;
        _failed = failed;
    }

    /// <summary>Binds the port on each interface.</summary>
    /// <param name="interfaces">The interfaces.</param>
    /// <param name="port">The port.</param>
    /// <param name="hearsAll">Whether broadcasts are wanted; the port is then shared with who else wants them.</param>
    /// <param name="failed">Told of answers that could not be sent.</param>
    /// <exception cref="SocketException">It cannot be bound.</exception>
    public static UdpPort Open(
        IReadOnlyList<BootInterface> interfaces, ushort port, bool hearsAll, Action<BootInterface, PeerEndpoint, string> failed)
    {
        UdpPort opened = new(interfaces, port, failed);
        try
        {
            foreach (BootInterface link in interfaces)
            {
                opened._sockets[link.Index] = Bind(link.Address.ToIPAddress(), port, hearsAll);
            }

            opened._all = hearsAll ? Bind(IPAddress.Any, port, isShared: true) : null;
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Holds a port of an interface, so that the system does not tell clients that nobody is there; nothing is read from it.</summary>
    /// <exception cref="SocketException">Somebody else has it.</exception>
    public static Socket Hold(BootInterface link, ushort port)
    {
        Socket socket = Bind(link.Address.ToIPAddress(), port, isShared: false);
        socket.ReceiveBufferSize = 1;
        return socket;
    }

    /// <inheritdoc/>
    public void Start(DhcpReceiver receiver)
    {
        foreach (BootInterface link in _interfaces)
        {
            _loops.Add(ReceiveAsync(_sockets[link.Index], link, receiver));
        }

        if (_all is { } all)
        {
            _loops.Add(ReceiveAsync(all, on: null, receiver));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Socket socket in _sockets.Values)
        {
            socket.Dispose();
        }

        _all?.Dispose();
        Task.WaitAll([.. _loops]);
    }

    private static Socket Bind(IPAddress address, ushort port, bool isShared)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.EnableBroadcast = true;
            if (isShared)
            {
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, optionValue: true);
            }

            socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.PacketInformation, optionValue: true);
            socket.Bind(new IPEndPoint(address, port));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task ReceiveAsync(Socket socket, BootInterface? on, DhcpReceiver receiver)
    {
        byte[] buffer = new byte[MaxDatagramBytes];
        IPEndPoint anybody = new(IPAddress.Any, 0);
        await Task.Yield();
        while (true)
        {
            SocketReceiveMessageFromResult received;
            try
            {
                received = await socket.ReceiveMessageFromAsync(buffer, SocketFlags.None, anybody);
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException exception) when (exception.SocketErrorCode is SocketError.OperationAborted or SocketError.Interrupted)
            {
                return;
            }
            catch (SocketException)
            {
                // An answer of before that found nobody, or a datagram that is too long for any DHCP message.
                continue;
            }

            BootInterface? link = on ?? Find(received.PacketInformation.Interface);
            PeerEndpoint from = PeerEndpoint.From((IPEndPoint)received.RemoteEndPoint);
            if (link is not null && receiver(new DhcpArrival(from, _port, link), buffer.AsSpan(0, received.ReceivedBytes)) is { } reply)
            {
                Send(link, reply);
            }
        }
    }

    private BootInterface? Find(int index) => _interfaces.FirstOrDefault(link => link.Index == index);

    private void Send(BootInterface link, DhcpReply reply)
    {
        // Nobody would answer for an address that the client has not taken yet: then all hear it.
        PeerEndpoint to = reply.Hardware.IsSet && _port == DhcpPorts.Server ? IPv4Address.Broadcast.WithPort(reply.To.Port) : reply.To;
        try
        {
            // From the socket of the interface: the system sends a broadcast by the interface that has its address.
            _sockets[link.Index].SendTo(reply.Bytes.Span, to.ToIPEndPoint());
        }
        catch (SocketException exception)
        {
            _failed(link, to, exception.Message);
        }
        catch (ObjectDisposedException)
        {
            // The server ends.
        }
    }
}
