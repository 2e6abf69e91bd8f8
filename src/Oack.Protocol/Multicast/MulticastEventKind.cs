namespace Oack.Protocol.Multicast;

/// <summary>What a driver learns from a session's events.</summary>
public enum MulticastEventKind : byte
{
    /// <summary>No event.</summary>
    None = 0,

    /// <summary>Client: the server has taken the request; with a group, join it now: DATA will come there.</summary>
    Negotiated,

    /// <summary>Server: a receiver joined.</summary>
    ReceiverJoined,

    /// <summary>Server: the receiver is the master client now. Client: this one is.</summary>
    BecameMaster,

    /// <summary>Server: the receiver is the master client no more, though not done. Client: this one is no more.</summary>
    LostMaster,

    /// <summary>Server: the receiver has the whole file.</summary>
    ReceiverDone,

    /// <summary>Server: the receiver left with an ERROR, or its host says that nobody listens.</summary>
    ReceiverLeft,

    /// <summary>Server: the receiver was given up as silent.</summary>
    ReceiverLost,

    /// <summary>MTFTP server: a round began; the receiver is the one who asked.</summary>
    RoundBegan,

    /// <summary>MTFTP server: the file went out to its end.</summary>
    RoundEnded,

    /// <summary>Client: every byte is here. Store them, then call HandleStored.</summary>
    Received,

    /// <summary>Client: over for its user; the outcome says how. It may still dally.</summary>
    Ended,

    /// <summary>Nothing is left to do: the driver drops the session and leaves the group.</summary>
    Closed,
}
