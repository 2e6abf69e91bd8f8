using System.Text;
using static Oack.Protocol.Transfer.Disposition;
using static Oack.Protocol.Transfer.TransferAction;
using static Oack.Protocol.Transfer.TransferInput;
using static Oack.Protocol.Transfer.TransferRole;
using static Oack.Protocol.Transfer.TransferState;

namespace Oack.Protocol.Transfer;

/// <summary>
/// The transition table: every packet and every event that is legal in a state, what follows and why. The machines
/// that send and receive take their moves from it, and so does whoever only watches. What has no row here is
/// <see cref="Disposition.Unexpected"/> and changes nothing.
/// </summary>
/// <remarks>
/// A transfer is one conversation seen from two ends. The side that asks starts in <see cref="Requesting"/>; the side
/// that answers starts in <see cref="Opening"/> when its first packet is an OACK or ACK 0, and in
/// <see cref="Transferring"/> when it is DATA 1. From there the table does not know who asked: an RRQ and a WRQ differ
/// only in which end is the sender. The last ACK of a receiver waits for its storage, so a WRQ is acknowledged when
/// the file is safe, and a sender that sees it may forget its copy.
/// </remarks>
public static class TransferRules
{
    private static readonly int s_states = Enum.GetValues<TransferState>().Length;
    private static readonly int s_inputs = Enum.GetValues<TransferInput>().Length;
    private static readonly TransferRule[] s_rows =
    [
        // The sender.
        new(Sender, Requesting, OptionAck, Accepted, Transferring, BeginSending, "RFC 2347"),
        new(Sender, Requesting, OptionAckIllegal, Terminal, Closed, EndWithError, "RFC 2347"),
        new(Sender, Requesting, AckOpening, Accepted, Transferring, BeginSending, "RFC 1350 §4"),
        new(Sender, Requesting, AckOutside, OutOfWindow, Requesting, Ignore, "RFC 1350 §4"),
        new(Sender, Opening, RepeatedRequest, Duplicate, Opening, Retransmit, "RFC 1350 §4"),
        new(Sender, Opening, AckOpening, Accepted, Transferring, BeginSending, "RFC 2347"),
        new(Sender, Opening, AckOutside, OutOfWindow, Opening, Ignore, "RFC 2347"),
        new(Sender, Transferring, RepeatedRequest, Duplicate, Transferring, Retransmit, "RFC 1350 §4"),
        new(Sender, Transferring, OptionAck, Duplicate, Transferring, Ignore, "RFC 2347"),
        new(Sender, Transferring, AckAdvance, Accepted, Transferring, SlideWindow, "RFC 1350 §2"),
        new(Sender, Transferring, AckInside, Accepted, Transferring, ResumeInside, "RFC 7440 §4"),
        new(Sender, Transferring, AckLast, Accepted, Closed, Complete, "RFC 1350 §6"),
        new(Sender, Transferring, AckDuplicate, Duplicate, Transferring, Ignore, "RFC 1123 §4.2.3.1"),
        new(Sender, Transferring, AckOutside, OutOfWindow, Transferring, Ignore, "RFC 1350 §2"),

        // The receiver.
        new(Receiver, Requesting, OptionAck, Accepted, Transferring, AcknowledgeOptions, "RFC 2347"),
        new(Receiver, Requesting, OptionAckIllegal, Terminal, Closed, EndWithError, "RFC 2347"),
        new(Receiver, Requesting, DataNext, Accepted, Transferring, Take, "RFC 1350 §4"),
        new(Receiver, Requesting, DataLast, Accepted, Storing, TakeLast, "RFC 1350 §6"),
        new(Receiver, Requesting, DataOutside, OutOfWindow, Requesting, Ignore, "RFC 1350 §4"),
        new(Receiver, Requesting, DataOversize, Terminal, Closed, EndWithError, "RFC 2348"),
        new(Receiver, Opening, RepeatedRequest, Duplicate, Opening, Retransmit, "RFC 1350 §4"),
        new(Receiver, Opening, DataNext, Accepted, Transferring, Take, "RFC 1350 §2"),
        new(Receiver, Opening, DataLast, Accepted, Storing, TakeLast, "RFC 1350 §6"),
        new(Receiver, Opening, DataAhead, OutOfWindow, Transferring, ReportGap, "RFC 7440 §4"),
        new(Receiver, Opening, DataOutside, OutOfWindow, Opening, Ignore, "RFC 1350 §2"),
        new(Receiver, Opening, DataOversize, Terminal, Closed, EndWithError, "RFC 2348"),
        new(Receiver, Transferring, RepeatedRequest, Duplicate, Transferring, Ignore, "RFC 1350 §4"),
        new(Receiver, Transferring, OptionAck, Duplicate, Transferring, AcknowledgeAgain, "RFC 2347"),
        new(Receiver, Transferring, DataNext, Accepted, Transferring, Take, "RFC 1350 §2"),
        new(Receiver, Transferring, DataLast, Accepted, Storing, TakeLast, "RFC 1350 §6"),
        new(Receiver, Transferring, DataAhead, OutOfWindow, Transferring, ReportGap, "RFC 7440 §4"),
        new(Receiver, Transferring, DataDuplicate, Duplicate, Transferring, AcknowledgeAgain, "RFC 1350 §2"),
        new(Receiver, Transferring, DataOutside, OutOfWindow, Transferring, Ignore, "RFC 1350 §2"),
        new(Receiver, Transferring, DataOversize, Terminal, Closed, EndWithError, "RFC 2348"),
        new(Receiver, Storing, DataDuplicate, Duplicate, Storing, Ignore, "RFC 1350 §6"),
        new(Receiver, Storing, Stored, Accepted, Dallying, AcknowledgeLast, "RFC 1350 §6"),
        new(Receiver, Dallying, DataDuplicate, Duplicate, Dallying, AcknowledgeAgain, "RFC 1350 §6"),
        new(Receiver, Dallying, TransferInput.Error, Terminal, Closed, End, "RFC 1350 §6"),
        new(Receiver, Dallying, DallyOver, Accepted, Closed, End, "RFC 1350 §6"),
        new(Receiver, Dallying, Unreachable, Accepted, Closed, End, "RFC 1350 §6"),

        // Both.
        .. ForBoth([Requesting, Opening, Transferring], TransferInput.Timeout, Accepted, next: null, Retransmit, "RFC 1350 §4"),
        .. ForBoth([Requesting, Opening, Transferring], PatienceOver, Terminal, Closed, EndWithError, "RFC 1123 §4.2.3.2"),
        .. ForBoth([Requesting, Opening, Transferring, Storing], TransferInput.Error, Terminal, Closed, EndByPeer, "RFC 1350 §7"),
        .. ForBoth([Requesting, Opening, Transferring, Storing], Abort, Terminal, Closed, EndWithError, "RFC 1350 §7"),
        .. ForBoth([Requesting, Opening, Transferring, Storing], Unreachable, Terminal, Closed, End, "RFC 1122 §4.1.3.3"),
    ];

    private static readonly TransferRule?[] s_table = Index(s_rows);

    /// <summary>All rows, in reading order.</summary>
    public static IReadOnlyList<TransferRule> Rows => s_rows;

    /// <summary>The rule for an input in a state, or null: then the input has no place there.</summary>
    public static TransferRule? Find(TransferRole role, TransferState state, TransferInput input) =>
        s_table[Place(role, state, input)];

    /// <summary>
    /// What an ERROR of the client means to the server. Clients end transfers on purpose with codes that look like
    /// failures; only what they had asked and taken so far tells.
    /// </summary>
    /// <param name="role">The server's role.</param>
    /// <param name="code">The code on the wire; Etherboot's 8 comes byte-swapped as 2048.</param>
    /// <param name="hasText">Whether the ERROR was long enough to hold text; curl's has 4 bytes.</param>
    /// <param name="sizeWasAsked">Whether the RRQ asked for tsize.</param>
    /// <param name="payloadAcknowledged">Whether the client had acknowledged (or sent) any DATA.</param>
    public static TransferOutcome OutcomeOfClientError(
        TransferRole role, ushort code, bool hasText, bool sizeWasAsked, bool payloadAcknowledged)
    {
        const ushort SwappedOptionNegotiation = 0x0800;
        bool onPurpose = code is 0 or 8 or SwappedOptionNegotiation || !hasText;
        if (role == Sender && sizeWasAsked && !payloadAcknowledged)
        {
            // EDK2 that meets a server without options ends its size probe with ERROR 4 after DATA 1.
            return onPurpose || code == 4 ? TransferOutcome.Probed : TransferOutcome.Failed;
        }

        bool rejectsOptions = !payloadAcknowledged && code is 8 or SwappedOptionNegotiation && hasText;
        return onPurpose && !rejectsOptions ? TransferOutcome.ClosedEarly : TransferOutcome.Failed;
    }

    /// <summary>The table as a Mermaid state diagram of one role.</summary>
    public static string Draw(TransferRole role)
    {
        StringBuilder text = new();
        text.Append("stateDiagram-v2\n");
        text.Append("    [*] --> Requesting: client\n");
        text.Append("    [*] --> Opening: server, OACK").Append(role == Receiver ? " or ACK 0" : "").Append('\n');
        if (role == Sender)
        {
            text.Append("    [*] --> Transferring: server, DATA 1\n");
        }

        foreach (IGrouping<(TransferState State, TransferState Next), TransferRule> arrow in s_rows
            .Where(row => row.Role == role)
            .GroupBy(row => (row.State, row.Next))
            .OrderBy(group => group.Key))
        {
            text.Append("    ").Append(arrow.Key.State).Append(" --> ").Append(arrow.Key.Next).Append(": ");
            text.AppendJoin(", ", arrow.OrderBy(row => row.Input).Select(row => row.Input)).Append('\n');
        }

        return text.Append("    Closed --> [*]\n").ToString();
    }

    private static IEnumerable<TransferRule> ForBoth(
        TransferState[] states, TransferInput input, Disposition disposition, TransferState? next, TransferAction action, string source) =>
        from role in new[] { Sender, Receiver }
        from state in states
        where role == Receiver || state != Storing
        select new TransferRule(role, state, input, disposition, next ?? state, action, source);

    private static TransferRule?[] Index(TransferRule[] rows)
    {
        TransferRule?[] table = new TransferRule?[2 * s_states * s_inputs];
        foreach (TransferRule row in rows)
        {
            ref TransferRule? place = ref table[Place(row.Role, row.State, row.Input)];
            place = place is null ? row : throw new InvalidOperationException($"Two rules for {row.Role}, {row.State}, {row.Input}.");
        }

        return table;
    }

    private static int Place(TransferRole role, TransferState state, TransferInput input) =>
        (((((int)role) * s_states) + (int)state) * s_inputs) + (int)input;
}
