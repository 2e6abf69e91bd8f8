namespace Oack.Protocol.Multicast;

/// <summary>What a session does when a rule of <see cref="MulticastRules"/> applies.</summary>
public enum MulticastAction : byte
{
    /// <summary>Nothing.</summary>
    Ignore = 0,

    /// <summary>Sends the receiver its OACK, again.</summary>
    AnswerOptions,

    /// <summary>Tells the receiver by an OACK that it is the master client.</summary>
    OfferMaster,

    /// <summary>Sends the blocks that the ACK asks for to the group.</summary>
    Serve,

    /// <summary>Takes the receiver off: it has the file.</summary>
    Finish,

    /// <summary>Takes the receiver off: it left, or was given up.</summary>
    Remove,

    /// <summary>Lets another receiver be the master client.</summary>
    PassOn,

    /// <summary>Sends the last thing again.</summary>
    SendAgain,

    /// <summary>Sends DATA 1 to the one who asked and to the group.</summary>
    Elect,

    /// <summary>Goes on without an ACK, block by block at its pace.</summary>
    GoOn,

    /// <summary>The round is over: the next request begins another.</summary>
    EndRound,

    /// <summary>Begins to acknowledge: sends the ACK of the block before the first gap.</summary>
    BecomeMaster,

    /// <summary>Stops acknowledging.</summary>
    BecomeListener,

    /// <summary>Takes the bytes, and acknowledges where it is the master.</summary>
    Take,

    /// <summary>Takes the bytes; none is missing now.</summary>
    TakeWhole,

    /// <summary>Acknowledges what is here again, where it is the master.</summary>
    AcknowledgeAgain,

    /// <summary>Listens again, for a time that is shorter the more is missing.</summary>
    ListenAgain,

    /// <summary>Asks for the file.</summary>
    Ask,

    /// <summary>Sends the ACK of the last block.</summary>
    AcknowledgeLast,

    /// <summary>Ends, and advises to fetch the file without multicast.</summary>
    FallBack,

    /// <summary>Ends as the ERROR that came says.</summary>
    EndByPeer,

    /// <summary>Ends with an ERROR to the peer.</summary>
    EndWithError,

    /// <summary>Ends without a word.</summary>
    End,
}
