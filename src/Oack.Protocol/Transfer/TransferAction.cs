namespace Oack.Protocol.Transfer;

/// <summary>What a machine does when a rule applies. A passive watcher takes the rule and leaves the action out.</summary>
public enum TransferAction : byte
{
    /// <summary>Nothing.</summary>
    Ignore = 0,

    /// <summary>The options are settled; sends the first window.</summary>
    BeginSending,

    /// <summary>Sends the next window.</summary>
    SlideWindow,

    /// <summary>Goes on at the block behind the acknowledged one.</summary>
    ResumeInside,

    /// <summary>The options are settled; sends ACK 0.</summary>
    AcknowledgeOptions,

    /// <summary>Takes the bytes; sends an ACK when the window is full.</summary>
    Take,

    /// <summary>Takes the bytes and hands the whole to storage.</summary>
    TakeLast,

    /// <summary>Acknowledges the block before the gap, once a gap.</summary>
    ReportGap,

    /// <summary>Acknowledges what is here again.</summary>
    AcknowledgeAgain,

    /// <summary>Sends the ACK of the last block.</summary>
    AcknowledgeLast,

    /// <summary>Sends what is unacknowledged again.</summary>
    Retransmit,

    /// <summary>Ends as complete.</summary>
    Complete,

    /// <summary>Ends as the ERROR that came says.</summary>
    EndByPeer,

    /// <summary>Ends with an ERROR to the peer.</summary>
    EndWithError,

    /// <summary>Ends without a word.</summary>
    End,
}
