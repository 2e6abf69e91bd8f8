using Oack.Protocol;
using Oack.Protocol.Multicast;
using Oack.Protocol.Options;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;
using Oack.Simulation.Network;
using Oack.Simulation.Nodes;

namespace Oack.Simulation.Multicast;

/// <summary>The least of a server of PXE's MTFTP: one file, one group, everything from the server port.</summary>
public sealed class MtftpServerNode : SimulatedNode
{
    private const int MaxPolls = 10_000;

    private readonly SimulationLoop _loop;
    private readonly PeerEndpoint _local;
    private readonly FileContent _content;
    private readonly byte[] _datagram = new byte[TransferParameters.MaxBlockSize + DataPacket.HeaderBytes];

    /// <summary>A server with one file.</summary>
    public MtftpServerNode(SimulationLoop loop, MulticastHosts hosts, FileContent content, int blockSize, MtftpSettings settings)
        : base("server")
    {
        ArgumentNullException.ThrowIfNull(loop);
        ArgumentNullException.ThrowIfNull(hosts);
        ArgumentNullException.ThrowIfNull(content);
        _loop = loop;
        _content = content;
        _local = hosts.MtftpServer;
        Session = new MtftpSendSession(loop.Now, hosts.Group(0), blockSize, content.LengthBytes, settings);
        loop.Bind(_local, this);
    }

    /// <summary>The session.</summary>
    public MtftpSendSession Session { get; }

    /// <inheritdoc/>
    public override bool IsUnderTest => true;

    /// <inheritdoc/>
    public override bool IsDone => Session.IsClosed;

    /// <inheritdoc/>
    public override Instant NextDeadline => Session.NextDeadline;

    /// <inheritdoc/>
    public override void HandleDatagram(PeerEndpoint local, in PacketSighting packet)
    {
        Cause = SendCause.Datagram;
        if (RequestPacket.TryParse(packet.Bytes, out _) == ParseStatus.Ok)
        {
            Session.HandleRequest(_loop.Now, packet.From);
        }
        else
        {
            Session.HandleDatagram(_loop.Now, packet.From, packet.Bytes);
        }

        Drain();
    }

    /// <inheritdoc/>
    public override void HandleUnreachable(Instant now, PeerEndpoint local, PeerEndpoint remote)
    {
        Session.HandleUnreachable(now, remote);
        Drain();
    }

    /// <inheritdoc/>
    public override void HandleTimeout(Instant now)
    {
        Cause = SendCause.Timeout;
        Session.HandleTimeout(now);
        Drain();
        if (NextDeadline <= now)
        {
            _loop.Report("deadlines", $"{Name}: a deadline has passed and stays");
        }
    }

    private void Drain()
    {
        int polls = 0;
        while (Session.TryPollTransmit(_loop.Now, _datagram, out Transmit transmit) && polls++ < MaxPolls)
        {
            _content.At(transmit.PayloadOffset, transmit.PayloadBytes).CopyTo(_datagram.AsSpan(transmit.HeaderBytes));
            _loop.Send(this, _local, transmit.To, _datagram.AsSpan(0, transmit.HeaderBytes + transmit.PayloadBytes));
        }

        while (Session.TryPollEvent(out _))
        {
        }

        if (polls >= MaxPolls)
        {
            _loop.Report("polling ends", Name);
        }
    }
}
