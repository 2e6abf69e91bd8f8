using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;
using static System.FormattableString;

namespace Oack.Protocol.Observe;

/// <summary>How it ended: an ERROR, an ICMP error, the last ACK, or silence.</summary>
public sealed partial class ObservedTransfer
{
    /// <summary>A capture that goes on this long after the last packet shows that it was the last.</summary>
    private static readonly TimeSpan s_longSilence = TimeSpan.FromSeconds(5);

    /// <summary>A request that nobody answers for so long counts as unanswered.</summary>
    private static readonly TimeSpan s_shortSilence = TimeSpan.FromSeconds(1);

    private bool _wasUnreachable;
    private long _unreachableFrame;
    private bool _unreachableIsClient;
    private bool _unreachableIsPort;
    private bool _lostFragmentsAreFatal;

    /// <summary>Whether an ERROR, or the last ACK, has ended it; more packets may still come.</summary>
    internal bool IsOver => _wasError || IsComplete || (_wasUnreachable && !_unreachableIsGone);

    /// <summary>Whether it ended with an ERROR of code 8, of either side, that no size probe explains.</summary>
    internal bool WasRejectedForOptions => _wasError && CodeOnWire(_errorCode) == (ushort)ErrorCode.OptionNegotiation && Outcome is ObservedOutcome.Refused or ObservedOutcome.Failed && _highestAck == 0;

    /// <summary>Whether an ERROR 1 answered it.</summary>
    internal bool WasNotFound => _wasError && !_errorFromClient && _errorCode == (ushort)ErrorCode.FileNotFound && _highestData == 0;

    /// <summary>When its client was heard last.</summary>
    internal Instant ClientHeardAt => _lastFromClientAt;

    private bool _unreachableIsGone;

    private long HighestBlock => Math.Max(_highestData, _highestAck);

    internal void HandleUnreachable(in ObservedDatagram datagram, bool fromClient, bool isPort)
    {
        // A client that has closed its port after the last ACK, or after its own ERROR, is no fault.
        if (IsOver || (_lastBlock is { } last && _highestData >= last && fromClient != IsWrite && _highestAck >= last - WindowBlocks))
        {
            _unreachableIsGone = true;
            return;
        }

        if (_wasUnreachable)
        {
            return;
        }

        _wasUnreachable = true;
        _unreachableFrame = datagram.Frame;
        _unreachableIsClient = fromClient;
        _unreachableIsPort = isPort;
    }

    /// <summary>No more is expected, or no more will be seen.</summary>
    /// <param name="now">The end of what was watched.</param>
    internal void Conclude(Instant now)
    {
        if (IsEnded)
        {
            return;
        }

        IsEnded = true;
        TimeSpan silence = now - LastAt;
        if (_wasError)
        {
            ConcludeRepeatedRefusal();
            if (_gaveUp && _lostFragments < 2)
            {
                Outcome = ObservedOutcome.Stalled;
                NoteSilence(_errorFromClient ? 0 : _serverRepeats, _errorFromClient ? _clientRepeats : 0);
            }
        }
        else
        {
            Outcome = IsComplete ? ObservedOutcome.Complete : OutcomeOfSilence(silence);
        }

        if (!_lostFragmentsAreFatal && _lostFragments >= 2 && Outcome is not ObservedOutcome.Complete && !_wholeFullBlockSeen)
        {
            NoteFatalFragments();
        }

        SettleOptionFindings(failed: Outcome is not ObservedOutcome.Complete and not ObservedOutcome.InProgress);
        if (_oversizeSeen)
        {
            Add(
                FindingCode.UnagreedBlockSize,
                Outcome == ObservedOutcome.Complete ? FindingSeverity.Warning : FindingSeverity.Error,
                _oversizeFrame,
                Invariant($"DATA carries {_oversizeBytes} bytes, and {BlockSize} were agreed."),
                "The sender must keep to the agreed block size; update or replace it.");
        }

        ConcludeLoss();
        ConcludeSize();
        ConcludeRollover();
        _sightings.Release();
    }

    private ObservedOutcome OutcomeOfSilence(TimeSpan silence)
    {
        if (_wasUnreachable)
        {
            return ConcludeUnreachable();
        }

        if (!ServerHasAnswered)
        {
            return ConcludeUnanswered(silence);
        }

        if (HasRequest && !ClientHasAnswered)
        {
            return ConcludeOpening(silence);
        }

        bool wasLast = _lastBlock is { } last && _highestData >= last;
        int server = _serverRepeats;
        int client = _clientRepeats;
        bool isSilent = silence >= s_longSilence || server + client >= 2;
        if (wasLast && _highestAck >= _lastBlock!.Value - WindowBlocks && (SenderRepeats > 0 || _unreachableIsGone || silence >= s_longSilence))
        {
            NoteFinalAckMissing();
            return ObservedOutcome.Complete;
        }

        if (wasLast && !_ackWasSeen && _isMidway && _holes.IsEmpty)
        {
            // The receiver's side was not seen; the sender's says that it is over.
            return ObservedOutcome.Complete;
        }

        if (!isSilent)
        {
            return ObservedOutcome.InProgress;
        }

        if (NoteFinalBlockMissing())
        {
            return ObservedOutcome.Stalled;
        }

        if (_lostFragments >= 2 || FragmentsDoNotArrive)
        {
            NoteFatalFragments();
            return ObservedOutcome.Stalled;
        }

        NoteSilence(server, client);
        return ObservedOutcome.Stalled;
    }

    private void NoteSilence(int server, int client)
    {
        bool oneSided = _clientPackets == 0 || _serverPackets == 0;
        if (oneSided)
        {
            return;
        }

        if (server > 0 && client == 0 && _lastFromServerAt > _lastFromClientAt)
        {
            Add(
                FindingCode.ClientSilent,
                FindingSeverity.Error,
                LastFrame,
                Invariant($"The server repeats {(_highestData > 0 ? "its packet" : "its OACK")} {Times(server)} and the client says nothing any more, {(LastAt - _lastFromClientAt).TotalSeconds:0.#} s long."),
                "Look at the client: it was switched off, it crashed, or it lost its network.");
        }
        else if (client > 0 && server == 0 && _lastFromClientAt > _lastFromServerAt)
        {
            Add(
                FindingCode.ServerSilent,
                FindingSeverity.Error,
                LastFrame,
                Invariant($"The client repeats its packet {Times(client)} and the server says nothing any more, {(LastAt - _lastFromServerAt).TotalSeconds:0.#} s long."),
                "Look at the server: its process died, or its packets no longer arrive here.");
        }
        else if (server > 0 && client > 0)
        {
            Add(
                FindingCode.DataLost,
                FindingSeverity.Error,
                _dataLostFrame > 0 ? _dataLostFrame : LastFrame,
                Invariant($"Block {_highestAck + 1} never arrives: its sender repeats it, and its receiver repeats the ACK before it."),
                "The path lets packets through one way only, or not of this size.");
        }
    }

    private ObservedOutcome ConcludeUnreachable()
    {
        string host = _unreachableIsClient ? "client" : "server";
        bool atRequest = !ServerHasAnswered;
        string what = _unreachableIsPort
            ? Invariant($"The {host}'s host says that nobody listens on port {(_unreachableIsClient ? Client.Port : (ServerTid ?? Server).Port)}.")
            : Invariant($"The network says that the {host} cannot be reached.");
        Add(
            FindingCode.PortUnreachable,
            FindingSeverity.Error,
            _unreachableFrame,
            what,
            _unreachableIsClient ? "The client has closed its port: look at why it left." : atRequest ? "Start the TFTP server there, or correct the next-server address." : "The server's process ended, or a firewall answers in its place.");
        return atRequest ? ObservedOutcome.Unanswered : ObservedOutcome.Failed;
    }

    private ObservedOutcome ConcludeUnanswered(TimeSpan silence)
    {
        if (_clientPackets > _requests)
        {
            // The client goes on, so it was answered: only its packets are seen.
            return silence >= s_longSilence ? ObservedOutcome.Stalled : ObservedOutcome.InProgress;
        }

        if (_requests < 2 && silence < s_shortSilence)
        {
            return ObservedOutcome.InProgress;
        }

        Add(
            FindingCode.RequestUnanswered,
            FindingSeverity.Error,
            FirstFrame,
            Invariant($"The request was sent {Times(_requests)} to {Server}, and nothing answers it."),
            "Look whether the server runs, whether next-server is right, and whether a firewall lets UDP port 69 through.");
        return ObservedOutcome.Unanswered;
    }

    private ObservedOutcome ConcludeOpening(TimeSpan silence)
    {
        if (_requests > 1 && _serverPackets > 1)
        {
            NoteReturnPathBlocked();
            return ObservedOutcome.Failed;
        }

        if (IsWholeWithoutAck(silence))
        {
            NoteFinalAckMissing();
            return ObservedOutcome.Complete;
        }

        if (_serverRepeats > 0)
        {
            NoteSilence(_serverRepeats, 0);
            return ObservedOutcome.Stalled;
        }

        return silence >= s_longSilence ? ObservedOutcome.Stalled : ObservedOutcome.InProgress;
    }

    /// <summary>The client asks on and on though each request is refused: it does not hear it.</summary>
    private void ConcludeRepeatedRefusal()
    {
        if (Outcome == ObservedOutcome.Refused && _requests > 2 && _errorRepeats > 1 && !ClientHasAnswered)
        {
            NoteReturnPathBlocked();
        }
    }

    private void NoteReturnPathBlocked() => Add(
        FindingCode.ReturnPathBlocked,
        FindingSeverity.Error,
        LastFrame,
        Invariant($"The client repeats its request ({Times(_requests)} in all) though the server answers ({Times((int)Math.Min(_serverPackets, int.MaxValue))}): the answers do not reach it."),
        "Let the server's answers through (they come from a port of their own), give the server a fixed port range, or a single port.");

    private bool IsWholeWithoutAck(TimeSpan silence) => IsMulticast && _lastBlock is not null && _holes.IsEmpty && silence >= TimeSpan.Zero;

    /// <summary>Large blocks are sent and none arrives, though small packets do.</summary>
    private bool FragmentsDoNotArrive =>
        _fragmentsSeen && _highestAck == 0 && _highestData > 0 && SenderRepeats > 0 && ReceiverRepeats > 0;

    private void NoteFatalFragments()
    {
        _lostFragmentsAreFatal = true;
        Outcome = Outcome is ObservedOutcome.InProgress ? ObservedOutcome.Stalled : Outcome;
        long frame = _lostFragments > 0 ? _lostFragmentsFrame : LastFrame;
        int overhead = Client.IsIPv4 ? 32 : 52;
        Add(
            FindingCode.FragmentsLost,
            FindingSeverity.Error,
            frame,
            Invariant($"DATA of {BlockSize} bytes travels in IP fragments, and {(_lostFragments > 0 ? "only the first of them are seen" : "none of it arrives")}: the path drops fragments."),
            Invariant($"Limit blksize to the path's MTU less {overhead} ({1500 - overhead} on Ethernet), or let fragments through."));
    }

    private void NoteFinalAckMissing()
    {
        Add(
            FindingCode.FinalAckMissing,
            FindingSeverity.Note,
            LastFrame,
            Invariant($"The last block, {_lastBlock}, was never acknowledged{(SenderRepeats > 0 ? Invariant($" and repeated {Times(SenderRepeats)}") : "")}: many clients do not send that ACK. The file arrived."),
            "Nothing is to be done.");
        ReceiverRepeats = SenderRepeats = 0;
    }

    /// <summary>All announced bytes were carried in full blocks, and the empty one that ends them is missing.</summary>
    private bool NoteFinalBlockMissing()
    {
        if (AnnouncedBytes is not { } size || size == 0 || _lastBlock is not null || Bytes != size || size % BlockSize != 0 || _highestAck != _highestData)
        {
            return false;
        }

        Add(
            FindingCode.FinalBlockMissing,
            FindingSeverity.Error,
            _lastAckFrame,
            Invariant($"The file's {size:N0} bytes fill {_highestData} blocks of {BlockSize} exactly, and the empty DATA that has to end them never comes: the receiver waits for it."),
            "Update the sender; until then ask for another blksize, or make the file a byte longer.");
        return true;
    }

    private void ConcludeSize()
    {
        if (Outcome != ObservedOutcome.Complete || AnnouncedBytes is not { } size || Bytes == size || _hasCaptureGap || !_dataWasSeen || !_holes.IsEmpty)
        {
            return;
        }

        bool isNetascii = Mode == "netascii";
        Add(
            FindingCode.SizeMismatch,
            isNetascii ? FindingSeverity.Note : FindingSeverity.Warning,
            LastFrame,
            Invariant($"tsize announced {size:N0} bytes, and {Bytes:N0} were carried."),
            isNetascii ? "netascii changes line ends and so the size; ask in mode octet." : "The file changed while it was sent, or its size was taken from elsewhere; fetch it again.");
    }

    private void ConcludeRollover()
    {
        const long SignedLimit = 32_767;
        long block = HighestBlock;
        bool atLimit = block is >= SignedLimit and <= SignedLimit + 1 or >= BlockNumber.MaxOnWire and <= BlockNumber.MaxOnWire + 1;
        if (!atLimit || Outcome is ObservedOutcome.Complete or ObservedOutcome.InProgress or ObservedOutcome.ClosedEarly || IsComplete)
        {
            return;
        }

        long least = AnnouncedBytes is { } size ? (size / SignedLimit) + 1 : 0;
        Add(
            FindingCode.RolloverFailed,
            FindingSeverity.Error,
            LastFrame,
            Invariant($"The transfer ends at block {block}: one side cannot count further."),
            least > 0 ? Invariant($"Ask for a blksize of {Math.Max(least, 1_024)} or more, so that the file needs fewer blocks.") : "Ask for a larger blksize, so that the file needs fewer blocks.");
    }
}
