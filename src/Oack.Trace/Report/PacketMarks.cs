namespace Oack.Trace.Report;

/// <summary>What is to be said of a logged packet.</summary>
[Flags]
public enum PacketMarks : ushort
{
    /// <summary>A packet of the server, like any other.</summary>
    None = 0,

    /// <summary>The client sent it.</summary>
    FromClient = 1,

    /// <summary>It was seen before, from the same side.</summary>
    Retransmission = 1 << 1,

    /// <summary>An ICMP error that quotes a packet of the transfer.</summary>
    Unreachable = 1 << 2,

    /// <summary>Some of its IP fragments were not seen.</summary>
    FragmentsMissing = 1 << 3,

    /// <summary>Nothing was seen for long before it.</summary>
    AfterPause = 1 << 4,

    /// <summary>A block number that is not the next one.</summary>
    OutOfOrder = 1 << 5,

    /// <summary>It is of no use to who gets it: from a stranger, malformed, or out of place.</summary>
    Ignored = 1 << 6,
}
