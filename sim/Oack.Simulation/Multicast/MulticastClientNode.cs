using Oack.Protocol;
using Oack.Protocol.Multicast;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;
using Oack.Simulation.Network;
using Oack.Simulation.Nodes;

namespace Oack.Simulation.Multicast;

/// <summary>One receiver: drives a client session as a client would, and holds what it hands out against the file.</summary>
public sealed class MulticastClientNode : SimulatedNode
{
    private const int MaxPolls = 10_000;

    private readonly SimulationLoop _loop;
    private readonly FileContent _content;
    private readonly ReceiverPlan _plan;
    private readonly Func<Instant, MulticastClientSession> _makeSession;
    private readonly PeerEndpoint _local;
    private readonly PeerEndpoint _groupCopy;
    private readonly Instant _startAt;
    private readonly Instant _vanishAt;
    private readonly byte[] _buffer = new byte[RequestPacket.MaxBytes];
    private readonly HashSet<long> _offsets = [];
    private readonly byte[] _file;
    private long _fileBytes;
    private PeerEndpoint _group;
    private bool _isGone;

    /// <summary>A receiver that begins at its time.</summary>
    public MulticastClientNode(
        SimulationLoop loop, int index, MulticastHosts hosts, ReceiverPlan plan, FileContent content, Func<Instant, MulticastClientSession> makeSession)
        : base($"receiver {index}")
    {
        ArgumentNullException.ThrowIfNull(loop);
        ArgumentNullException.ThrowIfNull(hosts);
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(plan);
        _loop = loop;
        _plan = plan;
        _content = content;
        _makeSession = makeSession;
        _local = hosts.Receiver(index);
        _groupCopy = hosts.GroupCopy(index);
        _startAt = loop.Now + plan.StartAfter;
        _vanishAt = plan.Habit == ReceiverHabit.Vanishes ? loop.Now + plan.VanishAfter : Instant.Never;
        _file = new byte[content.LengthBytes];
        loop.Bind(_local, this);
        loop.Bind(_groupCopy, this);
    }

    /// <summary>The session, once it has begun.</summary>
    public MulticastClientSession? Session { get; private set; }

    /// <summary>When it had the file, or never.</summary>
    public Instant CompleteAt { get; private set; } = Instant.Never;

    /// <summary>Whether it must have the file in the end.</summary>
    public bool MustComplete => _plan.Habit == ReceiverHabit.Honest;

    /// <inheritdoc/>
    public override bool IsUnderTest => true;

    /// <inheritdoc/>
    public override bool IsDone => _isGone || Session is { State: MulticastState.Closed };

    /// <inheritdoc/>
    public override Instant NextDeadline => _isGone ? Instant.Never
        : Session is null ? _startAt : Instant.Min(Session.NextDeadline, IsDone ? Instant.Never : _vanishAt);

    /// <inheritdoc/>
    public override void HandleDatagram(PeerEndpoint local, in PacketSighting packet)
    {
        if (_isGone || Session is null)
        {
            return;
        }

        Cause = SendCause.Datagram;
        Session.HandleDatagram(_loop.Now, packet.From, local == _groupCopy, packet.Bytes, out ReceivedPayload payload);
        Store(packet.Bytes, payload);
        Drain();
    }

    /// <inheritdoc/>
    public override void HandleUnreachable(Instant now, PeerEndpoint local, PeerEndpoint remote)
    {
        if (Session is not null && remote == Session.Server)
        {
            Session.HandleUnreachable(now);
            Drain();
        }
    }

    /// <inheritdoc/>
    public override void HandleTimeout(Instant now)
    {
        if (Session is null)
        {
            Cause = SendCause.Start;
            Session = _makeSession(now);
        }
        else if (now >= _vanishAt)
        {
            _isGone = true;
            LeaveGroup();
            _loop.Unbind(_local);
            _loop.Unbind(_groupCopy);
            return;
        }
        else
        {
            Cause = SendCause.Timeout;
            Session.HandleTimeout(now);
        }

        Drain();
        if (Session.NextDeadline <= now)
        {
            _loop.Report("deadlines", $"{Name}: a deadline has passed and stays");
        }
    }

    /// <summary>Holds the whole file against the content: called at the end.</summary>
    public void CheckWhole()
    {
        if (!MustComplete)
        {
            return;
        }

        if (Session is not { Outcome: TransferOutcome.Complete })
        {
            string state = Session is null ? "never began" : $"{Session.State} {Session.Outcome} {Session.Fallback} {Session.ErrorMessage}, {Session.MissingBlocks} missing";
            _loop.Report("all files whole", $"{Name}: {state}");
        }
        else if (_fileBytes != _content.LengthBytes || !_file.AsSpan().SequenceEqual(_content.At(0, _content.LengthBytes)))
        {
            _loop.Report("all files whole", $"{Name}: complete with other bytes");
        }
    }

    private void Store(ReadOnlySpan<byte> datagram, in ReceivedPayload payload)
    {
        if (payload.StartInDatagram == 0)
        {
            return;
        }

        ReadOnlySpan<byte> bytes = datagram.Slice(payload.StartInDatagram, payload.LengthBytes);
        if (payload.Offset < 0 || payload.Offset + bytes.Length > _file.Length)
        {
            _loop.Report("right bytes", $"{Name}: {bytes.Length} bytes at {payload.Offset} are outside the file");
            return;
        }

        if (!_offsets.Add(payload.Offset))
        {
            _loop.Report("each block once", $"{Name}: offset {payload.Offset} again");
        }

        bytes.CopyTo(_file.AsSpan((int)payload.Offset));
        _fileBytes += bytes.Length;
        if (!bytes.SequenceEqual(_content.At(payload.Offset, bytes.Length)))
        {
            _loop.Report("right bytes", $"{Name}: other bytes at {payload.Offset}");
        }
    }

    private void Drain()
    {
        int polls = 0;
        do
        {
            while (Session!.TryPollTransmit(_loop.Now, _buffer, out Transmit transmit) && polls++ < MaxPolls)
            {
                bool isLost = _plan.Habit == ReceiverHabit.NeverAcknowledges && transmit.Kind == Opcode.Acknowledgment;
                if (!isLost)
                {
                    _loop.Send(this, _local, transmit.To, _buffer.AsSpan(0, transmit.HeaderBytes));
                }
            }
        }
        while (DrainEvents() && polls++ < MaxPolls);

        if (polls >= MaxPolls)
        {
            _loop.Report("polling ends", Name);
        }
    }

    /// <summary>Takes the events; true when one of them made something due.</summary>
    private bool DrainEvents()
    {
        bool hasActed = false;
        while (Session!.TryPollEvent(out MulticastEvent sessionEvent))
        {
            switch (sessionEvent.Kind)
            {
                case MulticastEventKind.Negotiated:
                    LeaveGroup();
                    _group = Session.Group;
                    if (_group.Port != 0)
                    {
                        _loop.JoinGroup(_group, _groupCopy);
                    }

                    break;
                case MulticastEventKind.Received:
                    Session.HandleStored(_loop.Now);
                    hasActed = true;
                    break;
                case MulticastEventKind.Ended when Session.Outcome == TransferOutcome.Complete:
                    CompleteAt = _loop.Now;
                    break;
                case MulticastEventKind.Closed:
                    LeaveGroup();
                    break;
                default:
                    break;
            }
        }

        return hasActed;
    }

    private void LeaveGroup()
    {
        if (_group.Port != 0)
        {
            _loop.LeaveGroup(_group, _groupCopy);
            _group = default;
        }
    }
}
