using Oack.Protocol;
using Oack.Protocol.Multicast;
using Oack.Protocol.Options;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;
using Oack.Simulation.Network;
using Oack.Simulation.Nodes;

namespace Oack.Simulation.Multicast;

/// <summary>The least of a server of RFC 2090: requests at port 69, a port and a group for each session.</summary>
public sealed class MulticastServerNode : SimulatedNode
{
    private const ushort FirstSessionPort = 40_001;
    private const int MaxPolls = 100_000;

    private readonly SimulationLoop _loop;
    private readonly MulticastHosts _hosts;
    private readonly FileContent _content;
    private readonly MulticastSettings _settings;
    private readonly OptionPolicy _policy = new() { GrantsMulticast = true };
    private readonly byte[] _datagram = new byte[TransferParameters.MaxBlockSize + DataPacket.HeaderBytes];
    private MulticastSendSession? _session;
    private PeerEndpoint _local;

    /// <summary>A server with one file.</summary>
    public MulticastServerNode(SimulationLoop loop, MulticastHosts hosts, FileContent content, MulticastSettings settings)
        : base("server")
    {
        ArgumentNullException.ThrowIfNull(loop);
        ArgumentNullException.ThrowIfNull(hosts);
        _loop = loop;
        _hosts = hosts;
        _content = content;
        _settings = settings;
        loop.Bind(hosts.Server, this);
    }

    /// <summary>DATA of all sessions.</summary>
    public long BlocksSent { get; private set; }

    /// <summary>Master changes of all sessions.</summary>
    public long MasterChanges { get; private set; }

    /// <summary>Receivers given up in all sessions.</summary>
    public long ReceiversLost { get; private set; }

    /// <summary>How many sessions there were.</summary>
    public int Sessions { get; private set; }

    /// <inheritdoc/>
    public override bool IsUnderTest => true;

    /// <inheritdoc/>
    public override bool IsDone => _session is null;

    /// <inheritdoc/>
    public override Instant NextDeadline => _session?.NextDeadline ?? Instant.Never;

    /// <inheritdoc/>
    public override void HandleDatagram(PeerEndpoint local, in PacketSighting packet)
    {
        Cause = SendCause.Datagram;
        if (local == _hosts.Server)
        {
            HandleRequest(packet);
        }
        else
        {
            _session!.HandleDatagram(_loop.Now, packet.From, packet.Bytes);
        }

        Drain();
    }

    /// <inheritdoc/>
    public override void HandleUnreachable(Instant now, PeerEndpoint local, PeerEndpoint remote)
    {
        _session?.HandleUnreachable(now, remote);
        Drain();
    }

    /// <inheritdoc/>
    public override void HandleTimeout(Instant now)
    {
        Cause = SendCause.Timeout;
        _session!.HandleTimeout(now);
        Drain();
        if (NextDeadline <= now)
        {
            _loop.Report("deadlines", $"{Name}: a deadline has passed and stays");
        }
    }

    private void HandleRequest(in PacketSighting packet)
    {
        if (RequestPacket.TryParse(packet.Bytes, out RequestPacket request) != ParseStatus.Ok)
        {
            return;
        }

        OptionList granted = OptionNegotiator.Grant(request.Options, Opcode.ReadRequest, TransferMode.Octet, _content.LengthBytes, _policy);
        if (!granted.Contains(OptionKind.Multicast))
        {
            _loop.Report("multicast is granted", OptionText(granted));
            return;
        }

        TransferParameters parameters = OptionNegotiator.Settle(granted);
        if (_session is not null && (_session.Parameters with { TransferSize = null }) != (parameters with { TransferSize = null }))
        {
            // One who asks for another shape (the liars do) would get a session of its own; here it gets none.
            return;
        }

        if (_session is null)
        {
            PeerEndpoint group = _hosts.Group(Sessions);
            _local = _hosts.Server.WithPort((ushort)(FirstSessionPort + Sessions++));
            _session = new MulticastSendSession(group, parameters, _content.LengthBytes, _settings);
            _loop.Bind(_local, this);
        }

        _session.Join(_loop.Now, packet.From, granted);
    }

    private static string OptionText(in OptionList options) => options.ToString();

    private void Drain()
    {
        if (_session is null)
        {
            return;
        }

        int polls = 0;
        while (_session.TryPollTransmit(_loop.Now, _datagram, out Transmit transmit) && polls++ < MaxPolls)
        {
            _content.At(transmit.PayloadOffset, transmit.PayloadBytes).CopyTo(_datagram.AsSpan(transmit.HeaderBytes));
            _loop.Send(this, _local, transmit.To, _datagram.AsSpan(0, transmit.HeaderBytes + transmit.PayloadBytes));
        }

        bool isClosed = false;
        while (_session.TryPollEvent(out MulticastEvent sessionEvent))
        {
            isClosed |= sessionEvent.Kind == MulticastEventKind.Closed;
        }

        if (polls >= MaxPolls)
        {
            _loop.Report("polling ends", Name);
        }

        if (isClosed)
        {
            BlocksSent += _session.Statistics.BlocksSent;
            MasterChanges += _session.Statistics.MasterChanges;
            ReceiversLost += _session.Statistics.ReceiversLost;
            _loop.Unbind(_local);
            _session = null;
        }
    }
}
