using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;
using static System.FormattableString;

namespace Oack.Protocol.Observe;

/// <summary>A packet of the transfer comes in; a finding goes out.</summary>
public sealed partial class ObservedTransfer
{
    private readonly IConversationObserver? _observer;
    private readonly List<PeerEndpoint> _servers = [];

    /// <summary>Where its packets went to and came from, beside the client.</summary>
    internal IReadOnlyList<PeerEndpoint> ServersSeen => _servers;

    /// <summary>The request by which the client started over, if it did.</summary>
    internal ObservedTransfer? Successor { get; set; }

    /// <summary>The requests of one client that retries from port to port, this one among them.</summary>
    internal List<ObservedTransfer>? RetryChain { get; set; }

    internal void NoteServer(PeerEndpoint server) => _servers.Add(server);

    internal ObservedTransfer(int id, IConversationObserver? observer)
    {
        Id = id;
        _observer = observer;
    }

    /// <summary>
    /// Takes in a packet of this transfer: for a side of it, which need not find out where the packet belongs. What has
    /// no opcode of TFTP is left alone.
    /// </summary>
    /// <param name="datagram">All but its bytes.</param>
    /// <param name="payload">Its bytes.</param>
    /// <param name="fromClient">Whether the client sent it.</param>
    public void Observe(in ObservedDatagram datagram, ReadOnlySpan<byte> payload, bool fromClient)
    {
        if (TftpPacket.TryReadOpcode(payload, out _))
        {
            Handle(datagram, payload, fromClient);
        }
    }

    /// <summary>
    /// Takes in a packet of either side; <paramref name="bytes"/> has an opcode. Where the system segments or joins
    /// datagrams (UDP GSO and GRO), a capture on the same host shows many blocks as one datagram: they are told apart.
    /// </summary>
    internal void Handle(in ObservedDatagram datagram, ReadOnlySpan<byte> bytes, bool fromClient)
    {
        int segmentBytes = BlockSize + DataPacket.HeaderBytes;
        if (fromClient != IsWrite || datagram.PayloadBytes <= segmentBytes || !IsTrain(bytes, segmentBytes))
        {
            HandleOne(datagram, bytes, fromClient);
            return;
        }

        for (int start = 0; start < datagram.PayloadBytes && bytes.Length - start >= DataPacket.HeaderBytes; start += segmentBytes)
        {
            int length = Math.Min(segmentBytes, datagram.PayloadBytes - start);
            ReadOnlySpan<byte> segment = bytes.Slice(start, Math.Min(length, bytes.Length - start));
            HandleOne(datagram with { PayloadBytes = length, IpId = -1, FragmentBytes = 0 }, segment, fromClient);
        }
    }

    /// <summary>Whether the next block follows where the agreed block size ends.</summary>
    private static bool IsTrain(ReadOnlySpan<byte> bytes, int segmentBytes) =>
        bytes.Length >= segmentBytes + DataPacket.HeaderBytes
        && WireFormat.ReadOpcode(bytes) == Opcode.Data
        && WireFormat.ReadOpcode(bytes[segmentBytes..]) == Opcode.Data
        && WireFormat.ReadNumber(bytes[segmentBytes..]) is var next
        && ((ushort)(next - WireFormat.ReadNumber(bytes)) == 1 || (next == 1 && WireFormat.ReadNumber(bytes) == ushort.MaxValue));

    private void HandleOne(in ObservedDatagram datagram, ReadOnlySpan<byte> bytes, bool fromClient)
    {
        Opcode opcode = WireFormat.ReadOpcode(bytes);
        long block = 0;
        bool again = false;
        ushort number = bytes.Length >= WireFormat.NumberedHeaderBytes ? WireFormat.ReadNumber(bytes) : (ushort)0;
        int dataBytes = 0;
        Disposition disposition;
        switch (opcode)
        {
            case Opcode.ReadRequest or Opcode.WriteRequest:
                again = _requests > 0 && Packets > 0;
                disposition = again ? NoteRequest(datagram) : Disposition.Accepted;
                number = 0;
                break;
            case Opcode.OptionAcknowledgment when !fromClient:
                again = _optionAcks > 0;
                disposition = HandleOptionAck(datagram, bytes);
                number = 0;
                break;
            case Opcode.Data or Opcode.Acknowledgment when bytes.Length < WireFormat.NumberedHeaderBytes:
                disposition = Disposition.Malformed;
                break;
            case Opcode.Data when fromClient == IsWrite:
                dataBytes = Math.Max(datagram.PayloadBytes - DataPacket.HeaderBytes, 0);
                NoteFragments(datagram, dataBytes);
                NoteAnswerToOptionAck(fromClient);
                disposition = HandleData(datagram, number, dataBytes, bytes, out block, out again);
                break;
            case Opcode.Acknowledgment when fromClient != IsWrite && !(_wasError && !_errorFromClient):
                NoteAnswerToOptionAck(fromClient);
                disposition = HandleAck(datagram, number, datagram.PayloadBytes, out block, out again);
                break;
            case Opcode.Error:
                disposition = HandleError(datagram, bytes, fromClient, fromClient ? datagram.To : datagram.From);
                break;
            default:
                NoteWrongAnswer(datagram, opcode, fromClient);
                disposition = Disposition.Unexpected;
                break;
        }

        Count(datagram.Time, datagram.Frame, fromClient);
        if (IsComplete && Outcome == ObservedOutcome.InProgress)
        {
            Outcome = ObservedOutcome.Complete;
        }

        NoteWhetherUsual();
        _observer?.OnPacket(this, new ObservedPacket(datagram, fromClient, opcode, block, number, dataBytes, disposition, again), bytes);
    }

    /// <summary>Takes in an ICMP error that quotes a packet of this transfer.</summary>
    /// <param name="datagram">The quoted datagram, with the time and the frame of the ICMP error.</param>
    /// <param name="quotedFromClient">Whether the client sent what is quoted: then the server's side is unreachable.</param>
    /// <param name="isPort">Whether it is the port.</param>
    public void ObserveUnreachable(in ObservedDatagram datagram, bool quotedFromClient, bool isPort)
    {
        HandleUnreachable(datagram, fromClient: !quotedFromClient, isPort);
        NoteWhetherUsual();
        Packets++;
        LastFrame = datagram.Frame;
        _observer?.OnPacket(
            this,
            new ObservedPacket(datagram, !quotedFromClient, default, 0, 0, 0, Disposition.Terminal, IsRetransmission: false, IsUnreachable: true),
            []);
    }

    /// <summary>Something answered: from where, and is it where the question went.</summary>
    /// <param name="tid">Where the answer came from.</param>
    /// <param name="datagram">The answer.</param>
    /// <param name="isError">Whether it is an ERROR: many servers refuse from the port that was asked, and transfer from others.</param>
    /// <param name="isInferred">Whether no answer was seen, only that the client speaks to that place.</param>
    internal void Bind(PeerEndpoint tid, in ObservedDatagram datagram, bool isError, bool isInferred)
    {
        ServerTid = tid;
        if (isInferred)
        {
            return;
        }

        if (tid.Equals(Server) && !isError)
        {
            AddOnce(
                FindingCode.SinglePortServer,
                FindingSeverity.Note,
                datagram.Frame,
                Invariant($"The server answers from port {Server.Port}, where it was asked, instead of a port of its own."),
                "Nothing is to be done: most clients take it, and it helps through NAT.");
        }
        else if (!tid.HasAddressOf(Server) && !_requestIsBroadcast)
        {
            AddOnce(
                FindingCode.ReplyFromOtherAddress,
                FindingSeverity.Warning,
                datagram.Frame,
                Invariant($"The client asked {Server.ToIPAddress()}, and {tid.ToIPAddress()} answers: most clients drop that."),
                "Let the server answer from the address that was asked (it has several), or point next-server at the other one.");
        }
    }

    /// <summary>Another host answers the same request.</summary>
    internal void NoteSecondServer(PeerEndpoint other, long frame) => AddOnce(
        FindingCode.TwoServers,
        FindingSeverity.Warning,
        frame,
        Invariant($"The request is answered by {ServerTid!.Value.ToIPAddress()} and by {other.ToIPAddress()}."),
        "Switch one of the two servers off, or give each its own clients.");

    internal void Add(FindingCode code, FindingSeverity severity, long frame, string explanation, string remedy) =>
        Add(new Finding(code, severity, frame, explanation, remedy, FindingCatalogue.ReferenceOf(code)));

    internal void AddOnce(FindingCode code, FindingSeverity severity, long frame, string explanation, string remedy)
    {
        if (!Has(code))
        {
            Add(code, severity, frame, explanation, remedy);
        }
    }

    internal bool Has(FindingCode code) => _findings.Exists(finding => finding.Code == code);

    private void Add(Finding finding)
    {
        _findings.Add(finding);
        _observer?.OnFinding(this, finding);
    }

    private void NoteFragments(in ObservedDatagram datagram, int dataBytes)
    {
        _fragmentsSeen |= datagram.FragmentBytes > 0;
        _wholeFullBlockSeen |= datagram.Damage != DatagramDamage.FragmentsMissing && datagram.FragmentBytes > 0 && dataBytes == BlockSize;
    }

    /// <summary>The side that got the OACK speaks: what it says shows what it thinks of the OACK.</summary>
    private void NoteAnswerToOptionAck(bool fromClient)
    {
        if (fromClient && _optionAcks > 0 && !_optionAckIsAnswered)
        {
            _optionAckIsAnswered = true;
            SettleOptionFindings(failed: false);
        }
    }

    private void NoteWrongAnswer(in ObservedDatagram datagram, Opcode opcode, bool fromClient)
    {
        if (!fromClient || _optionAcks == 0 || _highestData > 0 || opcode is not (Opcode.Acknowledgment or Opcode.Data))
        {
            return;
        }

        AddOnce(
            FindingCode.WrongAnswerToOptionAck,
            FindingSeverity.Error,
            datagram.Frame,
            IsWrite
                ? "The client answers the OACK of its write request with an ACK; it has to send DATA 1."
                : "The client answers the OACK of its read request with DATA; it has to send ACK 0.",
            "The client's option negotiation is broken: update it, or let it ask without options.");
    }
}
