using System.Text;
using Oack.Protocol.Options;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;
using static System.FormattableString;

namespace Oack.Protocol.Observe;

/// <summary>The request and what was negotiated.</summary>
public sealed partial class ObservedTransfer
{
    private const ushort TftpPort = 69;

    private static readonly UTF8Encoding s_strictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly List<Finding> _optionFindings = [];
    private byte[] _requestBytes = [];
    private bool _requestIsBroadcast;
    private int _requests;
    private int _optionAcks;
    private bool _optionAckIsBad;
    private bool _optionAckIsAnswered;
    private bool _optionsWereUnseen;
    private bool _firstReplyCame;
    private string? _multicastOption;

    /// <summary>Whether the request was the same, byte for byte.</summary>
    internal bool IsSameRequest(ReadOnlySpan<byte> request) => HasRequest && request.SequenceEqual(_requestBytes);

    /// <summary>Whether anything but its request was seen from the client.</summary>
    internal bool ClientHasAnswered => _clientPackets > _requests;

    /// <summary>Whether anything was seen from the server.</summary>
    internal bool ServerHasAnswered => _serverPackets > 0;

    /// <summary>Whether the receiver has acknowledged a block.</summary>
    internal bool HasProgress => _highestAck > 0;

    /// <summary>The multicast option of an OACK that was not looked at yet.</summary>
    internal string? TakeMulticastOption()
    {
        string? option = _multicastOption;
        _multicastOption = null;
        return option;
    }

    internal void BeginWithRequest(in ObservedDatagram datagram, ReadOnlySpan<byte> bytes, in RequestPacket request)
    {
        HasRequest = true;
        IsWrite = request.Opcode == Opcode.WriteRequest;
        Name = Decode(request.FileName);
        Mode = Decode(request.Mode).ToLowerInvariant();
        Client = datagram.From;
        Server = datagram.To;
        _requestIsBroadcast = IsGroupOrBroadcast(datagram.To);
        _requestBytes = bytes.ToArray();
        Requested = ReadPairs(bytes[(4 + request.FileName.Length + request.Mode.Length)..], out _);
        Begin(datagram);
        _senderState = IsWrite ? TransferState.Requesting : TransferState.Transferring;
        _receiverState = IsWrite ? TransferState.Opening : TransferState.Requesting;

        if (IsWrite && TryGetNumber(Requested, "tsize", out long size))
        {
            AnnouncedBytes = size;
        }

        CheckRequest(datagram.Frame);
        NoteProgram(ClientHabits.ByRequest(this));
        NoteRequest(datagram);
    }

    /// <summary>Whether DATA that comes from an endpoint and goes to a group may be for this client: MTFTP has no options.</summary>
    internal bool MayListenTo(PeerEndpoint source) =>
        HasRequest && !IsWrite && !IsEnded && Requested.Count == 0 && Server.Equals(source) && source.Port != TftpPort;

    /// <summary>What goes to a group is for this client too.</summary>
    internal void NoteGroup() => IsMulticast = true;

    internal void BeginMidway(in ObservedDatagram datagram, PeerEndpoint client, PeerEndpoint server, bool isWrite)
    {
        Client = client;
        Server = server;
        ServerTid = server;
        IsWrite = isWrite;
        Begin(datagram);
        _senderState = _receiverState = TransferState.Transferring;
        _optionsWereUnseen = true;
        _isMidway = true;
    }

    /// <summary>The client's request, again.</summary>
    internal Disposition NoteRequest(in ObservedDatagram datagram)
    {
        bool again = _requests++ > 0;
        if (!again)
        {
            return Disposition.Accepted;
        }

        Retransmissions++;
        _clientRepeats++;
        return ApplyRule(toSender: !IsWrite, TransferInput.RepeatedRequest);
    }

    internal Disposition HandleOptionAck(in ObservedDatagram datagram, ReadOnlySpan<byte> bytes)
    {
        bool again = _optionAcks++ > 0;
        IReadOnlyList<KeyValuePair<string, string>> granted = ReadPairs(bytes[WireFormat.OpcodeBytes..], out string? defect);
        foreach ((string name, string value) in granted)
        {
            if (Is(name, "multicast"))
            {
                IsMulticast = true;
                _multicastOption = value;
            }
        }

        if (again)
        {
            Retransmissions++;
            _serverRepeats++;
            return Disposition.Duplicate;
        }

        Granted = granted;
        SettleOptions();
        CheckOptionAck(datagram.Frame, defect);
        if (!IsWrite)
        {
            _senderState = TransferState.Opening;
        }

        return ApplyRule(toSender: IsWrite, _optionAckIsBad ? TransferInput.OptionAckIllegal : TransferInput.OptionAck);
    }

    /// <summary>DATA 1 of a read, or ACK 0 of a write, came where an OACK could have.</summary>
    private void NoteAnswerWithoutOptions(long frame, int dataBytes)
    {
        if (_firstReplyCame || _optionAcks > 0 || !HasRequest)
        {
            return;
        }

        _firstReplyCame = true;
        if (Requested.Count == 0)
        {
            return;
        }

        if (dataBytes > TransferParameters.DefaultBlockSize)
        {
            // More than 512 bytes without an OACK: most likely it was sent and not captured.
            _optionsWereUnseen = true;
            BlockSize = dataBytes;
            return;
        }

        Add(
            FindingCode.OptionsIgnored,
            FindingSeverity.Warning,
            frame,
            Invariant($"The request asks for {ListNames(Requested)}; the server answers with {(IsWrite ? "ACK 0" : "DATA 1")} instead of an OACK, so none of it holds: 512 bytes a block, one block at a time."),
            "Use a server with option support (RFC 2347 to 2349, 7440), or switch its options on.");
    }

    /// <summary>The client went on after the OACK, or ended because of it: what was wrong with the OACK has its weight.</summary>
    private void SettleOptionFindings(bool failed)
    {
        foreach (Finding finding in _optionFindings)
        {
            Add(failed && finding.Severity == FindingSeverity.Warning ? finding with { Severity = FindingSeverity.Error } : finding);
        }

        _optionFindings.Clear();
    }

    private void Begin(in ObservedDatagram datagram)
    {
        FirstFrame = LastFrame = datagram.Frame;
        StartedAt = LastAt = datagram.Time;
    }

    private void SettleOptions()
    {
        if (TryGetNumber(Granted, "blksize", out long blockSize) && blockSize is >= TransferParameters.MinBlockSize and <= TransferParameters.MaxBlockSize)
        {
            BlockSize = (int)blockSize;
        }
        else if (TryGetNumber(Granted, "blksize2", out blockSize) && blockSize is >= TransferParameters.MinBlockSize and <= TransferParameters.MaxBlockSize)
        {
            BlockSize = (int)blockSize;
        }

        if (TryGetNumber(Granted, "windowsize", out long window) && window is >= 1 and <= TransferParameters.MaxWindowBlocks)
        {
            WindowBlocks = (int)window;
            _sightings.Fit(WindowBlocks);
        }

        if (!IsWrite && TryGetNumber(Granted, "tsize", out long size))
        {
            AnnouncedBytes = size;
        }
    }

    private void CheckRequest(long frame)
    {
        foreach ((string name, string value) in Requested)
        {
            (long least, long most) = RangeOf(name);
            if (most > 0 && !(long.TryParse(value, out long number) && number >= least && number <= most))
            {
                Add(
                    FindingCode.OptionOutOfRange,
                    FindingSeverity.Warning,
                    frame,
                    Invariant($"The request asks for {name}={value}; {Lower(name)} goes from {least} to {most}."),
                    "Correct the client's setting; a server may ignore the option or refuse the request.");
            }
        }
    }

    private void CheckOptionAck(long frame, string? defect)
    {
        if (defect is not null)
        {
            _optionAckIsBad = true;
            Suspect(FindingCode.OptionAckMalformed, frame, Invariant($"The OACK cannot be read to its end: {defect}."),
                "The server's OACK is broken; update or replace the server.");
        }

        if (!HasRequest)
        {
            return;
        }

        if (Requested.Count == 0 && Granted.Count > 0)
        {
            _optionAckIsBad = true;
            Suspect(FindingCode.OptionAckToPlainRequest, frame, "The request names no option, and the server answers with an OACK.",
                "The server must answer a request without options with DATA 1 or ACK 0; update or replace it.");
            return;
        }

        foreach ((string name, string value) in Granted)
        {
            KeyValuePair<string, string> asked = Requested.FirstOrDefault(pair => Is(pair.Key, name));
            if (asked.Key is null)
            {
                _optionAckIsBad = true;
                Suspect(FindingCode.OptionAckUnrequestedOption, frame, Invariant($"The OACK names {name}={value}, which the request did not ask for."),
                    "The server must not do that; strict clients answer with an ERROR. Update or replace the server.");
                continue;
            }

            if (asked.Key != name)
            {
                Suspect(FindingCode.OptionAckNameCase, frame, Invariant($"The request asks for {asked.Key}, the OACK answers {name}: a client that compares with case, as GRUB does, does not recognise it."),
                    "Use a server that returns option names as they were written.");
            }

            if (ComplaintAbout(name, asked.Value, value) is { } complaint)
            {
                _optionAckIsBad = true;
                Suspect(FindingCode.OptionAckValueNotAllowed, frame, complaint, "The server must not grant that; update or replace it.");
            }
        }

        if (TryGetNumber(Requested, "windowsize", out long window) && window > 1 && !Granted.Any(pair => Is(pair.Key, "windowsize")))
        {
            Add(
                FindingCode.WindowNotGranted,
                FindingSeverity.Warning,
                frame,
                Invariant($"The client asks for a window of {window} blocks, the OACK leaves it out: every block waits for its ACK, {BlockSize} bytes a round trip at most."),
                "Use a server that knows windowsize (RFC 7440).");
        }

        if (Granted.Any(pair => Is(pair.Key, "msftwindow")))
        {
            NoteVariableWindow(frame);
        }
    }

    private static string? ComplaintAbout(string name, string asked, string granted)
    {
        bool isNumber = long.TryParse(granted, out long value);
        bool askedNumber = long.TryParse(asked, out long wanted);
        (long least, long most) = RangeOf(name);
        if (most > 0 && !(isNumber && value >= least && value <= most))
        {
            return Invariant($"The OACK grants {name}={granted}; {Lower(name)} goes from {least} to {most}.");
        }

        if (!askedNumber || !isNumber)
        {
            return null;
        }

        bool mustNotGrow = Is(name, "blksize") || Is(name, "blksize2") || Is(name, "windowsize");
        if (mustNotGrow && value > wanted)
        {
            return Invariant($"The client asks for {name}={wanted}, the OACK grants {value}, which is more.");
        }

        bool mustBeSame = Is(name, "timeout") || Is(name, "utimeout") || Is(name, "rollover");
        return mustBeSame && value != wanted ? Invariant($"The client asks for {name}={wanted}, the OACK says {value}: it must be the same.") : null;
    }

    private static (long Least, long Most) RangeOf(string name) => Lower(name) switch
    {
        "blksize" or "blksize2" => (TransferParameters.MinBlockSize, TransferParameters.MaxBlockSize),
        "timeout" => (1, OptionRanges.MaxTimeoutSeconds),
        "windowsize" => (1, TransferParameters.MaxWindowBlocks),
        "tsize" => (0, long.MaxValue),
        "rollover" => (0, 1),
        _ => (0, 0),
    };

    private void Suspect(FindingCode code, long frame, string explanation, string remedy) =>
        _optionFindings.Add(new Finding(code, FindingSeverity.Warning, frame, explanation, remedy, FindingCatalogue.ReferenceOf(code)));

    private void NoteVariableWindow(long frame)
    {
        IsVariableWindow = true;
        AddOnce(
            FindingCode.VariableWindow,
            FindingSeverity.Note,
            frame,
            "The Windows boot manager moves its window with each ACK, whose fifth byte is the next window.",
            "Nothing is to be done.");
    }

    private void NoteProgram(string? program) => ClientProgram = program ?? ClientProgram;

    /// <summary>Names and values up to the end, whatever is wrong with it.</summary>
    private static List<KeyValuePair<string, string>> ReadPairs(ReadOnlySpan<byte> bytes, out string? defect)
    {
        List<KeyValuePair<string, string>> pairs = [];
        List<string> strings = [];
        defect = null;
        while (!bytes.IsEmpty && strings.Count < RequestPacket.MaxBytes)
        {
            int end = bytes.IndexOf((byte)0);
            if (end < 0)
            {
                defect = "its last NUL is missing";
                end = bytes.Length;
            }
            else if (end == 0 && strings.Count % 2 == 0)
            {
                defect = Invariant($"{bytes.Length} bytes trail behind the last option");
                break;
            }

            strings.Add(Decode(bytes[..end]));
            bytes = bytes[Math.Min(end + 1, bytes.Length)..];
        }

        if (strings.Count % 2 != 0)
        {
            defect ??= "its last option has no value";
        }

        for (int i = 0; i + 1 < strings.Count; i += 2)
        {
            pairs.Add(new(strings[i], strings[i + 1]));
        }

        return pairs;
    }

    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return s_strictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(bytes);
        }
    }

    private static bool TryGetNumber(IReadOnlyList<KeyValuePair<string, string>> options, string name, out long number)
    {
        foreach ((string key, string value) in options)
        {
            if (Is(key, name))
            {
                return long.TryParse(value, out number);
            }
        }

        number = 0;
        return false;
    }

    private static string ListNames(IReadOnlyList<KeyValuePair<string, string>> options) =>
        string.Join(", ", options.Select(pair => Invariant($"{pair.Key}={pair.Value}")));

    private static bool Is(string name, string other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);

    private static string Lower(string name) => name.ToLowerInvariant();

    private static bool IsGroupOrBroadcast(PeerEndpoint endpoint) =>
        endpoint.IsIPv4
            ? endpoint.IPv4Address >> 28 == 0xE || endpoint.IPv4Address == uint.MaxValue
            : endpoint.AddressHigh >> 56 == 0xFF;
}
