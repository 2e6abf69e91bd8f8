using System.Buffers.Binary;
using System.Text;
using Oack.Protocol;
using Oack.Protocol.Options;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;
using static System.FormattableString;

namespace Oack.Boot.Firmware;

/// <summary>
/// One request as a certain program sends it, and what that program makes of the answers. It takes bytes and time and
/// gives bytes and deadlines, like every state machine here; unlike those of the protocol library it does not do what is
/// best, but what the program does (<see cref="FirmwareProfile"/>).
/// </summary>
/// <remarks>
/// A driver calls <see cref="Start"/>, then sends all that <see cref="TryPollTransmit"/> gives, then waits until a
/// datagram comes or <see cref="NextDeadline"/> is reached, until <see cref="End"/> is set. Memory does not grow with
/// what a server sends: content is handed out block by block.
/// </remarks>
public sealed partial class FirmwareTransfer
{
    private const int DefaultBlockSize = TransferParameters.DefaultBlockSize;
    private const long LastBlockNumber = ushort.MaxValue;

    private readonly FirmwareProfile _profile;
    private readonly FirmwareStep _step;
    private readonly byte[] _requestBytes;
    private readonly Queue<(byte[] Datagram, PeerEndpoint To)> _outgoing = new();
    private byte[]? _lastAck;
    private Instant _deadline = Instant.Never;
    private Instant _twinAt = Instant.Never;
    private int _tries;
    private int _windowBlocks = 1;
    private long _received;
    private long _acknowledged;
    private long _lastGapAck = -1;
    private bool _isNegotiated;
    private bool _hasVariableWindow;
    private bool _closesEmptyFile;

    /// <summary>Prepares a request.</summary>
    /// <param name="profile">Whose habits it has.</param>
    /// <param name="step">What is asked for, and why.</param>
    /// <param name="server">Where the request goes.</param>
    /// <exception cref="ArgumentException">The name cannot stand in a request (<see cref="RequestPacket.IsLegalName"/>), or the request is too long.</exception>
    public FirmwareTransfer(FirmwareProfile profile, FirmwareStep step, PeerEndpoint server)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(step);
        _profile = profile;
        _step = step;
        Server = server;
        LocalPort = step.LocalPort;
        _requestBytes = WriteRequest(step);
    }

    /// <summary>Where the request goes.</summary>
    public PeerEndpoint Server { get; }

    /// <summary>What is asked for, and why.</summary>
    public FirmwareStep Step => _step;

    /// <summary>Who answered, once somebody did.</summary>
    public PeerEndpoint? ServerTid { get; private set; }

    /// <summary>The port that it really left from, as its driver tells; until then the one that was wanted.</summary>
    public int LocalPort { get; set; }

    /// <summary>How it ended; None while it runs.</summary>
    public FirmwareEnd End { get; private set; }

    /// <summary>Why it ended, in words, escaped; empty while it runs and where <see cref="End"/> says all.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>The code of the server's ERROR, where one ended it.</summary>
    public ushort? ServerErrorCode { get; private set; }

    /// <summary>The first answer to the options: what the OACK holds and what about it some program minds; null before.</summary>
    public OptionAckReading? Answer { get; private set; }

    /// <summary>The size of the file as the program understood it, or null.</summary>
    public long? Size { get; private set; }

    /// <summary>How many bytes of the file the program has.</summary>
    public long Bytes { get; private set; }

    /// <summary>The block size that holds, in bytes.</summary>
    public int BlockSize { get; private set; } = DefaultBlockSize;

    /// <summary>How many datagrams were sent again because nothing came.</summary>
    public int Repetitions { get; private set; }

    /// <summary>When <see cref="HandleTimeout"/> is due.</summary>
    public Instant NextDeadline => Instant.Min(_deadline, _twinAt);

    /// <summary>Sends the request.</summary>
    public void Start(Instant now)
    {
        SendRequest();
        _twinAt = _profile.RequestTwin is { } twin ? now + twin : Instant.Never;
        _tries = _step.Attempt;
        ArmTimer(now);
    }

    /// <summary>The next datagram to send; false when there is none.</summary>
    public bool TryPollTransmit(out ReadOnlyMemory<byte> datagram, out PeerEndpoint to)
    {
        bool found = _outgoing.TryDequeue(out (byte[] Datagram, PeerEndpoint To) next);
        datagram = next.Datagram;
        to = next.To;
        return found;
    }

    /// <summary>Takes in a datagram; nothing that a peer sends throws.</summary>
    /// <param name="now">The time.</param>
    /// <param name="from">Who sent it.</param>
    /// <param name="datagram">Its bytes.</param>
    /// <param name="content">The next bytes of the file, where it brought them; a part of the datagram.</param>
    public Disposition HandleDatagram(Instant now, PeerEndpoint from, ReadOnlySpan<byte> datagram, out ReadOnlySpan<byte> content)
    {
        content = default;
        if (End != FirmwareEnd.None)
        {
            return Disposition.Terminal;
        }

        // All of them pass over strangers in silence: none sends ERROR 5.
        if (!from.HasAddressOf(Server) || (ServerTid is { } tid && tid != from))
        {
            return Disposition.ForeignPeer;
        }

        if (!TftpPacket.TryReadOpcode(datagram, out Opcode opcode))
        {
            return Disposition.Malformed;
        }

        switch (opcode)
        {
            case Opcode.OptionAcknowledgment:
                return HandleOptionAck(now, from, datagram);
            case Opcode.Data when DataPacket.TryParse(datagram, out DataPacket data) == ParseStatus.Ok:
                return HandleData(now, from, data, out content);
            case Opcode.Error when ErrorPacket.TryParse(datagram, out ErrorPacket error) == ParseStatus.Ok:
                return HandleError(from, error);
            case Opcode.Data or Opcode.Error:
                return Disposition.Malformed;
            default:
                return Disposition.Unexpected;
        }
    }

    /// <summary>Does what is due; a call before <see cref="NextDeadline"/> does nothing.</summary>
    public void HandleTimeout(Instant now)
    {
        if (End != FirmwareEnd.None)
        {
            return;
        }

        if (now >= _twinAt)
        {
            _twinAt = Instant.Never;
            if (ServerTid is null)
            {
                SendRequest();
            }
        }

        if (now < _deadline)
        {
            return;
        }

        IReadOnlyList<TimeSpan> waits = Waits;
        if (++_tries >= waits.Count)
        {
            Finish(
                ServerTid is null ? FirmwareEnd.Unanswered : FirmwareEnd.Stalled,
                waits.Count == 1 ? Invariant($"nothing came for {waits[0].TotalSeconds:0.#} s") : Invariant($"nothing came after {waits.Count} tries"));
            return;
        }

        if (IsRequesting && _lastAck is null && _profile.Timers.NewPortForEachTry)
        {
            Finish(FirmwareEnd.TryFromNewPort, "");
            return;
        }

        if (IsRequesting)
        {
            Repetitions++;
            SendRequest();
        }
        else if (_profile.Timers.RepeatsAcks)
        {
            Repetitions++;
            _outgoing.Enqueue((_lastAck!, ServerTid!.Value));
        }

        ArmTimer(now);
    }

    /// <summary>Whether the request is what is repeated: GRUB repeats it until an OACK comes, whatever else does.</summary>
    private bool IsRequesting => _lastAck is null || (_profile.NeedsOptionAck && !_isNegotiated);

    /// <summary>A host says that nobody listens where the last datagram went.</summary>
    public void HandleUnreachable()
    {
        if (End == FirmwareEnd.None)
        {
            Finish(FirmwareEnd.Unreachable, Invariant($"nobody listens at {ServerTid ?? Server}"));
        }
    }

    /// <summary>The machine is switched off: hangs up with the program's own ERROR, where it has one.</summary>
    public void Abort(string reason)
    {
        if (End != FirmwareEnd.None)
        {
            return;
        }

        if (_profile.Abort is { } error && ServerTid is { } tid)
        {
            SendError(error, tid);
        }

        Finish(FirmwareEnd.CalledOff, reason);
    }

    private IReadOnlyList<TimeSpan> Waits => IsRequesting ? _profile.Timers.Request : _profile.Timers.Block;

    private void ArmTimer(Instant now) => _deadline = now + Waits[Math.Min(_tries, Waits.Count - 1)];

    private void SendRequest() => _outgoing.Enqueue((_requestBytes, Server));

    private void SendError(FirmwareError error, PeerEndpoint to)
    {
        byte[] datagram = new byte[ErrorPacket.MinBytes + error.Text.Length];
        ErrorPacket.Write(datagram, (ErrorCode)error.Code, error.Text);
        _outgoing.Enqueue((datagram, to));
    }

    private void SendAck(long block, PeerEndpoint to)
    {
        byte[] datagram = new byte[_hasVariableWindow ? AckPacket.BytesWithWindow : AckPacket.Bytes];
        _ = _hasVariableWindow
            ? AckPacket.Write(datagram, (ushort)block, (byte)Math.Min(_windowBlocks, byte.MaxValue))
            : AckPacket.Write(datagram, (ushort)block);
        _lastAck = datagram;
        _outgoing.Enqueue((datagram, to));
    }

    private void Finish(FirmwareEnd end, string reason)
    {
        End = end;
        Reason = reason;
        _deadline = _twinAt = Instant.Never;
    }

    private static byte[] WriteRequest(FirmwareStep step)
    {
        byte[] name = Encoding.UTF8.GetBytes(step.Name);
        if (!RequestPacket.IsLegalName(name))
        {
            throw new ArgumentException(Invariant($"\"{PacketText.Escape(step.Name)}\" cannot be a file's name: it needs 1 to {RequestPacket.MaxNameBytes} bytes, none of them NUL."), nameof(step));
        }

        using MemoryStream datagram = new();
        Span<byte> opcode = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(opcode, (ushort)Opcode.ReadRequest);
        datagram.Write(opcode);
        Append(datagram, name);
        Append(datagram, Encoding.ASCII.GetBytes(step.Request.Mode));
        foreach ((string key, string value) in step.Request.Options)
        {
            Append(datagram, Encoding.ASCII.GetBytes(key));
            Append(datagram, Encoding.ASCII.GetBytes(value));
        }

        return datagram.Length <= RequestPacket.MaxBytes
            ? datagram.ToArray()
            : throw new ArgumentException(Invariant($"The request has {datagram.Length} bytes; {RequestPacket.MaxBytes} are the limit."), nameof(step));
    }

    private static void Append(MemoryStream datagram, ReadOnlySpan<byte> text)
    {
        datagram.Write(text);
        datagram.WriteByte(0);
    }
}
