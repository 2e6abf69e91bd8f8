using Oack.Protocol.Options;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Protocol.Multicast;

/// <summary>
/// A server's side of RFC 2090, without I/O: one file in one shape (block size and the other options) to all who ask for
/// it. DATA goes to the group; one receiver at a time, the master client, acknowledges and so asks for what it misses.
/// </summary>
/// <remarks>
/// <para>
/// The driver makes one for a file and its granted options, lets receivers <see cref="Join"/>, sends everything from one
/// port that no other session uses (receivers tell sessions by it), and drains <see cref="TryPollTransmit"/>, then
/// <see cref="TryPollEvent"/>, then arms <see cref="NextDeadline"/> after each call. Nothing that a peer sends throws.
/// </para>
/// <para>
/// An ACK n is a request for block n + 1. Blocks that were never sent leave in windows. A block that was sent before goes
/// alone, because a receiver with scattered gaps has most of what follows; only who misses a long stretch, as one that
/// joined late does, gets it in windows again. Each DATA reaches everybody, so a repair for one is one for all.
/// </para>
/// <para>Bounds: <see cref="MulticastSettings.MaxReceivers"/> receivers, twice as many remembered, 65,535 blocks.</para>
/// </remarks>
public sealed partial class MulticastSendSession
{
    private readonly MulticastSettings _settings;
    private readonly List<MulticastReceiver> _receivers = [];
    private readonly Dictionary<PeerEndpoint, MulticastReceiver> _known = [];
    private readonly Queue<PeerEndpoint> _gone = new();
    private readonly Queue<MulticastReceiver> _optionAcksDue = new();
    private readonly Queue<MulticastEvent> _events = new();
    private readonly Queue<PendingError> _errorsDue = new();
    private readonly long _contentBytes;
    private MulticastStatistics _statistics;
    private long _joined;
    private bool _isClosed;

    /// <summary>Starts without receivers; it closes when the last of those who joined is gone.</summary>
    /// <param name="group">Address and port of the group.</param>
    /// <param name="parameters">The block size, window and timeout that were granted; the same for each receiver.</param>
    /// <param name="contentBytes">The length of the file, at most 65,534 whole blocks and a shorter one.</param>
    /// <param name="settings">Patience and bounds; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address is no group's, the port is 0, or the file is too long.</exception>
    public MulticastSendSession(PeerEndpoint group, in TransferParameters parameters, long contentBytes, MulticastSettings? settings = null)
    {
        if (!MulticastOption.IsGroup(group) || group.Port == 0)
        {
            throw new ArgumentException("Not the address and port of a multicast group.", nameof(group));
        }

        ArgumentOutOfRangeException.ThrowIfNegative(contentBytes);
        _lastBlock = BlockNumber.CountFor(contentBytes, parameters.BlockSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_lastBlock, BlockNumber.MaxOnWire, nameof(contentBytes));
        _settings = settings ?? MulticastSettings.Default;
        _contentBytes = contentBytes;
        Group = group;
        Parameters = parameters;
        _windowBlocks = Math.Clamp(parameters.WindowBlocks, 1, BlockNumber.MaxOnWire);
        _pacer = new MulticastPacer(_settings.MaxBytesPerSecond, _settings.MaxPause);
        StartRetransmitPolicy();
    }

    /// <summary>Address and port that DATA goes to.</summary>
    public PeerEndpoint Group { get; }

    /// <summary>What all receivers work by.</summary>
    public TransferParameters Parameters { get; }

    /// <summary>How many blocks the file has, the short last one included.</summary>
    public long BlockCount => _lastBlock;

    /// <summary>How many receivers are being served now.</summary>
    public int ReceiverCount => _receivers.Count;

    /// <summary>The master client, or the receiver that was told to be it; null when there is none.</summary>
    public PeerEndpoint? Master => _master?.Endpoint;

    /// <summary>The highest block that was sent so far; 0 for none.</summary>
    public long HighestBlockSent => _highest;

    /// <summary>The pause after each DATA that losses have led to; zero at first.</summary>
    public TimeSpan Pause => _pacer.Pause;

    /// <summary>Whether nothing is left to do.</summary>
    public bool IsClosed => _isClosed;

    /// <summary>What was counted.</summary>
    public MulticastStatistics Statistics => _statistics;

    /// <summary>Whether an endpoint is a receiver that is being served.</summary>
    public bool IsReceiver(PeerEndpoint endpoint) =>
        _known.TryGetValue(endpoint, out MulticastReceiver? receiver) && receiver.State != MulticastState.Closed;

    /// <summary>The earliest time at which <see cref="HandleTimeout"/> has something to do.</summary>
    public Instant NextDeadline
    {
        get
        {
            Instant earliest = Instant.Min(_retransmitAt, _offerAt);
            return HasBlockToSend && _pacer.IsActive ? Instant.Min(earliest, _pacer.Next) : earliest;
        }
    }

    /// <summary>
    /// Takes in the request of a receiver: its OACK leaves with the next poll. The first one becomes the master client. A
    /// request that comes again gets its OACK again.
    /// </summary>
    /// <param name="now">The time.</param>
    /// <param name="receiver">Who asked.</param>
    /// <param name="granted">
    /// What its OACK says, <see cref="OptionKind.Multicast"/> among it; the values must be those of the session.
    /// </param>
    /// <exception cref="ArgumentException">Multicast is not among the granted options.</exception>
    public MulticastJoin Join(Instant now, PeerEndpoint receiver, in OptionList granted)
    {
        if (!granted.Contains(OptionKind.Multicast))
        {
            throw new ArgumentException("The OACK of a receiver must grant multicast.", nameof(granted));
        }

        if (_isClosed)
        {
            return MulticastJoin.Closed;
        }

        if (_known.TryGetValue(receiver, out MulticastReceiver? known) && known.State != MulticastState.Closed)
        {
            _statistics.DatagramsReceived++;
            _statistics.Duplicates++;
            known.UnansweredOptionAcks = Math.Max(0, known.UnansweredOptionAcks - 1);
            Apply(now, known, MulticastInput.RepeatedRequest, BlockNumber.None);
            return MulticastJoin.Again;
        }

        if (_receivers.Count >= _settings.MaxReceivers)
        {
            return MulticastJoin.Full;
        }

        _statistics.DatagramsReceived++;
        MulticastReceiver added = new(receiver, _joined++) { Granted = granted, HighestAtJoin = _highest, LastHeard = now };
        _known[receiver] = added;
        _receivers.Add(added);
        Raise(MulticastEventKind.ReceiverJoined, receiver);
        MakeOptionAckDue(added);
        ElectNext(now);
        return MulticastJoin.Joined;
    }

    /// <summary>Takes a datagram in that came to the session's port.</summary>
    /// <param name="now">The time.</param>
    /// <param name="from">Who sent it.</param>
    /// <param name="datagram">The UDP payload.</param>
    public Disposition HandleDatagram(Instant now, PeerEndpoint from, ReadOnlySpan<byte> datagram)
    {
        _statistics.DatagramsReceived++;
        if (_isClosed)
        {
            return Disposition.Unexpected;
        }

        if (!_known.TryGetValue(from, out MulticastReceiver? receiver))
        {
            _refusal.Note(from, datagram);
            return Disposition.ForeignPeer;
        }

        if (!ReceiverPacket.TryClassify(datagram, _lastBlock, out MulticastInput input, out ushort? acknowledged))
        {
            return Disposition.Malformed;
        }

        if (MulticastRules.Find(MulticastRole.Sender, receiver.State, input) is not { } rule)
        {
            return Disposition.Unexpected;
        }

        long block = acknowledged ?? BlockNumber.None;
        bool isOld = rule.Action == MulticastAction.Serve && receiver.State == MulticastState.Mastering && block <= _acked;
        if (rule.Disposition == Disposition.Duplicate || isOld)
        {
            _statistics.Duplicates++;
        }

        if (rule.Disposition is Disposition.Accepted or Disposition.Unexpected)
        {
            receiver.LastHeard = now;
            receiver.WasHeard = true;
            receiver.UnansweredOptionAcks = receiver.UnansweredOffers = 0;
        }

        Carry(now, receiver, rule, block);
        return isOld ? Disposition.Duplicate : rule.Disposition;
    }

    /// <summary>Lets timers that have run out act; a call before <see cref="NextDeadline"/> does nothing.</summary>
    public void HandleTimeout(Instant now)
    {
        if (_retransmitAt <= now)
        {
            _retransmitAt = Instant.Never;
            HandleMasterTimeout(now);
        }

        if (_offerAt <= now)
        {
            _offerAt = Instant.Never;
            ElectNext(now);
        }
    }

    /// <summary>Ends the session: each receiver gets one ERROR. After the end it does nothing.</summary>
    /// <param name="now">The time.</param>
    /// <param name="code">The code for the receivers.</param>
    /// <param name="message">The text for them, ASCII, cut to <see cref="TransferMachine.MaxErrorTextBytes"/>.</param>
    public void HandleAbort(Instant now, ErrorCode code, string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        foreach (MulticastReceiver receiver in _receivers.ToArray())
        {
            _errorsDue.Enqueue(new PendingError(receiver.Endpoint, code, message));
            Drop(receiver, MulticastEventKind.ReceiverLost);
        }

        Close();
    }

    /// <summary>A receiver's host says that nobody listens there (ICMP port unreachable): it is taken off.</summary>
    public void HandleUnreachable(Instant now, PeerEndpoint receiver)
    {
        if (_known.TryGetValue(receiver, out MulticastReceiver? known))
        {
            Apply(now, known, MulticastInput.Unreachable, BlockNumber.None);
        }
    }

    /// <summary>Gives the next event, if there is one.</summary>
    public bool TryPollEvent(out MulticastEvent sessionEvent)
    {
        // Closed is told only when the last ERROR has been fetched: a driver drops the session then.
        bool isHeld = _events.Count == 1 && _isClosed && (_errorsDue.Count > 0 || _refusal.IsDue);
        if (isHeld)
        {
            sessionEvent = default;
            return false;
        }

        return _events.TryDequeue(out sessionEvent);
    }

    private void Raise(MulticastEventKind kind, PeerEndpoint receiver = default) =>
        _events.Enqueue(new MulticastEvent(kind, receiver));

    private void Close()
    {
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        _retransmitAt = _offerAt = Instant.Never;
        _master = null;
        _optionAcksDue.Clear();
        Raise(MulticastEventKind.Closed);
    }
}
