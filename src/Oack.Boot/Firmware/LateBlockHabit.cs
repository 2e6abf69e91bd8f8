namespace Oack.Boot.Firmware;

/// <summary>What a program does with DATA that is not the block it waits for.</summary>
public enum LateBlockHabit
{
    /// <summary>Says nothing.</summary>
    Ignore = 0,

    /// <summary>Acknowledges the last block that it has, each time.</summary>
    AcknowledgeLast,

    /// <summary>Acknowledges the last block that it has, once, and only when a block is missing before the one that came.</summary>
    AcknowledgeLastOnceForGap,

    /// <summary>Acknowledges the block that came, if it is an old one.</summary>
    AcknowledgeOld,

    /// <summary>Calls the transfer off.</summary>
    GiveUp,
}
