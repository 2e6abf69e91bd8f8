namespace Oack.Net.Platform;

/// <summary>How a train leaves; each level is what is left where the one above is refused.</summary>
internal enum SendLevel : byte
{
    /// <summary>Pages of a file in memory, not copied (sendfile), else as below.</summary>
    Paged = 0,

    /// <summary>One buffer, cut into datagrams by the system (UDP_SEGMENT).</summary>
    Segmented,

    /// <summary>Many datagrams a call (sendmmsg).</summary>
    Batched,

    /// <summary>One datagram a call.</summary>
    Single,
}
