using static Oack.Protocol.Observe.FindingCode;

namespace Oack.Protocol.Observe;

/// <summary>The stable names of findings and outcomes, and the rule or the habit that each finding goes back to.</summary>
public static class FindingCatalogue
{
    private static readonly (string Name, string Reference)[] s_rows = MakeRows();

    /// <summary>All codes, in the order of the catalogue.</summary>
    public static IReadOnlyList<FindingCode> All { get; } = Enum.GetValues<FindingCode>();

    /// <summary>The name of a code, for example <c>size-probe</c>.</summary>
    public static string NameOf(FindingCode code) => s_rows[(int)code].Name;

    /// <summary>The RFC and section, or the client whose habit it is.</summary>
    public static string ReferenceOf(FindingCode code) => s_rows[(int)code].Reference;

    /// <summary>The name of an outcome, for example <c>in-progress</c>.</summary>
    public static string NameOf(ObservedOutcome outcome) => outcome switch
    {
        ObservedOutcome.InProgress => "in-progress",
        ObservedOutcome.Complete => "complete",
        ObservedOutcome.Probed => "probed",
        ObservedOutcome.ClosedEarly => "closed-early",
        ObservedOutcome.Refused => "refused",
        ObservedOutcome.Failed => "failed",
        ObservedOutcome.Stalled => "stalled",
        _ => "unanswered",
    };

    /// <summary>The name of a severity: note, warning or error.</summary>
    public static string NameOf(FindingSeverity severity) => severity switch
    {
        FindingSeverity.Note => "note",
        FindingSeverity.Warning => "warning",
        _ => "error",
    };

    /// <summary>The code of a name.</summary>
    public static bool TryFind(string name, out FindingCode code)
    {
        int index = Array.FindIndex(s_rows, row => row.Name == name);
        code = (FindingCode)Math.Max(index, 0);
        return index >= 0;
    }

    private static (string Name, string Reference)[] MakeRows()
    {
        (FindingCode Code, string Name, string Reference)[] rows =
        [
            (SizeProbe, "size-probe", "RFC 2349 §4"),
            (ProbeWithoutFetch, "probe-without-fetch", "RFC 2349 §4"),
            (ClosedEarly, "closed-early", "RFC 1350 §7"),
            (SearchOrder, "search-order", "PXELINUX, GRUB, Raspberry Pi"),
            (OptionFallback, "option-fallback", "RFC 2347 §3"),
            (VariableWindow, "variable-window", "Windows boot manager"),
            (FinalAckMissing, "final-ack-missing", "RFC 1350 §6"),
            (EmptyFile, "empty-file", "RFC 1350 §6"),
            (SinglePortServer, "single-port-server", "RFC 1350 §4"),
            (RequestUnanswered, "request-unanswered", "RFC 1350 §4"),
            (PortUnreachable, "port-unreachable", "RFC 1122 §4.1.3.1"),
            (ReturnPathBlocked, "return-path-blocked", "RFC 1350 §4"),
            (ClientSilent, "client-silent", "RFC 1350 §2"),
            (ServerSilent, "server-silent", "RFC 1350 §2"),
            (ReplyFromOtherAddress, "reply-from-other-address", "RFC 1123 §4.2.3.4"),
            (RequestRetriedFromNewPort, "request-retried-from-new-port", "EDK1, Etherboot, NILO"),
            (OptionAckUnrequestedOption, "oack-unrequested-option", "RFC 2347 §4"),
            (OptionAckValueNotAllowed, "oack-value-not-allowed", "RFC 2347 §4"),
            (OptionAckMalformed, "oack-malformed", "RFC 2347 §3"),
            (OptionAckNameCase, "oack-name-case", "GRUB 2"),
            (OptionAckToPlainRequest, "oack-to-plain-request", "RFC 2347 §3"),
            (OptionAckRejected, "oack-rejected", "RFC 2347 §4"),
            (OptionsIgnored, "options-ignored", "RFC 2347 §3"),
            (WindowNotGranted, "window-not-granted", "RFC 7440 §3"),
            (OptionOutOfRange, "option-out-of-range", "RFC 2348, RFC 2349, RFC 7440"),
            (UnagreedBlockSize, "unagreed-block-size", "RFC 2348"),
            (WrongAnswerToOptionAck, "wrong-answer-to-oack", "RFC 2347 §3"),
            (FragmentsLost, "fragments-lost", "RFC 2348, RFC 8900"),
            (DataLost, "data-lost", "RFC 1350 §2"),
            (AckLost, "ack-lost", "RFC 1350 §2"),
            (TimerBound, "timer-bound", "RFC 1123 §4.2.3.2"),
            (SorcerersApprentice, "sorcerers-apprentice", "RFC 1123 §4.2.3.1"),
            (DuplicatePackets, "duplicate-packets", "RFC 1350 §2"),
            (Reordered, "reordered", "RFC 7440 §4"),
            (WindowOverrun, "window-overrun", "RFC 7440 §4"),
            (RolloverToZero, "rollover-to-zero", "RFC 2348, common practice"),
            (RolloverToOne, "rollover-to-one", "FreeBSD, some clients"),
            (RolloverFailed, "rollover-failed", "RFC 2348"),
            (AckAhead, "ack-ahead", "RFC 1350 §2"),
            (RestartedFromRequest, "restarted-from-request", "RFC 1350 §4"),
            (FinalBlockMissing, "final-block-missing", "RFC 1350 §6"),
            (SizeMismatch, "size-mismatch", "RFC 2349 §4"),
            (FileNotFound, "file-not-found", "RFC 1350, error 1"),
            (AccessViolation, "access-violation", "RFC 1350, error 2"),
            (DiskFull, "disk-full", "RFC 1350, error 3"),
            (IllegalOperation, "illegal-operation", "RFC 1350, error 4"),
            (UnknownTid, "unknown-tid", "RFC 1350 §4, error 5"),
            (FileExists, "file-exists", "RFC 1350, error 6"),
            (ErrorMalformed, "error-malformed", "RFC 1350 §5; curl, Etherboot"),
            (NetasciiOfBinary, "netascii-of-binary", "RFC 1350 §1"),
            (BootLoop, "boot-loop", "firmware"),
            (TwoServers, "two-servers", "RFC 1350 §4"),
            (MulticastMasterChange, "multicast-master-change", "RFC 2090"),
            (MtftpFallback, "mtftp-fallback", "PXE 2.1 §3.4"),
            (OtherError, "other-error", "RFC 1350 §5"),
        ];
        return [.. rows.OrderBy(row => row.Code).Select(row => (row.Name, row.Reference))];
    }
}
