using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Oack.Boot.Dhcp;
using Oack.Boot.Lease;
using Oack.Protocol;

namespace Oack.Boot.Serving;

/// <summary>
/// Tells clients that boot over the network what to fetch: proxyDHCP beside the network's DHCP server, or, with a range,
/// the DHCP server itself. It listens on ports 67 and 4011.
/// </summary>
public sealed class BootServer : IDisposable
{
    private readonly BootServerOptions _options;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly List<IDhcpPort> _ports = [];
    private BootResponder? _responder;
    private LeaseFile? _leaseFile;
    private Socket? _held;

    /// <summary>A server, which does not listen yet.</summary>
    public BootServer(BootServerOptions options, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _logger = logger ?? NullLogger.Instance;
    }

    /// <summary>Raised for each message that came to something, from a thread of the server's, one at a time.</summary>
    public event EventHandler<BootAnswer>? Answered;

    /// <summary>The interfaces on which it answers; empty before it listens.</summary>
    public IReadOnlyList<BootInterface> Interfaces { get; private set; } = [];

    /// <summary>Whether it listens beside whoever has port 67, rather than sharing the port.</summary>
    public bool ListensBesidePort { get; private set; }

    /// <summary>Begins to listen.</summary>
    /// <exception cref="BootServerException">It cannot; the message names the cause and the next step. It then holds nothing.</exception>
    public void Start()
    {
        try
        {
            Interfaces = BootInterfaces.Find(_options.Interfaces, _options.Range);
            _responder = MakeResponder();
            OpenPorts();
            foreach (IDhcpPort port in _ports)
            {
                port.Start(Handle);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IDhcpPort port in _ports)
        {
            port.Dispose();
        }

        _ports.Clear();
        _held?.Dispose();
        _leaseFile?.Dispose();
    }

    private BootResponder MakeResponder()
    {
        if (_options.Range is not { } range)
        {
            return new BootResponder(_options.Boot);
        }

        BootInterface? link = Interfaces.FirstOrDefault(candidate => range.FaultOn(candidate) is null);
        if (link is null)
        {
            throw new BootServerException("--dhcp-range: " + string.Join("; ", Interfaces.Select(candidate => range.FaultOn(candidate))));
        }

        if (_options.LeaseFile is { } path)
        {
            try
            {
                _leaseFile = LeaseFile.Open(path);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new BootServerException($"--lease-file: {exception.Message}", exception);
            }

            if (_leaseFile.DamagedLines > 0)
            {
                Log.LeasesDamaged(_logger, path, _leaseFile.DamagedLines);
            }
        }

        DhcpLeaseServer leases = new(
            new DhcpLeaseSettings { Range = range, Interface = link, Router = _options.Router, DomainNameServer = _options.DomainNameServer },
            _options.Boot,
            _leaseFile?.Leases);
        LeaseInterface = link;
        return new BootResponder(_options.Boot, leases, link);
    }

    /// <summary>The interface on which it gives addresses; null where it gives none, or before it listens.</summary>
    public BootInterface? LeaseInterface { get; private set; }

    private void OpenPorts()
    {
        try
        {
            PacketPort? packets = OperatingSystem.IsLinux() ? PacketPort.TryOpen(Interfaces, SendFailed) : null;
            ListensBesidePort = packets is not null;
            if (packets is not null)
            {
                _ports.Add(packets);
                if (LeaseInterface is { } link)
                {
                    _held = UdpPort.Hold(link, DhcpPorts.Server);
                }
            }
            else
            {
                _ports.Add(UdpPort.Open(Interfaces, DhcpPorts.Server, hearsAll: true, SendFailed));
                Log.PortShared(_logger);
            }
        }
        catch (SocketException exception)
        {
            throw Failure(DhcpPorts.Server, exception);
        }

        try
        {
            _ports.Add(UdpPort.Open(Interfaces, DhcpPorts.BootServer, hearsAll: false, SendFailed));
        }
        catch (SocketException exception)
        {
            throw Failure(DhcpPorts.BootServer, exception);
        }
    }

    private BootServerException Failure(ushort port, SocketException exception) => new(
        $"PXE needs port {port}: " + exception.SocketErrorCode switch
        {
            SocketError.AccessDenied =>
                "permission denied. Run as root, or give the program its rights: "
                + $"setcap cap_net_raw,cap_net_bind_service+ep {Environment.ProcessPath ?? "oack"}",
            SocketError.AddressAlreadyInUse when port == DhcpPorts.BootServer =>
                "another proxyDHCP or boot server on this host has it; 'ss -lunp' shows which. End it, or keep the two apart: --pxe-interface",
            SocketError.AddressAlreadyInUse when _options.Range is not null =>
                "a DHCP server runs on this host already; 'ss -lunp' shows which. End it, or leave out --dhcp-range and let it give the addresses",
            SocketError.AddressAlreadyInUse =>
                "a DHCP server on this host has it, and to listen beside it takes CAP_NET_RAW: run as root, or: "
                + $"setcap cap_net_raw+ep {Environment.ProcessPath ?? "oack"}",
            _ => exception.Message,
        },
        exception);

    private DhcpReply? Handle(in DhcpArrival arrival, ReadOnlySpan<byte> datagram)
    {
        lock (_gate)
        {
            Instant now = Instant.Zero + (_options.Time.GetUtcNow() - DateTimeOffset.UnixEpoch);
            BootAnswer answer = _responder!.HandleDatagram(now, arrival, datagram);
            if (answer.Lease is { } lease && !TryKeep(lease))
            {
                return null;
            }

            Tell(arrival, answer);
            return answer.Reply;
        }
    }

    private bool TryKeep(DhcpLease lease)
    {
        try
        {
            _leaseFile?.Append(lease);
            return true;
        }
        catch (IOException exception)
        {
            Log.LeaseNotWritten(_logger, lease.Hardware.ToString(), exception.Message);
            return false;
        }
    }

    private void Tell(in DhcpArrival arrival, BootAnswer answer)
    {
        switch (answer.Verdict)
        {
            case BootVerdict.NotForUs:
                return;
            case BootVerdict.Malformed:
                Log.Malformed(_logger, arrival.From.ToString(), arrival.Interface.Name);
                break;
            case BootVerdict.OtherServer:
                Log.OtherServer(_logger, answer.Text, answer.Client.ToString(), answer.File);
                break;
            default:
                TellOfClient(answer);
                break;
        }

        Answered?.Invoke(this, answer);
    }

    private void TellOfClient(BootAnswer answer)
    {
        if (answer.IsRepetition)
        {
            Log.Repetition(_logger, answer.Text, answer.Client.ToString(), answer.File);
        }
        else if (answer.Verdict is BootVerdict.NothingToBoot or BootVerdict.Exhausted)
        {
            Log.NothingToBoot(_logger, answer.Text, answer.Client.ToString(), answer.File);
        }
        else
        {
            Log.Answered(_logger, answer.Text, answer.Client.ToString(), answer.File);
        }
    }

    private void SendFailed(BootInterface link, PeerEndpoint to, string reason) =>
        Log.SendFailed(_logger, to.ToString(), link.Name, reason);
}
