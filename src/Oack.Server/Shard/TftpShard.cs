using System.Buffers.Binary;
using System.Collections.Concurrent;
using Oack.Content;
using Oack.Net;
using Oack.Protocol;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Server;

/// <summary>
/// A whole server without sockets, clock or threads: datagrams, time and finished content go in; datagrams, records and
/// a deadline come out. An engine drives it over real sockets, a simulator over a virtual network. All calls but
/// <see cref="RequestStop"/>, <see cref="ActiveTransfers"/> and <see cref="ReadCounters"/> come from one thread.
/// </summary>
/// <remarks>
/// What a remote side can make grow, and its bound: transfers, those that wait for their turn included (<see cref="TftpServerOptions.MaxTransfers"/>, by address
/// <see cref="TftpServerOptions.MaxTransfersPerClient"/>), finished uploads that dally
/// (<see cref="TftpServerOptions.MaxDallying"/>), ERRORs that wait to be sent (<see cref="MaxPendingErrors"/>), accepted
/// bytes that wait for a slow disk (one window a transfer). The tables of ERROR budgets and of peers that were just
/// served have a fixed size.
/// </remarks>
public sealed partial class TftpShard : IDatagramShard
{
    /// <summary>How many ERRORs wait to be sent at most; past it they are dropped and counted.</summary>
    public const int MaxPendingErrors = 1_024;

    private const int OpcodeBytes = sizeof(ushort);

    /// <summary>
    /// How long a notice that nobody listens (ICMP) waits for the client to contradict it: a client that takes the last
    /// block, acknowledges it and leaves sends the ACK before its port closes, but a copy of the block that was on its way
    /// can bring the notice in first.
    /// </summary>
    private static readonly TimeSpan s_unreachableGrace = TimeSpan.FromMilliseconds(100);

    private readonly TftpServerOptions _options;
    private readonly IContentSource _content;
    private readonly IContentExecutor _executor;
    private readonly ITransferObserver? _observer;
    private readonly TransferSettings _transferSettings;
    private readonly ShardCounters _counters = new();
    private readonly WorkInbox _inbox = new();
    private readonly DeadlineHeap _deadlines = new();
    private readonly TransferTable _table;
    private readonly ErrorBudget _errorBudget;
    private readonly RecentPeers _recentPeers = new();
    private readonly Queue<PendingError> _errors = new();
    private readonly Queue<ServerTransfer> _ready = new();
    private readonly Queue<ChannelId> _closedChannels = new();
    private readonly ShardLimits _limits;
    private readonly ServerDiagnosis? _diagnosis;
    private readonly MulticastDesk? _desk;
    private readonly ConcurrentQueue<MulticastOffer> _returned = new();

    /// <summary>Those that wait for their turn; the number tells whether the object stands for the same transfer still.</summary>
    private readonly Queue<(ServerTransfer Transfer, long Id)> _waiting = new();
    private readonly Stack<ServerTransfer> _spare = new();
    private int _running;
    private int _channelsUsed;

    /// <summary>How many ran when no more could be opened, and one more for each that has ended since.</summary>
    private int _mostRunning = int.MaxValue;
    private bool _isRunningWaiting;

    /// <summary>A shard that serves this content.</summary>
    /// <param name="options">Limits and policies; copied. What to listen on is the engine's business.</param>
    /// <param name="content">What is served and where uploads go.</param>
    /// <param name="executor">Where content work runs; null: <see cref="ContentExecutor.Default"/>.</param>
    /// <param name="observer">Who is told of transfers that begin and end, or null.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public TftpShard(
        TftpServerOptions options, IContentSource content, IContentExecutor? executor = null, ITransferObserver? observer = null)
        : this(options, content, executor, observer, limits: null)
    {
    }

    /// <summary>One of several shards of a server.</summary>
    internal TftpShard(
        TftpServerOptions options, IContentSource content, IContentExecutor? executor, ITransferObserver? observer, ShardLimits? limits,
        ServerDiagnosis? diagnosis = null, MulticastDesk? desk = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(content);
        options.Validate();
        _options = options.Clone();
        _content = content;
        _executor = executor ?? ContentExecutor.Default;
        _observer = observer;
        _desk = desk;
        bool isHeard = options.Diagnosis && observer?.WantsRecord(TransferOutcome.Complete) == true;
        _diagnosis = isHeard ? diagnosis ?? new ServerDiagnosis() : null;
        // How long to dally is a matter of the client's timer, which cannot be measured from here: the longest, then.
        _transferSettings = options.Transfer with { Dally = options.Transfer.Dally ?? options.Transfer.MaxDally };
        _table = new TransferTable();
        _limits = limits ?? new ShardLimits(_options, 1);
        // An address may reach every shard.
        _errorBudget = new ErrorBudget(Math.Max(1, options.MaxErrorsPerSecond / _limits.Shards));
        _isPaced = options.MaxBytesPerSecond is not null || options.MaxBytesPerSecondPerTransfer is not null;
        _burstBytes = RateLimit.BurstBytes(Math.Min(
            options.MaxBytesPerSecond ?? long.MaxValue, options.MaxBytesPerSecondPerTransfer ?? long.MaxValue));
    }

    /// <inheritdoc/>
    public Instant NextDeadline => Instant.Min(_deadlines.Earliest, StopDeadline);

    /// <inheritdoc/>
    public Action? WakeRequested
    {
        get => _inbox.WakeRequested;
        set
        {
            // What was asked for before anybody listened is asked for again.
            _inbox.WakeRequested = value;
            value?.Invoke();
        }
    }

    /// <summary>What was counted so far; from any thread.</summary>
    public ServerCounters ReadCounters() => _counters.Read();

    /// <inheritdoc/>
    public void HandleDatagram(Instant now, in IncomingDatagram incoming, ReadOnlySpan<byte> datagram)
    {
        _counters.DatagramsReceived++;
        _counters.BytesReceived += datagram.Length;
        if (!incoming.Channel.IsListener)
        {
            // A datagram that comes after its transfer ended finds nobody: the channel is about to close.
            if (_table.Find(incoming.Channel) is { } transfer)
            {
                HandleTransferDatagram(now, transfer, incoming.Remote, datagram);
            }

            return;
        }

        if (incoming.IsBroadcast)
        {
            _counters.Broadcasts++;
            Reject(now, incoming.Remote, RequestRejection.Broadcast);
            return;
        }

        if (datagram.Length < OpcodeBytes)
        {
            _counters.Malformed++;
            Reject(now, incoming.Remote, RequestRejection.Malformed);
            return;
        }

        Opcode opcode = (Opcode)BinaryPrimitives.ReadUInt16BigEndian(datagram);
        if (opcode is Opcode.ReadRequest or Opcode.WriteRequest)
        {
            HandleRequest(now, incoming, datagram);
        }
        else if (_options.SinglePort && _table.Find(KeyOf(incoming, [])) is { } transfer)
        {
            HandleTransferDatagram(now, transfer, incoming.Remote, datagram);
        }
        else
        {
            HandleStray(now, incoming, opcode);
        }
    }

    /// <inheritdoc/>
    public void HandleTimeout(Instant now)
    {
        while (_deadlines.TryTakeExpired(now, out ServerTransfer transfer))
        {
            if (transfer.IsWaiting)
            {
                HandleWaitOver(now, transfer);
            }
            else if (transfer.Work is not null && transfer.WorkDeadline <= now)
            {
                HandleWorkOverdue(now, transfer);
            }
            else if (transfer.UnreachableAt <= now)
            {
                transfer.UnreachableAt = Instant.Never;
                NoteUnreachable(now, transfer);
                transfer.Machine?.HandleUnreachable(now);
            }
            else
            {
                transfer.Machine?.HandleTimeout(now);
            }

            // Its deadline is armed again when it has nothing more to send.
            MarkReady(transfer);
        }

        AdvanceStop(now);
    }

    /// <inheritdoc/>
    public void HandleWake(Instant now)
    {
        while (_inbox.TryTake(out ContentWork work))
        {
            TakeBack(now, work);
        }

        while (_returned.TryDequeue(out MulticastOffer? offer))
        {
            HandleRequest(now, offer.Incoming, offer.Request, mayBeMulticast: false);
        }

        TakeStopRequest(now);
        PublishActive(now);
    }

    /// <inheritdoc/>
    public ChannelFailure HandleChannelFailed(Instant now, ChannelId channel, string cause)
    {
        if (_table.Find(channel) is not { } transfer)
        {
            return ChannelFailure.Final;
        }

        if (transfer.Phase != TransferPhase.Dallying && _table.OldestDallying is { ChannelUsed: true } dallying)
        {
            // A finished one gives up its port for one that has not begun.
            Remove(now, dallying);
            return ChannelFailure.TryAgain;
        }

        NoteChannel(transfer, isUsed: false);
        if (transfer.Phase == TransferPhase.Dallying)
        {
            Remove(now, transfer);
            return ChannelFailure.Final;
        }

        if (_channelsUsed > 0)
        {
            // Another will end and leave its port; this one asks for it when its timer sends the answer again.
            transfer.NoChannelBecause = cause;
            return ChannelFailure.TryLater;
        }

        const string Message = "Server busy: no port for the transfer";
        QueueError(now, ListenerChannelOf(transfer), transfer.Remote, transfer.Local, ErrorCode.NotDefined, Message);
        transfer.Cause = cause;
        EndSilently(now, transfer, TransferOutcome.Failed, ErrorCode.NotDefined, Message);
        return ChannelFailure.Final;
    }

    private void NoteChannel(ServerTransfer transfer, bool isUsed)
    {
        if (transfer.ChannelUsed != isUsed)
        {
            transfer.ChannelUsed = isUsed;
            _channelsUsed += isUsed ? 1 : -1;
        }
    }

    /// <inheritdoc/>
    public void HandleUnreachable(Instant now, ChannelId channel, PeerEndpoint remote)
    {
        if (!channel.IsListener)
        {
            if (_table.Find(channel) is { } transfer && transfer.Remote == remote)
            {
                HandleUnreachable(now, transfer);
            }
        }
        else if (_options.SinglePort)
        {
            // Which of our addresses the client had asked is not told: rare enough to look through all.
            foreach (ServerTransfer transfer in _table.ToArray())
            {
                if (transfer.Listener == channel.Index && transfer.Remote == remote)
                {
                    HandleUnreachable(now, transfer);
                }
            }
        }
    }

    /// <inheritdoc/>
    public bool TryPollClosedChannel(out ChannelId channel) => _closedChannels.TryDequeue(out channel);

    private static ChannelId ListenerChannelOf(ServerTransfer transfer) => ChannelId.Listener(transfer.Listener);

    private void HandleUnreachable(Instant now, ServerTransfer transfer)
    {
        if (transfer.Machine is not null && !transfer.UnreachableAt.IsSet)
        {
            transfer.UnreachableAt = now + s_unreachableGrace;
            Arm(transfer);
        }
    }

    /// <summary>A datagram from a transfer's channel or, with a single port, from a transfer's client.</summary>
    private void HandleTransferDatagram(Instant now, ServerTransfer transfer, in PeerEndpoint from, ReadOnlySpan<byte> datagram)
    {
        if (from != transfer.Remote)
        {
            HandleForeigner(now, transfer, from, datagram);
            return;
        }

        NoteReceived(now, transfer, datagram);
        if (transfer.Machine is not { } machine)
        {
            HandleWhileOpening(now, transfer, datagram);
            return;
        }

        Disposition disposition = machine.HandleDatagram(now, from, datagram, out ReceivedPayload payload);
        if (disposition == Disposition.Accepted)
        {
            transfer.UnreachableAt = Instant.Never;
            if (transfer.Sender is not null)
            {
                ReleaseAcknowledged(transfer);
            }
            else if (payload.LengthBytes > 0)
            {
                Store(now, transfer, datagram.Slice(payload.StartInDatagram, payload.LengthBytes));
            }
        }

        MarkReady(transfer);
    }

    /// <summary>With a single port the client's ERROR can come before there is a machine to take it.</summary>
    private void HandleWhileOpening(Instant now, ServerTransfer transfer, ReadOnlySpan<byte> datagram)
    {
        if (ErrorPacket.TryParse(datagram, out ErrorPacket error) == ParseStatus.Ok)
        {
            transfer.Cause = "the client took its request back before the file was open";
            EndSilently(now, transfer, TransferOutcome.ClosedEarly, error.Code, PacketText.Escape(error.Message), byClient: true);
        }
    }

    /// <summary>RFC 1350 §4: a stranger at a transfer's port gets ERROR 5 and disturbs nothing. An ERROR is not answered.</summary>
    private void HandleForeigner(Instant now, ServerTransfer transfer, in PeerEndpoint from, ReadOnlySpan<byte> datagram)
    {
        _counters.ForeignDatagrams++;
        if (datagram.Length >= OpcodeBytes
            && (Opcode)BinaryPrimitives.ReadUInt16BigEndian(datagram) != Opcode.Error)
        {
            QueueError(
                now, transfer.Channel, from, transfer.Local, ErrorCode.UnknownTransferId, "Unknown transfer ID: this port serves another client");
        }
    }

    private void MarkReady(ServerTransfer transfer)
    {
        if (!transfer.IsReady && !transfer.IsGone)
        {
            transfer.IsReady = true;
            _ready.Enqueue(transfer);
        }
    }
}
