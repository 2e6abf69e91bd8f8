using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Protocol.Observe;

/// <summary>
/// Watches datagrams of both sides, finds out which belong to one transfer, and says what happened in it and why. It
/// sends nothing and knows no clock: time comes with the datagrams. What is legal it takes from
/// <see cref="TransferRules"/>, the table that the active machines follow.
/// </summary>
/// <remarks>
/// Requests are recognised on any port; what follows is told by its endpoints, whichever port answers. Memory is bounded
/// by <see cref="MaxWatched"/> transfers that run and by what is kept of each that ended.
/// </remarks>
public sealed partial class ConversationTracker
{
    /// <summary>How many transfers are watched at once; past it those that were silent longest are concluded.</summary>
    public const int MaxWatched = 100_000;

    /// <summary>
    /// How many transfers are remembered, beside those that run, to tell what several of a host show together, where ended
    /// ones are not kept; about a kilobyte each.
    /// </summary>
    public const int MaxRememberedWithoutEnded = 8_192;

    /// <summary>A transfer that is silent for so long is over, whatever else comes.</summary>
    public static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(90);

    private const ushort TftpPort = 69;
    private static readonly TimeSpan s_sweepEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_completeFor = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_overFor = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_restartSilence = TimeSpan.FromMilliseconds(200);

    private readonly IConversationObserver? _observer;
    private readonly bool _keepsEnded;
    private readonly List<ObservedTransfer> _transfers = [];
    private readonly List<ObservedTransfer> _watched = [];
    private readonly Dictionary<(PeerEndpoint Client, PeerEndpoint Server), ObservedTransfer> _byPair = [];
    private readonly Dictionary<PeerEndpoint, ObservedTransfer> _byClient = [];
    private readonly TransferGroups _groups = new();
    private readonly MidwayTraffic _midway = new();
    private readonly SeveralTransfers _several;
    private Instant _now = Instant.Zero;
    private Instant _sweepAt = Instant.Never;
    private int _count;

    /// <summary>Starts with no transfer.</summary>
    /// <param name="observer">Who hears of packets, findings and ends; null for nobody.</param>
    /// <param name="keepsEnded">Whether <see cref="Transfers"/> keeps those that ended; a server that runs for months says no.</param>
    public ConversationTracker(IConversationObserver? observer = null, bool keepsEnded = true)
    {
        _observer = observer;
        _keepsEnded = keepsEnded;
        _several = new SeveralTransfers(keepsEnded ? MaxWatched : MaxRememberedWithoutEnded);
    }

    /// <summary>The transfers, in the order of their requests.</summary>
    public IReadOnlyList<ObservedTransfer> Transfers => _keepsEnded ? _transfers : _watched;

    /// <summary>Takes in a UDP datagram; what is no TFTP is left alone.</summary>
    /// <param name="datagram">All but its bytes.</param>
    /// <param name="payload">Its bytes, as far as they were seen.</param>
    /// <returns>The transfer that it belongs to, or null.</returns>
    public ObservedTransfer? Observe(in ObservedDatagram datagram, ReadOnlySpan<byte> payload)
    {
        _now = Instant.Max(_now, datagram.Time);
        SweepWhenDue();
        if (!TftpPacket.TryReadOpcode(payload, out Opcode opcode))
        {
            return null;
        }

        if (opcode is Opcode.ReadRequest or Opcode.WriteRequest)
        {
            return HandleRequest(datagram, payload);
        }

        if (_byPair.TryGetValue((datagram.From, datagram.To), out ObservedTransfer? transfer))
        {
            return Handle(transfer, datagram, payload, fromClient: true);
        }

        if (_byPair.TryGetValue((datagram.To, datagram.From), out transfer))
        {
            if (transfer.ServerTid is null)
            {
                transfer.Bind(datagram.From, datagram, IsError(payload), isInferred: false);
            }

            return Handle(transfer, datagram, payload, fromClient: false);
        }

        return HandleUnbound(datagram, payload, opcode);
    }

    /// <summary>
    /// Begins a transfer for a side of it: that side hands over its packets itself, with
    /// <see cref="ObservedTransfer.Observe"/>, and says when it is over, with <see cref="End"/>. The tracker adds what
    /// several transfers of a host show together.
    /// </summary>
    /// <param name="datagram">The request.</param>
    /// <param name="request">Its bytes.</param>
    /// <returns>The transfer, or null for what is no request.</returns>
    public ObservedTransfer? Begin(in ObservedDatagram datagram, ReadOnlySpan<byte> request)
    {
        if (RequestPacket.TryParse(request, out RequestPacket packet) != ParseStatus.Ok)
        {
            return null;
        }

        ObservedTransfer transfer = Start(datagram, request, packet);
        transfer.Handle(datagram, request, fromClient: true);
        return transfer;
    }

    /// <summary>Ends a transfer that <see cref="Begin"/> began: says how it stands.</summary>
    public void End(ObservedTransfer transfer, Instant now)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        _now = Instant.Max(_now, now);
        Conclude(transfer);
    }

    /// <summary>Takes in an ICMP destination unreachable that quotes a datagram.</summary>
    /// <param name="time">When it was seen.</param>
    /// <param name="frame">Its frame.</param>
    /// <param name="quotedFrom">The source of the datagram that it quotes.</param>
    /// <param name="quotedTo">The destination of the datagram that it quotes.</param>
    /// <param name="isPort">Whether it is the port (else host, network, or a filter) that is unreachable.</param>
    public void ObserveUnreachable(Instant time, long frame, PeerEndpoint quotedFrom, PeerEndpoint quotedTo, bool isPort)
    {
        _now = Instant.Max(_now, time);
        var datagram = new ObservedDatagram(time, frame, quotedFrom, quotedTo, 0);
        if (_byPair.TryGetValue((quotedFrom, quotedTo), out ObservedTransfer? transfer)
            || (_byClient.TryGetValue(quotedFrom, out transfer) && transfer.Server.Equals(quotedTo)))
        {
            transfer.ObserveUnreachable(datagram, quotedFromClient: true, isPort);
        }
        else if (_byPair.TryGetValue((quotedTo, quotedFrom), out transfer) || _byClient.TryGetValue(quotedTo, out transfer))
        {
            transfer.ObserveUnreachable(datagram, quotedFromClient: false, isPort);
        }
    }

    /// <summary>Ends what has been silent for long; for live watching. Calls of the other methods do it too.</summary>
    public void HandleTimeout(Instant now)
    {
        _now = Instant.Max(_now, now);
        SweepWhenDue();
    }

    /// <summary>No more will be seen: says of each transfer how it stands.</summary>
    public void Finish()
    {
        foreach (ObservedTransfer transfer in _watched)
        {
            Conclude(transfer);
        }

        _watched.Clear();
        _byPair.Clear();
        _byClient.Clear();
        _groups.Clear();
        _midway.Clear();
        _several.Finish();
    }

    private ObservedTransfer Handle(ObservedTransfer transfer, in ObservedDatagram datagram, ReadOnlySpan<byte> payload, bool fromClient)
    {
        transfer.Handle(datagram, payload, fromClient);
        if (transfer.IsMulticast)
        {
            _groups.NoteOptions(transfer, datagram.Frame);
        }

        return transfer;
    }

    private ObservedTransfer? HandleRequest(in ObservedDatagram datagram, ReadOnlySpan<byte> payload)
    {
        if (RequestPacket.TryParse(payload, out RequestPacket request) != ParseStatus.Ok
            || !(request.TryGetMode(out _) || datagram.To.Port == TftpPort))
        {
            return null;
        }

        if (_byClient.TryGetValue(datagram.From, out ObservedTransfer? known) && BelongsTo(known, datagram, payload))
        {
            return Handle(known, datagram, payload, fromClient: true);
        }

        ObservedTransfer transfer = Start(datagram, payload, request);
        _byClient[datagram.From] = transfer;
        Pair(transfer, datagram.To);
        Add(transfer);
        _groups.NoteRequest(transfer);
        return Handle(transfer, datagram, payload, fromClient: true);
    }

    private ObservedTransfer Start(in ObservedDatagram datagram, ReadOnlySpan<byte> payload, in RequestPacket request)
    {
        var transfer = new ObservedTransfer(++_count, _observer);
        transfer.BeginWithRequest(datagram, payload, request);
        _several.NoteBegin(transfer);
        return transfer;
    }

    /// <summary>Whether a request repeats the one that began a transfer.</summary>
    private static bool BelongsTo(ObservedTransfer known, in ObservedDatagram datagram, ReadOnlySpan<byte> payload)
    {
        if (known.IsEnded || !known.IsSameRequest(payload))
        {
            return false;
        }

        if (known.IsMulticast)
        {
            // A listener asks again whenever it hears nothing, and is told again what it is (RFC 2090).
            return true;
        }

        if (known.IsOver)
        {
            // Whoever repeats a request that was refused, or that a host turned away, has perhaps not heard of it.
            return known.Outcome == ObservedOutcome.Refused || !known.ServerHasAnswered;
        }

        // One that was under way and fell silent was given up: the client starts over.
        return !known.HasProgress || datagram.Time - known.ClientHeardAt < s_restartSilence;
    }

    /// <summary>A packet between two endpoints that have not met: an answer from a port of its own, or the middle of something.</summary>
    private ObservedTransfer? HandleUnbound(in ObservedDatagram datagram, ReadOnlySpan<byte> payload, Opcode opcode)
    {
        if (_byClient.TryGetValue(datagram.To, out ObservedTransfer? transfer) && !transfer.IsEnded)
        {
            return HandleReply(transfer, datagram, payload);
        }

        if (_byClient.TryGetValue(datagram.From, out transfer) && !transfer.IsEnded && opcode != Opcode.OptionAcknowledgment)
        {
            // The client's packets alone are seen, or it answers to a place that never spoke.
            if (transfer.ServerTid is null)
            {
                transfer.Bind(datagram.To, datagram, isError: false, isInferred: true);
            }

            Pair(transfer, datagram.To);
            return Handle(transfer, datagram, payload, fromClient: true);
        }

        if (opcode == Opcode.Data)
        {
            _groups.Adopt(datagram.To, datagram.From, _watched);
        }

        if (_groups.TryFind(datagram.To, out IReadOnlyList<ObservedTransfer> members))
        {
            foreach (ObservedTransfer member in members)
            {
                member.Handle(datagram, payload, fromClient: false);
            }

            return members.Count > 0 ? members[0] : null;
        }

        return HandleMidway(datagram, payload, opcode);
    }

    private static bool IsError(ReadOnlySpan<byte> payload) => WireFormat.ReadOpcode(payload) == Opcode.Error;

    private ObservedTransfer? HandleReply(ObservedTransfer transfer, in ObservedDatagram datagram, ReadOnlySpan<byte> payload)
    {
        if (transfer.ServerTid is not { } tid)
        {
            transfer.Bind(datagram.From, datagram, IsError(payload), isInferred: false);
        }
        else if (!tid.HasAddressOf(datagram.From))
        {
            transfer.NoteSecondServer(datagram.From, datagram.Frame);
            return transfer;
        }

        // Also another port of the same server: it answers each copy of the request anew.
        Pair(transfer, datagram.From);
        return Handle(transfer, datagram, payload, fromClient: false);
    }

    private ObservedTransfer? HandleMidway(in ObservedDatagram datagram, ReadOnlySpan<byte> payload, Opcode opcode)
    {
        if (!_midway.IsTransfer(datagram, payload, opcode, out PeerEndpoint client, out PeerEndpoint server, out bool isWrite))
        {
            return null;
        }

        var transfer = new ObservedTransfer(++_count, _observer);
        transfer.BeginMidway(datagram, client, server, isWrite);
        _byClient.TryAdd(client, transfer);
        Pair(transfer, server);
        Add(transfer);
        return Handle(transfer, datagram, payload, fromClient: datagram.From.Equals(client));
    }

    private void Pair(ObservedTransfer transfer, PeerEndpoint server)
    {
        _byPair[(transfer.Client, server)] = transfer;
        transfer.NoteServer(server);
    }

    private void Add(ObservedTransfer transfer)
    {
        if (_keepsEnded)
        {
            _transfers.Add(transfer);
        }

        _watched.Add(transfer);
        if (_watched.Count > MaxWatched)
        {
            Sweep(_watched.Min(one => one.LastAt) + s_sweepEvery);
        }
    }

    private void SweepWhenDue()
    {
        if (!_sweepAt.IsSet)
        {
            _sweepAt = _now + s_sweepEvery;
        }
        else if (_now >= _sweepAt)
        {
            _sweepAt = _now + s_sweepEvery;
            Sweep(_now - LongestSilence);
        }
    }

    /// <summary>Concludes what was heard last before a time, and, soon after its end, what is over.</summary>
    private void Sweep(Instant before)
    {
        Instant completeBefore = _now - s_completeFor;
        Instant overBefore = _now - s_overFor;
        int kept = 0;
        for (int i = 0; i < _watched.Count; i++)
        {
            ObservedTransfer transfer = _watched[i];
            bool isOver = transfer.IsOver && transfer.LastAt < (transfer.Outcome == ObservedOutcome.Complete ? completeBefore : overBefore);
            if (transfer.LastAt >= before && !isOver)
            {
                _watched[kept++] = transfer;
                continue;
            }

            Forget(transfer);
            Conclude(transfer);
        }

        _watched.RemoveRange(kept, _watched.Count - kept);
    }

    private void Forget(ObservedTransfer transfer)
    {
        if (_byClient.GetValueOrDefault(transfer.Client) == transfer)
        {
            _byClient.Remove(transfer.Client);
        }

        foreach (PeerEndpoint server in transfer.ServersSeen)
        {
            if (_byPair.GetValueOrDefault((transfer.Client, server)) == transfer)
            {
                _byPair.Remove((transfer.Client, server));
            }
        }

        _groups.Remove(transfer);
    }

    private void Conclude(ObservedTransfer transfer)
    {
        transfer.Conclude(_now);
        _several.NoteEnd(transfer);
        _observer?.OnEnded(transfer);
    }
}
