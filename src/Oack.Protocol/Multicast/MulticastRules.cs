using Oack.Protocol.Transfer;
using static Oack.Protocol.Multicast.MulticastAction;
using static Oack.Protocol.Multicast.MulticastInput;
using static Oack.Protocol.Multicast.MulticastRole;
using static Oack.Protocol.Multicast.MulticastState;
using static Oack.Protocol.Transfer.Disposition;

namespace Oack.Protocol.Multicast;

/// <summary>
/// Which packet is legal when in a multicast, and what follows: RFC 2090 and PXE 2.1 (MTFTP) as data, for both sides. What
/// is not in the table has no place: <see cref="Disposition.Unexpected"/>.
/// </summary>
/// <remarks>
/// A server of RFC 2090 keeps a state for each receiver, and at most one of them is Offered or Mastering. A client of
/// RFC 2090 asks like any other (<see cref="TransferRules"/>); its rows begin with the first OACK that names a group. The
/// rows of MTFTP's server are of the group as a whole, for it knows no receivers but the one who acknowledges.
/// </remarks>
public static class MulticastRules
{
    private const string Rfc2090 = "RFC 2090";
    private const string Pxe = "PXE 2.1 MTFTP";
    private static readonly int s_states = Enum.GetValues<MulticastState>().Length;
    private static readonly int s_inputs = Enum.GetValues<MulticastInput>().Length;
    private static readonly MulticastRule[] s_rows = [.. SenderRows(), .. ReceiverRows(), .. MtftpSenderRows(), .. MtftpReceiverRows()];
    private static readonly MulticastRule?[] s_table = Index(s_rows);

    /// <summary>All rows, in reading order.</summary>
    public static IReadOnlyList<MulticastRule> Rows => s_rows;

    /// <summary>The rule for an input in a state, or null: then the input has no place there.</summary>
    public static MulticastRule? Find(MulticastRole role, MulticastState state, MulticastInput input) =>
        s_table[Place(role, state, input)];

    /// <summary>One receiver, as the server of RFC 2090 sees it.</summary>
    private static MulticastRule[] SenderRows() =>
    [
        new(Sender, Listening, RepeatedRequest, Duplicate, Listening, AnswerOptions, Rfc2090),
        new(Sender, Listening, AckInside, Unexpected, Listening, AnswerOptions, Rfc2090),
        new(Sender, Listening, AckLast, Accepted, Closed, Finish, Rfc2090),
        new(Sender, Listening, Turn, Accepted, Offered, OfferMaster, Rfc2090),
        new(Sender, Offered, RepeatedRequest, Duplicate, Offered, AnswerOptions, Rfc2090),
        new(Sender, Offered, AckInside, Accepted, Mastering, Serve, Rfc2090),
        new(Sender, Offered, AckLast, Accepted, Closed, Finish, Rfc2090),
        new(Sender, Offered, MulticastInput.Timeout, Accepted, Offered, SendAgain, Rfc2090),
        new(Sender, Offered, Silent, Accepted, Listening, PassOn, Rfc2090),
        new(Sender, Mastering, RepeatedRequest, Duplicate, Mastering, AnswerOptions, Rfc2090),
        new(Sender, Mastering, AckInside, Accepted, Mastering, Serve, Rfc2090),
        new(Sender, Mastering, AckLast, Accepted, Closed, Finish, Rfc2090),
        new(Sender, Mastering, MulticastInput.Timeout, Accepted, Mastering, SendAgain, Rfc2090),
        new(Sender, Mastering, Silent, Accepted, Listening, PassOn, Rfc2090),
        .. For(Sender, [Listening, Offered, Mastering], AckOutside, OutOfWindow, next: null, Ignore, Rfc2090),
        .. For(Sender, [Listening, Offered, Mastering], MulticastInput.Error, Terminal, Closed, Remove, Rfc2090),
        .. For(Sender, [Listening, Offered, Mastering], Unreachable, Terminal, Closed, Remove, "RFC 1122 §4.1.3.3"),
        .. For(Sender, [Listening, Offered, Mastering], PatienceOver, Terminal, Closed, Remove, Rfc2090),
        .. For(Sender, [Listening, Offered, Mastering], Abort, Terminal, Closed, EndWithError, "RFC 1350 §7"),
        .. For(Sender, [Closed], AckLast, Duplicate, next: null, Ignore, Rfc2090),
        .. For(Sender, [Closed], AckInside, Duplicate, next: null, Ignore, Rfc2090),
    ];

    /// <summary>The client of RFC 2090.</summary>
    private static MulticastRule[] ReceiverRows() =>
    [
        new(Receiver, Requesting, OptionAckMaster, Accepted, Mastering, BecomeMaster, Rfc2090),
        new(Receiver, Requesting, OptionAckListener, Accepted, Listening, BecomeListener, Rfc2090),
        new(Receiver, Listening, OptionAckMaster, Accepted, Mastering, BecomeMaster, Rfc2090),
        new(Receiver, Listening, OptionAckListener, Duplicate, Listening, Ignore, Rfc2090),
        new(Receiver, Mastering, OptionAckMaster, Duplicate, Mastering, AcknowledgeAgain, Rfc2090),
        new(Receiver, Mastering, OptionAckListener, Accepted, Listening, BecomeListener, Rfc2090),
        new(Receiver, Listening, MulticastInput.Timeout, Accepted, Listening, Ask, Rfc2090),
        new(Receiver, Mastering, MulticastInput.Timeout, Accepted, Mastering, SendAgain, Rfc2090),
        new(Receiver, Listening, Silent, Terminal, Closed, FallBack, Rfc2090),
        new(Receiver, Mastering, Silent, Terminal, Closed, FallBack, Rfc2090),
        new(Receiver, Dallying, OptionAckMaster, Duplicate, Dallying, AcknowledgeAgain, Rfc2090),
        new(Receiver, Dallying, OptionAckListener, Duplicate, Dallying, AcknowledgeAgain, Rfc2090),
        new(Receiver, Storing, OptionAckMaster, Duplicate, Storing, Ignore, Rfc2090),
        new(Receiver, Storing, OptionAckListener, Duplicate, Storing, Ignore, Rfc2090),
        .. Receiving(Receiver, [Listening, Mastering], Rfc2090),
        .. For(Receiver, [Listening, Mastering], ServerForgot, Duplicate, next: null, Ask, "RFC 1350 §4"),
        .. For(Receiver, [Listening, Mastering], OptionAckIllegal, Unexpected, next: null, Ignore, "RFC 2347"),
    ];

    /// <summary>The server of MTFTP.</summary>
    private static MulticastRule[] MtftpSenderRows() =>
    [
        new(MtftpSender, Idle, Request, Accepted, Electing, Elect, Pxe),
        new(MtftpSender, Idle, PatienceOver, Accepted, Closed, End, Pxe),
        new(MtftpSender, Electing, RepeatedRequest, Duplicate, Electing, Elect, Pxe),
        new(MtftpSender, Electing, Silent, Accepted, Idle, EndRound, Pxe),
        new(MtftpSender, Mastering, RepeatedRequest, Duplicate, Mastering, Elect, Pxe),
        new(MtftpSender, Mastering, Silent, Accepted, Unattended, GoOn, Pxe),
        new(MtftpSender, Unattended, RepeatedRequest, Duplicate, Unattended, Elect, Pxe),
        .. For(MtftpSender, [Electing, Mastering, Unattended], Request, Duplicate, next: null, Ignore, Pxe),
        .. For(MtftpSender, [Electing, Mastering, Unattended], AckInside, Accepted, Mastering, Serve, Pxe),
        .. For(MtftpSender, [Electing, Mastering, Unattended], AckLast, Accepted, Idle, EndRound, Pxe),
        .. For(MtftpSender, [Electing, Mastering, Unattended], AckOutside, OutOfWindow, next: null, Ignore, Pxe),
        new(MtftpSender, Electing, MulticastInput.Error, Accepted, Idle, EndRound, Pxe),
        new(MtftpSender, Electing, Unreachable, Accepted, Idle, EndRound, Pxe),
        .. For(MtftpSender, [Mastering, Unattended], MulticastInput.Error, Accepted, Unattended, GoOn, Pxe),
        .. For(MtftpSender, [Mastering, Unattended], Unreachable, Accepted, Unattended, GoOn, Pxe),
        .. For(MtftpSender, [Electing, Mastering], MulticastInput.Timeout, Accepted, next: null, SendAgain, Pxe),
        .. For(MtftpSender, [Unattended], MulticastInput.Timeout, Accepted, next: null, GoOn, Pxe),
        .. For(MtftpSender, [Unattended], PatienceOver, Accepted, Idle, EndRound, Pxe),
        .. For(MtftpSender, [Idle, Electing, Mastering, Unattended], Abort, Terminal, Closed, EndWithError, "RFC 1350 §7"),
    ];

    /// <summary>The client of MTFTP.</summary>
    private static MulticastRule[] MtftpReceiverRows() =>
    [
        new(MtftpReceiver, Listening, MulticastInput.Timeout, Accepted, Electing, Ask, Pxe),
        new(MtftpReceiver, Electing, DataElects, Accepted, Mastering, BecomeMaster, Pxe),
        new(MtftpReceiver, Electing, MulticastInput.Timeout, Accepted, Electing, Ask, Pxe),
        new(MtftpReceiver, Electing, Silent, Terminal, Closed, FallBack, Pxe),
        new(MtftpReceiver, Mastering, DataElects, Duplicate, Mastering, AcknowledgeAgain, Pxe),
        new(MtftpReceiver, Mastering, MulticastInput.Timeout, Accepted, Mastering, SendAgain, Pxe),
        new(MtftpReceiver, Mastering, Silent, Accepted, Listening, ListenAgain, Pxe),
        new(MtftpReceiver, Listening, DataElects, Accepted, Mastering, BecomeMaster, Pxe),
        new(MtftpReceiver, Listening, RoundOver, Accepted, Listening, ListenAgain, Pxe),
        new(MtftpReceiver, Mastering, ServerForgot, Duplicate, Listening, ListenAgain, "RFC 1350 §4"),
        new(MtftpReceiver, Mastering, RoundOver, Accepted, Listening, ListenAgain, Pxe),
        new(MtftpReceiver, Electing, RoundOver, Accepted, Listening, ListenAgain, Pxe),
        new(MtftpReceiver, Electing, DataNew, Accepted, Listening, Take, Pxe),
        new(MtftpReceiver, Electing, DataDuplicate, Duplicate, Listening, AcknowledgeAgain, Pxe),
        new(MtftpReceiver, Electing, DataWhole, Accepted, Storing, TakeWhole, Pxe),
        .. Receiving(MtftpReceiver, [Listening, Mastering], Pxe),
        .. For(MtftpReceiver, [Electing], DataOutside, OutOfWindow, next: null, Ignore, Pxe),
        .. For(MtftpReceiver, [Electing], MulticastInput.Error, Terminal, Closed, FallBack, Pxe),
        .. For(MtftpReceiver, [Electing], Abort, Terminal, Closed, EndWithError, "RFC 1350 §7"),
        .. For(MtftpReceiver, [Electing, Listening], PatienceOver, Terminal, Closed, FallBack, Pxe),
        .. For(MtftpReceiver, [Electing, Listening, Mastering], Unreachable, Terminal, Closed, FallBack, "RFC 1122 §4.1.3.3"),
    ];

    /// <summary>What both kinds of receiver do with DATA, and at the end.</summary>
    private static IEnumerable<MulticastRule> Receiving(MulticastRole role, MulticastState[] states, string source) =>
    [
        .. For(role, states, DataNew, Accepted, next: null, Take, source),
        .. For(role, states, DataWhole, Accepted, Storing, TakeWhole, source),
        .. For(role, states, DataDuplicate, Duplicate, next: null, AcknowledgeAgain, source),
        .. For(role, states, DataOutside, OutOfWindow, next: null, Ignore, source),
        .. For(role, states, DataOversize, Terminal, Closed, EndWithError, "RFC 2348"),
        .. For(role, states, MulticastInput.Error, Terminal, Closed, EndByPeer, "RFC 1350 §7"),
        .. For(role, [.. states, Storing], Abort, Terminal, Closed, EndWithError, "RFC 1350 §7"),
        .. role == Receiver ? For(role, states, PatienceOver, Terminal, Closed, EndWithError, "RFC 1123 §4.2.3.2") : [],
        .. role == Receiver ? For(role, states, Unreachable, Terminal, Closed, End, "RFC 1122 §4.1.3.3") : [],
        new(role, Storing, Stored, Accepted, Dallying, AcknowledgeLast, source),
        new(role, Storing, DataDuplicate, Duplicate, Storing, Ignore, source),
        new(role, Dallying, DataDuplicate, Duplicate, Dallying, AcknowledgeAgain, source),
        new(role, Dallying, MulticastInput.Error, Terminal, Closed, End, "RFC 1350 §6"),
        new(role, Dallying, DallyOver, Accepted, Closed, End, "RFC 1350 §6"),
        new(role, Dallying, Unreachable, Accepted, Closed, End, "RFC 1350 §6"),
    ];

    private static IEnumerable<MulticastRule> For(
        MulticastRole role,
        MulticastState[] states,
        MulticastInput input,
        Disposition disposition,
        MulticastState? next,
        MulticastAction action,
        string source) =>
        from state in states
        select new MulticastRule(role, state, input, disposition, next ?? state, action, source);

    private static MulticastRule?[] Index(MulticastRule[] rows)
    {
        MulticastRule?[] table = new MulticastRule?[Enum.GetValues<MulticastRole>().Length * s_states * s_inputs];
        foreach (MulticastRule row in rows)
        {
            ref MulticastRule? place = ref table[Place(row.Role, row.State, row.Input)];
            place = place is null ? row : throw new InvalidOperationException($"Two rules for {row.Role}, {row.State}, {row.Input}.");
        }

        return table;
    }

    private static int Place(MulticastRole role, MulticastState state, MulticastInput input) =>
        (((((int)role) * s_states) + (int)state) * s_inputs) + (int)input;
}
