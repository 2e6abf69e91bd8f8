namespace Oack.Protocol.Multicast;

/// <summary>What can happen to a receiver, or to the server of a group: packets by their meaning, and the events of its own side.</summary>
public enum MulticastInput : byte
{
    /// <summary>The receiver's request, again.</summary>
    RepeatedRequest = 0,

    /// <summary>MTFTP: a request.</summary>
    Request,

    /// <summary>An ACK that asks for the block behind the one it names.</summary>
    AckInside,

    /// <summary>The ACK of the last block.</summary>
    AckLast,

    /// <summary>An ACK past the last block, or of one that was never sent.</summary>
    AckOutside,

    /// <summary>The server's turn to make this receiver the master client.</summary>
    Turn,

    /// <summary>An OACK that makes this client the master client.</summary>
    OptionAckMaster,

    /// <summary>An OACK that makes this client a listener.</summary>
    OptionAckListener,

    /// <summary>An OACK that no server may send now: unreadable, or with another group.</summary>
    OptionAckIllegal,

    /// <summary>A block that is new here.</summary>
    DataNew,

    /// <summary>MTFTP: DATA 1 by unicast, which makes this client the acknowledging one.</summary>
    DataElects,

    /// <summary>The block after which none is missing.</summary>
    DataWhole,

    /// <summary>A block that is here already.</summary>
    DataDuplicate,

    /// <summary>A block past the end of the file, or with a number that no block has.</summary>
    DataOutside,

    /// <summary>A block longer than was agreed.</summary>
    DataOversize,

    /// <summary>MTFTP: the short block that ends a round while some are missing.</summary>
    RoundOver,

    /// <summary>An ERROR of the peer.</summary>
    Error,

    /// <summary>An ERROR 5, or word from the server's host that nobody listens: the session is gone, and a new one may be had.</summary>
    ServerForgot,

    /// <summary>A TFTP packet that the peer of this role does not send.</summary>
    Other,

    /// <summary>The content is stored.</summary>
    Stored,

    /// <summary>A timer ran out and there are tries left.</summary>
    Timeout,

    /// <summary>
    /// The last try was not answered either, and another receiver may take over; to a receiver: the group brings nothing, or
    /// nothing new.
    /// </summary>
    Silent,

    /// <summary>The peer was silent, or nothing moved, for too long.</summary>
    PatienceOver,

    /// <summary>The dally is over.</summary>
    DallyOver,

    /// <summary>This side ends it.</summary>
    Abort,

    /// <summary>The peer's host says that nobody listens (ICMP port unreachable).</summary>
    Unreachable,
}
