namespace Oack.Client;

/// <summary>Why an attempt ended, as its driver saw it.</summary>
internal enum AttemptVerdict
{
    /// <summary>The file is whole on both sides.</summary>
    Complete = 0,

    /// <summary>The state machine ended it: it knows the outcome, the ERROR and the breach.</summary>
    Ended,

    /// <summary>No answer within the time that this attempt had.</summary>
    Unanswered,

    /// <summary>A large block size was granted, and no block came through.</summary>
    BlocksLost,

    /// <summary>A window was granted, and the server waits for an ACK of each block.</summary>
    WindowBroken,

    /// <summary>The file ended before the size that was announced.</summary>
    Incomplete,

    /// <summary>The local file or stream failed.</summary>
    LocalFailed,

    /// <summary>The user ended it.</summary>
    Cancelled,
}
