using Oack.Protocol;
using Oack.Simulation.Network;
using Oack.Simulation.Nodes;

namespace Oack.Simulation.Reference;

/// <summary>
/// One end of a transfer as a beginner would write it from the RFCs: a fixed timer, the last packet again when it runs
/// out, go back to the acknowledged block. Written apart from the protocol library, for it to be tested against; its
/// faults are chosen with <see cref="ReferenceHabits"/>.
/// </summary>
public abstract class ReferencePeer : SimulatedNode
{
    private readonly bool _isServer;
    private Instant _timer = Instant.Never;
    private Instant _repeatRequestAt = Instant.Never;
    private byte[] _request = [];
    private int _tries;

    /// <summary>A client that will ask, or a server's end that answers <paramref name="peer"/>.</summary>
    protected ReferencePeer(
        SimulationLoop loop, string name, PeerEndpoint local, PeerEndpoint peer, ReferenceHabits habits, FileContent content, bool isServer)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(loop);
        Loop = loop;
        Local = local;
        Peer = peer;
        Habits = habits;
        Content = content;
        _isServer = isServer;
        loop.Bind(local, this);
    }

    /// <summary>Whether it saw the whole transfer through.</summary>
    public bool IsComplete { get; protected set; }

    /// <summary>Bytes that it received, or whose block was acknowledged.</summary>
    public long Bytes { get; protected set; }

    /// <summary>Whether a byte that it received was not the one of the file.</summary>
    public bool SawWrongBytes { get; protected set; }

    /// <inheritdoc/>
    public override bool IsDone => HasLeft;

    /// <inheritdoc/>
    public override Instant NextDeadline => HasLeft ? Instant.Never : Instant.Min(_timer, _repeatRequestAt);

    protected SimulationLoop Loop { get; }

    protected PeerEndpoint Local { get; private set; }

    protected PeerEndpoint Peer { get; private set; }

    protected ReferenceHabits Habits { get; }

    protected FileContent Content { get; }

    protected bool HasLeft { get; private set; }

    /// <summary>Whether the peer's transfer identifier is known: a server knows it from the request.</summary>
    protected bool IsSettled { get; set; }

    protected int BlockSize { get; private set; } = 512;

    protected int WindowBlocks { get; private set; } = 1;

    protected int RolloverTo { get; private set; }

    /// <summary>A client's first step.</summary>
    public void Ask(int opcode)
    {
        _request = RawPacket.MakeRequest(opcode, Habits.Asks);
        Cause = SendCause.Start;
        Send(_request);
        Arm();
        if (Habits.RepeatsRequestAfter is { } repeat)
        {
            _repeatRequestAt = Loop.Now + repeat;
        }
    }

    /// <summary>A server's first step.</summary>
    public void Answer(ReadOnlySpan<byte> request)
    {
        IsSettled = true;
        Cause = SendCause.Start;
        Dictionary<string, long> granted = [];
        if (!Habits.IgnoresOptions)
        {
            foreach ((string name, long value) in RawPacket.Options(request))
            {
                Grant(granted, name, value);
            }
        }

        Settle(granted);
        Begin(granted.Count > 0 ? RawPacket.MakeOptionAck(granted) : null);
        Arm();
    }

    /// <inheritdoc/>
    public override void HandleDatagram(PeerEndpoint local, in PacketSighting packet)
    {
        if (HasLeft || !packet.From.HasAddressOf(Peer) || (IsSettled && packet.From != Peer) || packet.Bytes.Length < 4)
        {
            return;
        }

        Cause = SendCause.Datagram;
        if (packet.Opcode == RawPacket.Error)
        {
            Leave();
            return;
        }

        PeerEndpoint before = Peer;
        Peer = packet.From;
        bool wasSettled = IsSettled;
        IsSettled = true;
        if (packet.Opcode == RawPacket.OptionAcknowledgment && !_isServer && !wasSettled && Habits.Asks.Count > 0)
        {
            HandleOptionAck(packet.Bytes);
        }
        else if (!HandlePacket(packet.Opcode, packet.Block, packet.Bytes[4..], packet.Opcode == RawPacket.OptionAcknowledgment))
        {
            IsSettled = wasSettled;
            Peer = wasSettled ? Peer : before;
        }
    }

    /// <inheritdoc/>
    public override void HandleTimeout(Instant now)
    {
        if (now >= _repeatRequestAt)
        {
            _repeatRequestAt = Instant.Never;
            if (!IsSettled)
            {
                Send(_request);
            }
        }

        if (now < _timer)
        {
            return;
        }

        Cause = SendCause.Timeout;
        if (++_tries > Habits.MaxTries)
        {
            Leave();
            return;
        }

        if (!_isServer && !IsSettled)
        {
            MaybeChangePort();
            Send(_request);
        }
        else
        {
            SendAgain();
        }

        Arm();
    }

    /// <summary>Sends the first packet of a server, or goes on after an OACK (null: nothing was granted).</summary>
    protected abstract void Begin(byte[]? optionAck);

    /// <summary>A client goes on after the OACK.</summary>
    protected abstract void GoOn();

    /// <summary>Takes a packet; false when it is none that settles a client on its server.</summary>
    protected abstract bool HandlePacket(int opcode, ushort number, ReadOnlySpan<byte> payload, bool isOptionAck);

    /// <summary>The timer ran out.</summary>
    protected abstract void SendAgain();

    protected void Send(byte[] packet) => Loop.Send(this, Local, Peer, packet);

    /// <summary>Something new came: the count of tries starts again.</summary>
    protected void Progress()
    {
        _tries = 0;
        Arm();
    }

    protected void Arm() => _timer = Loop.Now + Habits.Timeout;

    protected void LeaveAfter(TimeSpan dally)
    {
        if (dally == TimeSpan.Zero)
        {
            Leave();
            return;
        }

        // While it dallies it sends nothing of itself; the timer only ends it.
        _timer = Loop.Now + dally;
        _tries = Habits.MaxTries;
    }

    protected void Leave()
    {
        if (!HasLeft)
        {
            HasLeft = true;
            Loop.Unbind(Local);
        }
    }

    private void Grant(Dictionary<string, long> granted, string name, long value)
    {
        switch (name)
        {
            case "blksize" when value >= 8:
                granted[name] = Math.Min(value, Habits.MaxBlockSize);
                break;
            case "windowsize" when value >= 1:
                granted[name] = Math.Min(value, Habits.MaxWindowBlocks);
                break;
            case "rollover" when value is 0 or 1:
                granted[name] = value;
                break;
            case "tsize":
                granted[name] = this is ReferenceSender ? Content.LengthBytes : value;
                break;
            default:
                break;
        }
    }

    private void Settle(Dictionary<string, long> granted)
    {
        BlockSize = (int)granted.GetValueOrDefault("blksize", 512);
        WindowBlocks = (int)granted.GetValueOrDefault("windowsize", 1);
        RolloverTo = (int)granted.GetValueOrDefault("rollover", 0);
    }

    private void HandleOptionAck(ReadOnlySpan<byte> packet)
    {
        if (Habits.HangsUpOnOptionAckWith is { } code)
        {
            Send(RawPacket.MakeError(code, "User aborted the transfer"));
            Leave();
            return;
        }

        Settle(RawPacket.Options(packet));
        GoOn();
        Progress();
    }

    private void MaybeChangePort()
    {
        if (Habits.ChangesPortOnRetry)
        {
            Loop.Unbind(Local);
            Local = Local.WithPort((ushort)(Local.Port + 1));
            Loop.Bind(Local, this);
        }
    }
}
