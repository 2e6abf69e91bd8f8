using System.Net;
using System.Net.Sockets;
using Oack.Protocol;

namespace Oack.Net.Platform;

/// <summary>An engine's socket: one family, one channel, and how to receive on it.</summary>
internal sealed class BoundSocket(Socket socket, bool isIPv6, ChannelId channel, bool asksDestination) : PolledSocket(socket)
{
    private static readonly IPEndPoint _anyIPv4 = new(IPAddress.Any, 0);
    private static readonly IPEndPoint _anyIPv6 = new(IPAddress.IPv6Any, 0);

    private LastSender _lastSender;
    private bool _mayHoldLeftovers;

    /// <summary>Its family.</summary>
    public bool IsIPv6 { get; } = isIPv6;

    /// <summary>The channel that it belongs to; while it is idle, the last one.</summary>
    public ChannelId Channel
    {
        get;
        set
        {
            field = value;
            TriedToConnect = false;
            SendLevel = default;
            _lastSender = IsConnected ? LastSender.Only(new(value, ConnectedTo, Local, IsBroadcast: false)) : default;
            if (Twin is { } twin)
            {
                twin.Channel = value;
            }
        }
    } = channel;

    /// <summary>Whom the channel heard last.</summary>
    public ref LastSender LastSender => ref _lastSender;

    /// <summary>Whether it waits for its next transfer, as its twin does then; what arrives meanwhile is for nobody.</summary>
    public bool IsIdle
    {
        get;
        set
        {
            field = value;
            if (Twin is { } twin)
            {
                twin.IsIdle = value;
            }
        }
    }

    /// <summary>Whom it is connected to; port 0 for nobody.</summary>
    public PeerEndpoint ConnectedTo { get; private set; }

    /// <summary>Whether it is connected.</summary>
    public bool IsConnected => ConnectedTo.Port != 0;

    /// <summary>
    /// The second socket on its port and for its channel, which is connected: that one hears the peer, this one everybody
    /// else. Null while there is none.
    /// </summary>
    public BoundSocket? Twin { get; set; }

    /// <summary>Whose twin it is; null when it is none.</summary>
    public BoundSocket? TwinOf { get; init; }

    /// <summary>
    /// Whether it was tried to connect it or a twin for this channel. Only once: a stranger who sends again and again must
    /// not take the place of the peer.
    /// </summary>
    public bool TriedToConnect { get; set; }

    /// <summary>Whether the system must be asked who sent a datagram; not when only one can have.</summary>
    public bool HearsMany { get; private set; } = true;

    /// <summary>How often in a row it answered the one that it heard last.</summary>
    public int AnswersInARow { get; set; }

    /// <summary>How often it answered without a twin, for all channels that it belonged to.</summary>
    public int AnswersOfAll { get; set; }

    /// <summary>The descriptor.</summary>
    public int Descriptor { get; } = OperatingSystem.IsWindows() ? -1 : (int)socket.Handle;

    /// <summary>How a train leaves; lowered where the system refuses.</summary>
    public SendLevel SendLevel { get; set; }

    /// <summary>Into datagrams of which length the system cuts what it is not told about; 0: it does not.</summary>
    public int SegmentBytes { get; set; }

    /// <summary>Whether the system may hand in many datagrams as one (UDP_GRO).</summary>
    public bool Coalesces { get; set; }

    /// <summary>Whether the system said no to that.</summary>
    public bool RefusesToCoalesce { get; set; }

    /// <summary>How many looks for one more datagram in a row found none.</summary>
    public int LooksInVain { get; set; }

    /// <summary>How many such looks were left out since.</summary>
    public int LooksSpared { get; set; }

    /// <summary>What the full send buffer did not take; null when nothing.</summary>
    public Queue<StalledTrain>? Stalled { get; set; }

    /// <summary>
    /// Whether it is bound to more than one address and so has to ask which one each datagram was sent to.
    /// </summary>
    public bool AsksDestination { get; } = asksDestination;

    /// <summary>The address and port that it is bound to.</summary>
    public PeerEndpoint Local { get; } = PeerEndpoint.From((IPEndPoint)socket.LocalEndPoint!);

    /// <summary>When it last sent, as a count of uses; for choosing one to close.</summary>
    public long LastUse { get; set; }

    /// <summary>How many receives failed in a row.</summary>
    public int FailedReceives { get; set; }

    /// <summary>Notes that it was connected.</summary>
    /// <param name="peer">Whom to.</param>
    /// <param name="hasQueued">Whether something had arrived by then, from whomever.</param>
    public void NoteConnected(in PeerEndpoint peer, bool hasQueued)
    {
        ConnectedTo = peer;
        HearsMany = hasQueued;
        _mayHoldLeftovers = false;
        _lastSender = LastSender.Only(new(Channel, peer, Local, IsBroadcast: false));
    }

    /// <summary>
    /// Notes that it was connected from one peer to another. What the former one left in it comes before all that the new
    /// one sends, so names are asked for until the new one is heard.
    /// </summary>
    /// <param name="peer">Whom to.</param>
    public void NoteConnectedAnew(in PeerEndpoint peer)
    {
        NoteConnected(peer, hasQueued: true);
        _mayHoldLeftovers = true;
    }

    /// <summary>Whether what comes from here was left by a former peer, for a transfer that is over.</summary>
    /// <param name="sender">Who sent it.</param>
    public bool IsLeftover(in PeerEndpoint sender) => _mayHoldLeftovers && sender != ConnectedTo;

    /// <summary>Notes who sent what the system was asked the name for; false when it is left from a former peer.</summary>
    /// <param name="name">What the system wrote, 28 bytes.</param>
    /// <param name="incoming">What the shard is told.</param>
    public bool TryNoteSender(ReadOnlySpan<byte> name, in IncomingDatagram incoming)
    {
        if (IsLeftover(incoming.Remote))
        {
            return false;
        }

        if (_mayHoldLeftovers)
        {
            _mayHoldLeftovers = false;
            HearsMany = false;
        }

        _lastSender = new(name, IsIPv6, incoming);
        AnswersInARow = 0;
        return true;
    }

    /// <summary>
    /// Whether another datagram waits. An empty one is not seen; the next wait finds it. Asking costs less than the
    /// exception of a receive that would block.
    /// </summary>
    public bool HasMore
    {
        get
        {
            try
            {
                return Socket.Available > 0;
            }
            catch (SocketException)
            {
                return false;
            }
        }
    }

    /// <summary>Receives one datagram.</summary>
    /// <param name="buffer">Where it goes.</param>
    /// <param name="scratch">An address of this family to be filled.</param>
    /// <param name="receivedBytes">Its length.</param>
    /// <param name="from">Who sent it.</param>
    /// <param name="to">The address it was sent to, with the own port.</param>
    /// <returns>Success, or why there is none; nothing is thrown.</returns>
    public SocketError Receive(
        Span<byte> buffer, SocketAddress scratch, out int receivedBytes, out PeerEndpoint from, out PeerEndpoint to)
    {
        to = Local;
        try
        {
            if (AsksDestination)
            {
                receivedBytes = ReceiveWithDestination(buffer, out from, out to);
                return SocketError.Success;
            }

            SockAddr.Reset(scratch, IsIPv6);
            receivedBytes = Socket.ReceiveFrom(buffer, SocketFlags.None, scratch);
            from = SockAddr.Read(scratch, IsIPv6);
            return SocketError.Success;
        }
        catch (SocketException exception)
        {
            receivedBytes = 0;
            from = default;
            return exception.SocketErrorCode;
        }
    }

    private int ReceiveWithDestination(Span<byte> buffer, out PeerEndpoint from, out PeerEndpoint to)
    {
        SocketFlags flags = SocketFlags.None;
        EndPoint remote = IsIPv6 ? _anyIPv6 : _anyIPv4;
        int receivedBytes = Socket.ReceiveMessageFrom(buffer, ref flags, ref remote, out IPPacketInformation information);
        from = PeerEndpoint.From((IPEndPoint)remote);
        if (information.Address is not { } asked)
        {
            to = Local;
            return receivedBytes;
        }

        to = PeerEndpoint.From(asked, Local.Port);
        if (asked.IsIPv6LinkLocal)
        {
            // The system gives the address and the interface apart; a link-local address is useless without its scope.
            to = to with { ScopeId = (uint)information.Interface };
        }

        return receivedBytes;
    }
}
