namespace Oack.Protocol.Transfer;

/// <summary>What can happen to a transfer: packets, classed by what they mean now, and the events of its own side.</summary>
public enum TransferInput : byte
{
    /// <summary>The client's request, again.</summary>
    RepeatedRequest = 0,

    /// <summary>An OACK that answers what was asked.</summary>
    OptionAck,

    /// <summary>An OACK that no server may send (RFC 2347).</summary>
    OptionAckIllegal,

    /// <summary>ACK 0: acknowledges the OACK of an RRQ, or grants a WRQ.</summary>
    AckOpening,

    /// <summary>An ACK for all that is on its way, but not the last block.</summary>
    AckAdvance,

    /// <summary>An ACK inside the window: blocks behind it are on their way or lost (RFC 7440 §4).</summary>
    AckInside,

    /// <summary>The ACK of the last block.</summary>
    AckLast,

    /// <summary>An ACK that was seen before.</summary>
    AckDuplicate,

    /// <summary>An ACK for a block that is not on its way.</summary>
    AckOutside,

    /// <summary>The block that comes next.</summary>
    DataNext,

    /// <summary>The block that comes next, and it is the last.</summary>
    DataLast,

    /// <summary>A block of the window behind a gap.</summary>
    DataAhead,

    /// <summary>A block that is here already.</summary>
    DataDuplicate,

    /// <summary>A block that is neither here nor in the window.</summary>
    DataOutside,

    /// <summary>A block longer than was agreed.</summary>
    DataOversize,

    /// <summary>An ERROR.</summary>
    Error,

    /// <summary>A TFTP packet of a kind that the peer of this role does not send.</summary>
    Other,

    /// <summary>The content is stored.</summary>
    Stored,

    /// <summary>The retransmission timer ran out.</summary>
    Timeout,

    /// <summary>The peer was silent, or nothing moved, for too long.</summary>
    PatienceOver,

    /// <summary>The dally is over.</summary>
    DallyOver,

    /// <summary>This side ends it.</summary>
    Abort,

    /// <summary>The peer's host says that nobody listens (ICMP port unreachable).</summary>
    Unreachable,
}
