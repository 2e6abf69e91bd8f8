using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Oack.Boot.Dhcp;
using Oack.Boot.Discovery;
using Oack.Boot.Firmware;
using Oack.Net;
using Oack.Protocol;

namespace Oack.Boot.Link;

/// <summary>
/// A machine of its own, played on a network interface of this one (Linux): it has its own hardware address, answers ARP
/// for the address that it was lent, and leaves the interface's own addresses alone. One thread uses it.
/// </summary>
[SupportedOSPlatform("linux")]
public sealed class BootLink : IDisposable
{
    /// <summary>How often a wait looks whether it was ended from outside, in milliseconds.</summary>
    private const int LookEveryMilliseconds = 50;

    /// <summary>How many frames are taken in before timers are looked at: the interface may carry any traffic.</summary>
    private const int FramesAtOnce = 256;

    private readonly PacketSocket _socket;
    private readonly EthernetHost _host;
    private readonly EngineClock _clock;

    private BootLink(string interfaceName, PacketSocket socket, EthernetHost host, TimeProvider timeProvider)
    {
        InterfaceName = interfaceName;
        _socket = socket;
        _host = host;
        _clock = new EngineClock(timeProvider);
    }

    /// <summary>The interface.</summary>
    public string InterfaceName { get; }

    /// <summary>Whether its cable carried anything when it was opened: one that was just plugged in takes a moment.</summary>
    public bool HadCarrier { get; private init; }

    /// <summary>The hardware address of the played machine.</summary>
    public HardwareAddress Hardware => _host.Hardware;

    /// <summary>Opens an interface.</summary>
    /// <param name="interfaceName">Its name.</param>
    /// <param name="hardware">The played machine's hardware address; null for the interface's own.</param>
    /// <param name="timeProvider">Where the time comes from. Defaults to the system's.</param>
    /// <exception cref="BootLinkException">There is no such interface, it is switched off or no Ethernet, or this process may not.</exception>
    public static BootLink Open(string interfaceName, HardwareAddress? hardware = null, TimeProvider? timeProvider = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(interfaceName);
        NetworkInterface[] all = NetworkInterface.GetAllNetworkInterfaces();
        NetworkInterface found = Array.Find(all, one => one.Name == interfaceName) ?? throw new BootLinkException(
            interfaceName,
            $"cannot play a machine on {interfaceName}: there is no such interface. There are: {string.Join(", ", all.Select(one => one.Name))}");
        byte[] own = found.GetPhysicalAddress().GetAddressBytes();
        if (own.Length != HardwareAddress.EthernetBytes || !own.AsSpan().ContainsAnyExcept((byte)0))
        {
            throw new BootLinkException(interfaceName, $"cannot play a machine on {interfaceName}: it is no Ethernet. Choose another, or skip DHCP: --server HOST --file NAME");
        }

        bool hasCarrier = found.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown;
        if (!hasCarrier && !IsSwitchedOn(interfaceName))
        {
            throw new BootLinkException(interfaceName, $"cannot play a machine on {interfaceName}: it is down. Switch it on: ip link set {interfaceName} up");
        }

        HardwareAddress played = hardware ?? HardwareAddress.Ethernet(own);
        PacketSocket socket = PacketSocket.Open(interfaceName, isPromiscuous: played != HardwareAddress.Ethernet(own));
        return new BootLink(interfaceName, socket, new EthernetHost(played), timeProvider ?? TimeProvider.System) { HadCarrier = hasCarrier };
    }

    /// <summary>Whether it is up, though its cable may carry nothing: the system says so only there (sysfs, IFF_UP).</summary>
    private static bool IsSwitchedOn(string interfaceName)
    {
        const int Up = 1;
        const int Hexadecimal = 16;
        try
        {
            string flags = File.ReadAllText($"/sys/class/net/{interfaceName}/flags").Trim();
            return flags.StartsWith("0x", StringComparison.Ordinal) && (Convert.ToInt32(flags, Hexadecimal) & Up) != 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            // Where the system does not tell, the silence that follows does.
            return true;
        }
    }

    /// <summary>Lets a machine find its boot file, and takes over the address that it was lent.</summary>
    /// <param name="client">The machine, not started.</param>
    /// <param name="tap">Is shown each message: its time, from where to where, its bytes. Null for nobody.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Run(DhcpClient client, Action<Instant, PeerEndpoint, PeerEndpoint, ReadOnlyMemory<byte>>? tap = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        client.Start(_clock.Now);
        while (true)
        {
            while (client.TryPollTransmit(out ReadOnlyMemory<byte> message, out PeerEndpoint to, out IPv4Address from))
            {
                if (from.IsSet)
                {
                    Configure(client, from);
                }

                _host.TrySend(_clock.Now, from, DhcpPorts.Client, to, message.Span);
                tap?.Invoke(_clock.Now, from.WithPort(DhcpPorts.Client), to, message);
            }

            if (client.State is DhcpClientState.Done or DhcpClientState.Failed)
            {
                break;
            }

            Pump(client.NextDeadline);
            cancellation.ThrowIfCancellationRequested();
            while (_host.TryPollDatagram(out ReceivedDatagram datagram))
            {
                if (datagram is { Port: DhcpPorts.Client, IsUnreachable: false } && client.HandleMessage(_clock.Now, datagram.From, datagram.Payload))
                {
                    tap?.Invoke(_clock.Now, datagram.From, IPv4Address.Broadcast.WithPort(DhcpPorts.Client), datagram.Payload);
                }
            }

            client.HandleTimeout(_clock.Now);
        }

        if (client.Plan is { } plan)
        {
            (_host.Address, _host.Mask, _host.Router) = (plan.Address, plan.Mask, plan.Router);
        }
    }

    /// <summary>Opens a port of the played machine.</summary>
    /// <param name="port">The port; 0 for one that programs are given.</param>
    public IBootChannel OpenPort(int port)
    {
        const ushort AnyPort = 49_152;
        return new Channel(this, port == 0 ? AnyPort : (ushort)port);
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    /// <summary>A boot server is asked from the address that was lent, before the plan is complete.</summary>
    private void Configure(DhcpClient client, IPv4Address address)
    {
        DhcpReplySeen? lease = client.Replies.LastOrDefault(reply => reply.YourAddress == address);
        _host.Address = address;
        _host.Mask = lease is { Mask.IsSet: true } ? lease.Mask : IPv4Address.Mask(24);
        _host.Router = lease?.Router ?? default;
    }

    /// <summary>Sends what is to be sent, waits a while for frames, and takes those in that came.</summary>
    private void Pump(Instant until)
    {
        SendAll();
        TimeSpan wait = Instant.Min(until, _host.NextDeadline) - _clock.Now;
        if (wait > TimeSpan.Zero)
        {
            _socket.Wait((int)Math.Clamp(Math.Ceiling(wait.TotalMilliseconds), 1, LookEveryMilliseconds));
        }

        for (int i = 0; i < FramesAtOnce && _socket.TryReceive(out ReadOnlySpan<byte> frame, out int segmentBytes); i++)
        {
            _host.HandleFrame(frame, segmentBytes);
        }

        _host.HandleTimeout(_clock.Now);
        SendAll();
    }

    private void SendAll()
    {
        while (_host.TryPollFrame(out ReadOnlyMemory<byte> frame))
        {
            _socket.Send(frame.Span);
        }
    }

    private sealed class Channel(BootLink link, ushort port) : IBootChannel
    {
        private volatile bool _isWoken;
        private byte[] _current = [];

        public PeerEndpoint LocalEndpoint => link._host.Address.WithPort(port);

        public SocketError Send(PeerEndpoint to, ReadOnlySpan<byte> datagram)
        {
            bool isSent = link._host.TrySend(link._clock.Now, link._host.Address, port, to, datagram);
            link.SendAll();
            return isSent ? SocketError.Success : SocketError.NetworkUnreachable;
        }

        public ReceiveStatus Receive(TimeSpan wait, out ReadOnlySpan<byte> datagram, out PeerEndpoint from)
        {
            datagram = default;
            from = default;
            Instant until = link._clock.Now + wait;
            while (true)
            {
                if (_isWoken)
                {
                    _isWoken = false;
                    return ReceiveStatus.Woken;
                }

                while (link._host.TryPollDatagram(out ReceivedDatagram received))
                {
                    if (received.Port != port)
                    {
                        continue;
                    }

                    _current = received.Payload;
                    datagram = _current;
                    from = received.From;
                    return received.IsUnreachable ? ReceiveStatus.Unreachable : ReceiveStatus.Ok;
                }

                if (link._clock.Now >= until)
                {
                    return ReceiveStatus.TimedOut;
                }

                link.Pump(until);
            }
        }

        public void Wake() => _isWoken = true;

        public void Dispose()
        {
        }
    }
}
