using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;
using static System.FormattableString;

namespace Oack.Protocol.Observe;

/// <summary>An ERROR: who sent it, whether on purpose, and what it says.</summary>
public sealed partial class ObservedTransfer
{
    private const int MaxQuotedBytes = 200;

    private bool _wasError;
    private bool _errorFromClient;
    private ushort _errorCode;
    private string _errorText = "";
    private long _errorFrame;
    private bool _errorHasText;
    private int _errorRepeats;
    private bool _gaveUp;

    internal Disposition HandleError(in ObservedDatagram datagram, ReadOnlySpan<byte> bytes, bool fromClient, PeerEndpoint other)
    {
        bool isForeign = ServerTid is { } tid && !other.Equals(tid) && !other.Equals(Server);
        ushort code = bytes.Length >= ErrorPacket.MinBytes - 1 ? (ushort)((bytes[2] << 8) | bytes[3]) : (ushort)0;
        if (_wasError && fromClient == _errorFromClient)
        {
            _errorRepeats++;
            Retransmissions++;
        }

        if (isForeign || _wasError || IsComplete)
        {
            // Refuses somebody else's packet, or comes when all is said: it ends nothing.
            return Disposition.Unexpected;
        }

        _wasError = true;
        _errorFromClient = fromClient;
        _errorCode = code;
        _errorFrame = datagram.Frame;
        ReadOnlySpan<byte> text = bytes.Length > 4 ? bytes[4..] : [];
        int end = text.IndexOf((byte)0);
        _errorHasText = bytes.Length >= ErrorPacket.MinBytes;
        _errorText = PacketText.Escape(end >= 0 ? text[..end] : text, MaxQuotedBytes);
        Outcome = OutcomeOfError();
        NoteProgram(ClientHabits.ByError(this, fromClient, code, _errorText));
        SettleOptionFindings(failed: Outcome is ObservedOutcome.Failed);
        if (bytes.Length < ErrorPacket.MinBytes || end < 0 || code > (ushort)ErrorCode.OptionNegotiation)
        {
            NoteMalformedError(datagram.Frame, bytes.Length, end >= 0, code, fromClient);
        }

        SettleAckAheadByError();
        ConcludeError();
        bool toSender = fromClient != IsWrite;
        _ = ApplyRule(!toSender, TransferInput.Error);
        return ApplyRule(toSender, TransferInput.Error);
    }

    private ObservedOutcome OutcomeOfError()
    {
        if (!_errorFromClient)
        {
            bool answersRequest = _highestData == 0 && _highestAck == 0 && _optionAcks == 0 && _openingAcks == 0;
            return answersRequest ? ObservedOutcome.Refused : ObservedOutcome.Failed;
        }

        ushort code = CodeOnWire(_errorCode);
        bool hungUp = _errorHasText || code == 0 || _errorCode != code;
        bool asksSize = !IsWrite && TryGetNumber(Requested, "tsize", out _);
        bool mayProbe = code is 0 or 8 || (code == 4 && _optionAcks == 0 && _highestData > 0);
        bool complains = _optionAckIsBad || SpeaksOfOptions(_errorText) || (_oversizeSeen && code == 8);
        if (asksSize && mayProbe && !complains && hungUp && _highestAck == 0 && (TryGetNumber(Granted, "tsize", out _) || (_optionAcks == 0 && _highestData > 0)))
        {
            return ObservedOutcome.Probed;
        }

        bool wasWaiting = _clientRepeats > 0 || _errorText.Contains("time", StringComparison.OrdinalIgnoreCase);
        bool onPurpose = (code == 0 && hungUp) || (code == 8 && _highestAck > 0) || _errorText.Contains("abort", StringComparison.OrdinalIgnoreCase);
        return onPurpose && !wasWaiting && !complains && !IsWrite && (_highestData > 0 || _optionAcks > 0) ? ObservedOutcome.ClosedEarly : ObservedOutcome.Failed;
    }

    private static bool SpeaksOfOptions(string text) =>
        text.Contains("option", StringComparison.OrdinalIgnoreCase)
        || text.Contains("malform", StringComparison.OrdinalIgnoreCase)
        || text.Contains("oack", StringComparison.OrdinalIgnoreCase)
        || text.Contains("negotiat", StringComparison.OrdinalIgnoreCase)
        || text.Contains("blksize", StringComparison.OrdinalIgnoreCase);

    /// <summary>Etherboot and NILO send the code in the byte order of their host.</summary>
    private static ushort CodeOnWire(ushort code) => code == 0x0800 ? (ushort)8 : code;

    private void ConcludeError()
    {
        switch (Outcome)
        {
            case ObservedOutcome.Probed:
                Add(
                    FindingCode.SizeProbe,
                    FindingSeverity.Note,
                    _errorFrame,
                    Invariant($"The client asked for the size{(AnnouncedBytes is { } size ? Invariant($", learned that it is {size:N0} bytes,") : "")} and hung up on purpose with ERROR {_errorCode}{Quoted}: its request for the file follows."),
                    "Nothing is to be done.");
                return;
            case ObservedOutcome.ClosedEarly:
                Add(
                    FindingCode.ClosedEarly,
                    FindingSeverity.Note,
                    _errorFrame,
                    Invariant($"After {Bytes:N0} bytes the client had what it wanted and hung up on purpose with ERROR {_errorCode}{Quoted}."),
                    "Nothing is to be done.");
                return;
        }

        bool isFinalMissing = _errorFromClient && NoteFinalBlockMissing();
        bool rejects = _errorFromClient && _optionAcks > 0 && _highestAck == 0 && CodeOnWire(_errorCode) is 8 or 4 && _errorHasText;
        if (rejects)
        {
            NoteRejection();
        }

        if (isFinalMissing || rejects)
        {
            return;
        }

        // A side that repeated itself in vain and then ends it with a word has met silence, not a fault.
        int own = _errorFromClient ? _clientRepeats : _serverRepeats;
        int others = _errorFromClient ? _serverRepeats : _clientRepeats;
        bool bothSpoke = ServerHasAnswered && (ClientHasAnswered || !HasRequest);
        _gaveUp = _errorCode == (ushort)ErrorCode.NotDefined && own > 0 && others == 0 && bothSpoke;
        if (!_gaveUp)
        {
            NoteErrorCode();
        }
    }

    private string Quoted => _errorText.Length > 0 ? Invariant($" \"{_errorText}\"") : "";

    private string Sender => _errorFromClient ? "client" : "server";

    private void NoteRejection()
    {
        string[] wrong = [.. _findings.Where(finding => finding.Code is >= FindingCode.OptionAckUnrequestedOption and <= FindingCode.OptionAckToPlainRequest).Select(finding => finding.CodeName)];
        string why = wrong.Length > 0 ? Invariant($" The OACK is at fault: {string.Join(", ", wrong)}.") : "";
        Add(
            FindingCode.OptionAckRejected,
            FindingSeverity.Error,
            _errorFrame,
            Invariant($"The client does not accept the OACK ({ListNames(Granted)}) and ends with ERROR {_errorCode}{Quoted}.{why}"),
            wrong.Length > 0 ? "Update or replace the server." : "Limit or switch off options for this client at the server, one by one.");
    }

    private void NoteErrorCode()
    {
        string words = _errorText.Length > 0 ? Invariant($" with \"{_errorText}\"") : "";
        (FindingCode code, string what, string remedy) = (_errorHasText ? CodeOnWire(_errorCode) : 0) switch
        {
            1 => (FindingCode.FileNotFound, Invariant($"says that {Subject} is not there"), "Look at the name (case, slashes, directory) and at the server's root."),
            2 => (FindingCode.AccessViolation, Invariant($"does not allow {Subject}"), "Look at the file's rights and at the server's rules."),
            3 => (FindingCode.DiskFull, "has no room for the file", "Make room, or raise the limit of the side that stores the file."),
            4 => (FindingCode.IllegalOperation, "takes a packet for illegal", "Look at the packet before the ERROR."),
            5 => (FindingCode.UnknownTid, "does not know the transfer", "A packet came from, or went to, a port that belongs to no transfer: look for NAT or for two servers."),
            6 => (FindingCode.FileExists, Invariant($"has {Subject} already and does not overwrite it"), "Choose another name, or let the server overwrite."),
            _ => (FindingCode.OtherError, "ends the transfer", "The text of the ERROR says why, if anything does."),
        };
        bool isSearched = code == FindingCode.FileNotFound && SearchLists.IsSearched(Name);
        bool mayFallBack = CodeOnWire(_errorCode) == 8 && Outcome == ObservedOutcome.Refused && Requested.Count > 0;
        Add(
            code,
            isSearched ? FindingSeverity.Note : mayFallBack ? FindingSeverity.Warning : FindingSeverity.Error,
            _errorFrame,
            Invariant($"The {Sender} {what}: ERROR {_errorCode}{words}."),
            isSearched ? "Nothing is to be done: a boot loader tries a list of names." : remedy);
    }

    private string Subject => Name.Length > 0 ? Invariant($"\"{PacketText.Escape(Name, MaxQuotedBytes)}\"") : "the file";

    private void NoteMalformedError(long frame, int bytes, bool isTerminated, ushort code, bool fromClient)
    {
        string what = bytes < ErrorPacket.MinBytes
            ? Invariant($"has {bytes} bytes, and an ERROR has 5 or more{(bytes == 4 ? Invariant($"; its code {code} is a block number, as curl sends it") : "")}")
            : !isTerminated ? "has no NUL behind its text" : code == 0x0800 ? "has its code 8 in the byte order of its host" : Invariant($"has the code {code}, which does not exist");
        Add(
            FindingCode.ErrorMalformed,
            FindingSeverity.Note,
            frame,
            Invariant($"The {(fromClient ? "client" : "server")}'s ERROR {what}."),
            "Its code says little; look at what came before it.");
    }
}
