namespace Oack.Protocol.Observe;

/// <summary>What a watcher recognises in packets. The names on the command line and in JSON are those of <see cref="FindingCatalogue"/>.</summary>
public enum FindingCode : byte
{
    /// <summary>The client asked for the size only and hung up on purpose.</summary>
    SizeProbe = 0,

    /// <summary>A size probe that no request for the file follows.</summary>
    ProbeWithoutFetch,

    /// <summary>The client took what it wanted and hung up on purpose.</summary>
    ClosedEarly,

    /// <summary>Names of a search list that are not there, until one is.</summary>
    SearchOrder,

    /// <summary>An ERROR 8, then the same file with fewer options.</summary>
    OptionFallback,

    /// <summary>The window moves with each ACK, as in the Windows boot manager.</summary>
    VariableWindow,

    /// <summary>The last DATA was never acknowledged; the file arrived.</summary>
    FinalAckMissing,

    /// <summary>A zero-length DATA 1 is the whole transfer.</summary>
    EmptyFile,

    /// <summary>Every reply comes from the request's own port.</summary>
    SinglePortServer,

    /// <summary>Requests, no reply, no ICMP error.</summary>
    RequestUnanswered,

    /// <summary>A host says that nobody listens on the port.</summary>
    PortUnreachable,

    /// <summary>The replies do not reach the client.</summary>
    ReturnPathBlocked,

    /// <summary>The server repeats itself, the client says nothing any more.</summary>
    ClientSilent,

    /// <summary>The client repeats itself, the server says nothing any more.</summary>
    ServerSilent,

    /// <summary>The reply comes from another address than the one that was asked.</summary>
    ReplyFromOtherAddress,

    /// <summary>One request again and again, each time from a new port.</summary>
    RequestRetriedFromNewPort,

    /// <summary>The OACK names an option that was not asked for.</summary>
    OptionAckUnrequestedOption,

    /// <summary>The OACK holds a value that it must not hold.</summary>
    OptionAckValueNotAllowed,

    /// <summary>The OACK cannot be read to its end.</summary>
    OptionAckMalformed,

    /// <summary>An option name comes back in another case.</summary>
    OptionAckNameCase,

    /// <summary>An OACK though no option was asked for.</summary>
    OptionAckToPlainRequest,

    /// <summary>The client ends the transfer because of the OACK.</summary>
    OptionAckRejected,

    /// <summary>Options were asked for, and none was answered.</summary>
    OptionsIgnored,

    /// <summary>A window was asked for and not granted.</summary>
    WindowNotGranted,

    /// <summary>The request asks for a value outside the option's range.</summary>
    OptionOutOfRange,

    /// <summary>DATA is longer than was agreed.</summary>
    UnagreedBlockSize,

    /// <summary>The OACK is answered by the wrong kind of packet.</summary>
    WrongAnswerToOptionAck,

    /// <summary>IP fragments of DATA do not arrive.</summary>
    FragmentsLost,

    /// <summary>DATA got no answer and was sent again.</summary>
    DataLost,

    /// <summary>An ACK got no answer and was sent again, or its DATA was.</summary>
    AckLost,

    /// <summary>Waiting for one timer took most of the time.</summary>
    TimerBound,

    /// <summary>From one point on every DATA and ACK goes twice.</summary>
    SorcerersApprentice,

    /// <summary>The network or the capture doubles packets.</summary>
    DuplicatePackets,

    /// <summary>DATA of one window came out of order.</summary>
    Reordered,

    /// <summary>The receiver takes less than a window, window after window.</summary>
    WindowOverrun,

    /// <summary>Block 0 follows block 65,535.</summary>
    RolloverToZero,

    /// <summary>Block 1 follows block 65,535.</summary>
    RolloverToOne,

    /// <summary>The transfer ends at the largest block number of one side.</summary>
    RolloverFailed,

    /// <summary>An ACK for a block that was not sent.</summary>
    AckAhead,

    /// <summary>The client starts over while its transfer was midway.</summary>
    RestartedFromRequest,

    /// <summary>The size is a multiple of the block size, and no empty DATA ends it.</summary>
    FinalBlockMissing,

    /// <summary>The bytes that were carried are not those that tsize announced.</summary>
    SizeMismatch,

    /// <summary>ERROR 1.</summary>
    FileNotFound,

    /// <summary>ERROR 2.</summary>
    AccessViolation,

    /// <summary>ERROR 3.</summary>
    DiskFull,

    /// <summary>ERROR 4.</summary>
    IllegalOperation,

    /// <summary>ERROR 5.</summary>
    UnknownTid,

    /// <summary>ERROR 6.</summary>
    FileExists,

    /// <summary>An ERROR without its code, its NUL, or with an odd code.</summary>
    ErrorMalformed,

    /// <summary>A binary file travels as netascii.</summary>
    NetasciiOfBinary,

    /// <summary>One host fetches the same file again and again.</summary>
    BootLoop,

    /// <summary>One request is answered from two addresses.</summary>
    TwoServers,

    /// <summary>Another client becomes the master of a multicast (RFC 2090).</summary>
    MulticastMasterChange,

    /// <summary>MTFTP goes unanswered, then the file is asked for on port 69.</summary>
    MtftpFallback,

    /// <summary>An ERROR of another code, with what its text says.</summary>
    OtherError,
}
