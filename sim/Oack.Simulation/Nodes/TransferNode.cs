using Oack.Protocol;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;
using Oack.Simulation.Network;

namespace Oack.Simulation.Nodes;

/// <summary>
/// The driver of one transfer under test: does with a <see cref="TransferMachine"/> what the server's shard and the
/// client do, over the virtual network, and in the ways that <see cref="NodeBehavior"/> names.
/// </summary>
public sealed partial class TransferNode : SimulatedNode
{
    private const int BufferBytes = 68 * 1_024;
    private const int MaxPollsBesideWindow = 64;

    [ThreadStatic]
    private static byte[]? s_buffer;

    private readonly SimulationLoop _loop;
    private readonly FileContent _content;
    private readonly NodeBehavior _behavior;
    private readonly SimulationRandom _random;
    private readonly byte[] _heldHeader = new byte[DataPacket.HeaderBytes];
    private Transmit? _heldTransmit;
    private Instant _readReadyAt = Instant.Never;
    private Instant _storedAt = Instant.Never;
    private Instant _releaseAt = Instant.Never;
    private Instant _abortAt = Instant.Never;
    private Instant _vanishAt = Instant.Never;
    private long _slowReadOf = -1;
    private bool _toldLength;

    /// <summary>A transfer at an endpoint. Call <see cref="Start"/> next.</summary>
    /// <param name="loop">Where it lives.</param>
    /// <param name="name">What the log calls it.</param>
    /// <param name="local">Its own address and port.</param>
    /// <param name="machine">The machine, just made.</param>
    /// <param name="content">The file: what a sender sends, and what a receiver should get.</param>
    /// <param name="settings">The patience that the machine was given.</param>
    /// <param name="behavior">What its user does.</param>
    /// <param name="random">Its user's dice.</param>
    /// <param name="isServer">Whether it answers a request rather than making one.</param>
    public TransferNode(
        SimulationLoop loop,
        string name,
        PeerEndpoint local,
        TransferMachine machine,
        FileContent content,
        TransferSettings settings,
        NodeBehavior behavior,
        SimulationRandom random,
        bool isServer)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(random);
        _loop = loop;
        Local = local;
        Machine = machine;
        Settings = settings;
        _content = content;
        _behavior = behavior;
        _random = random.Fork(name);
        IsServer = isServer;
        StartedAt = loop.Now;
        _toldLength = !behavior.HidesLength;
    }

    /// <summary>Its own address and port.</summary>
    public PeerEndpoint Local { get; }

    /// <summary>The machine that it drives.</summary>
    public TransferMachine Machine { get; }

    /// <summary>The patience that the machine was given.</summary>
    public TransferSettings Settings { get; }

    /// <summary>Whether it answers a request rather than making one.</summary>
    public bool IsServer { get; }

    /// <summary>Whether it sends DATA rather than taking it in.</summary>
    public bool IsSender => Machine is SendTransfer;

    /// <summary>When it began.</summary>
    public Instant StartedAt { get; }

    /// <summary>Whether the machine gave <see cref="TransferEventKind.Closed"/>.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Whether its host disappeared.</summary>
    public bool IsVanished { get; private set; }

    /// <summary>Whether its user aborted it.</summary>
    public bool IsAborted { get; private set; }

    /// <summary>Whether the content was reported as stored.</summary>
    public bool IsStored { get; private set; }

    /// <summary>When its user's transfer ended, or never.</summary>
    public Instant EndedAt { get; private set; } = Instant.Never;

    /// <summary>How often the machine was told that the request came again.</summary>
    public int RepeatedRequests { get; private set; }

    /// <summary>Packets that the machine gave and the driver never sent, because the transfer ended while it waited for content.</summary>
    public int DroppedTransmits { get; private set; }

    /// <summary>Bytes that the machine allocated on the heap in all its calls.</summary>
    public long AllocatedBytes { get; private set; }

    /// <inheritdoc/>
    public override bool IsUnderTest => true;

    /// <inheritdoc/>
    public override bool IsDone => IsClosed || IsVanished;

    /// <inheritdoc/>
    public override Instant NextDeadline
    {
        get
        {
            if (IsDone)
            {
                return Instant.Never;
            }

            // While content is waited for, the machine's timers rest: the peer is not to blame.
            Instant timer = _heldTransmit is null ? Machine.NextDeadline : Instant.Never;
            Instant next = timer.IsSet ? timer + _behavior.TimerLateness : timer;
            next = Instant.Min(next, Instant.Min(_readReadyAt, _storedAt));
            next = Instant.Min(next, Instant.Min(_releaseAt, Instant.Min(_abortAt, _vanishAt)));
            return Instant.Max(next, _loop.Now);
        }
    }

    private static byte[] Buffer => s_buffer ??= new byte[BufferBytes];

    /// <summary>Lets it send its first packet. It is armed when it is added to the loop after this.</summary>
    public void Start()
    {
        Cause = SendCause.Start;
        _abortAt = _behavior.AbortAfter is { } abort ? _loop.Now + abort : Instant.Never;
        _vanishAt = _behavior.VanishAfter is { } vanish ? _loop.Now + vanish : Instant.Never;
        Drain();
    }

    /// <inheritdoc/>
    public override void HandleDatagram(PeerEndpoint local, in PacketSighting packet)
    {
        if (IsVanished || (IsClosed && !_behavior.StaysAfterClosed))
        {
            return;
        }

        Cause = SendCause.Datagram;
        DisturbBefore();
        long heap = GC.GetAllocatedBytesForCurrentThread();
        Disposition disposition = Machine.HandleDatagram(_loop.Now, packet.From, packet.Bytes, out ReceivedPayload payload);
        AllocatedBytes += GC.GetAllocatedBytesForCurrentThread() - heap;
        _loop.NotifyHandled(this, packet, disposition, payload);
        if (disposition == Disposition.Accepted && packet.Opcode == (int)Opcode.Data && !IsSender)
        {
            MaybeHold();
        }

        Drain();
        DisturbAfter();
    }

    /// <inheritdoc/>
    public override void HandleUnreachable(Instant now, PeerEndpoint local, PeerEndpoint remote)
    {
        // A stranger that is not there any more says nothing about the peer.
        if (IsDone || remote != Machine.Peer)
        {
            return;
        }

        Cause = SendCause.User;
        Machine.HandleUnreachable(now);
        _loop.NotifyUserAction(this, "unreachable");
        Drain();
    }

    /// <inheritdoc/>
    public override void HandleTimeout(Instant now)
    {
        if (IsDone)
        {
            return;
        }

        if (now >= _vanishAt)
        {
            Vanish();
            return;
        }

        RunUser(now);
        if (_heldTransmit is null && Machine.NextDeadline <= now && !IsDone)
        {
            Cause = SendCause.Timeout;
            long heap = GC.GetAllocatedBytesForCurrentThread();
            Machine.HandleTimeout(now);
            AllocatedBytes += GC.GetAllocatedBytesForCurrentThread() - heap;
            _loop.NotifyTimeout(this);
            Drain();
            if (_heldTransmit is null && Machine.NextDeadline <= now)
            {
                _loop.Report("deadlines", $"{Name}: NextDeadline {Machine.NextDeadline} is not after HandleTimeout({now})");
            }
        }
    }

    /// <summary>The client's request came again.</summary>
    public void HandleRepeatedRequest(Instant now)
    {
        if (IsDone)
        {
            return;
        }

        Cause = SendCause.RepeatedRequest;
        RepeatedRequests++;
        Machine.HandleRepeatedRequest(now);
        _loop.NotifyUserAction(this, "the request came again");
        Drain();
    }

    private void Drain()
    {
        int polls = Machine.Parameters.WindowBlocks + MaxPollsBesideWindow;
        bool again;
        do
        {
            while (_heldTransmit is null && TryPollOnce(out Transmit transmit))
            {
                if (--polls < 0)
                {
                    _loop.Report("bounded packets", $"{Name}: polling for transmits does not end");
                    return;
                }

                Send(transmit, Buffer);
            }

            again = false;
            while (Machine.TryPollEvent(out TransferEventKind transferEvent))
            {
                _loop.NotifyEvent(this, transferEvent);
                again |= HandleEvent(transferEvent);
                if (--polls < 0)
                {
                    _loop.Report("bounded packets", $"{Name}: polling for events does not end");
                    return;
                }
            }
        }
        while (again);
    }

    private bool TryPollOnce(out Transmit transmit)
    {
        byte[] buffer = Buffer;
        bool maySend = Machine.MaySendNow;
        long heap = GC.GetAllocatedBytesForCurrentThread();
        bool polled = Machine.TryPollTransmit(_loop.Now, buffer, out transmit);
        AllocatedBytes += GC.GetAllocatedBytesForCurrentThread() - heap;
        if (polled && !maySend)
        {
            _loop.Report("quiet machines", $"{Name}: it said that it had nothing to send, and sent {transmit.Kind}");
        }

        return polled;
    }

    /// <summary>Does what the user does upon an event; true when the machine may have more to send for it.</summary>
    private bool HandleEvent(TransferEventKind transferEvent)
    {
        switch (transferEvent)
        {
            case TransferEventKind.Received when _behavior.StorageDelay == TimeSpan.Zero:
                FinishStoring(_loop.Now);
                return true;
            case TransferEventKind.Received:
                _storedAt = _loop.Now + _behavior.StorageDelay;
                return false;
            case TransferEventKind.Ended:
                EndedAt = Instant.Min(EndedAt, _loop.Now);
                return true;
            case TransferEventKind.Closed:
                Close();
                return true;
            default:
                return false;
        }
    }

    private void Send(in Transmit transmit, byte[] buffer)
    {
        int length = transmit.HeaderBytes;
        if (transmit.Kind == Opcode.Data)
        {
            if (IsContentSlow(transmit.PayloadOffset))
            {
                // The driver keeps what it polled until its content is there, and polls no further.
                buffer.AsSpan(0, DataPacket.HeaderBytes).CopyTo(_heldHeader);
                _heldTransmit = transmit;
                _readReadyAt = _loop.Now + _behavior.ReadDelay;
                return;
            }

            length += Fill(transmit, buffer);
        }

        _loop.Send(this, Local, transmit.To, buffer.AsSpan(0, length));
    }

    private int Fill(in Transmit transmit, byte[] buffer)
    {
        ReadOnlySpan<byte> bytes = _content.At(transmit.PayloadOffset, transmit.PayloadBytes);
        if (bytes.Length < transmit.PayloadBytes)
        {
            if (_toldLength)
            {
                _loop.Report("delivered bytes", $"{Name}: asked for {transmit.PayloadBytes} bytes at {transmit.PayloadOffset} of a file of {_content.LengthBytes}");
            }

            _toldLength = true;
            ((SendTransfer)Machine).HandleContentEnd(_content.LengthBytes);
        }

        bytes.CopyTo(buffer.AsSpan(transmit.HeaderBytes));
        return bytes.Length;
    }

    private bool IsContentSlow(long offset)
    {
        // Each block is slow at most once: then it is in the cache.
        if (offset <= _slowReadOf || !_random.Chance(_behavior.SlowReadChance))
        {
            return false;
        }

        _slowReadOf = offset;
        return true;
    }

    private void Close()
    {
        IsClosed = true;
        DropHeld();
        if (!_behavior.StaysAfterClosed && !(IsServer && Local.Port == SimulatedHosts.RequestPort))
        {
            _loop.Unbind(Local);
        }

        if (Machine.NextDeadline.IsSet)
        {
            _loop.Report("closed", $"{Name}: a deadline at {Machine.NextDeadline} after Closed");
        }
    }

    /// <summary>From here on it hears nothing and says nothing.</summary>
    public void Vanish()
    {
        if (IsDone)
        {
            return;
        }

        IsVanished = true;
        _loop.NotifyUserAction(this, "disappears");
        if (!IsServer || Local.Port != SimulatedHosts.RequestPort)
        {
            _loop.Unbind(Local);
        }
    }
}
