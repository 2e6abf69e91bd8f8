namespace Oack.Client;

/// <summary>Why a request was made again for less.</summary>
public enum FallbackReason
{
    /// <summary>An address of the server's name did not answer, and the next was tried.</summary>
    AddressSilent = 0,

    /// <summary>A request with options got an ERROR (0, 4 or 8) at once; it was made again without them (RFC 2347).</summary>
    OptionsRefused,

    /// <summary>A request with options got no answer at all; it was made again without them.</summary>
    OptionsUnanswered,

    /// <summary>The OACK was illegal: a larger value, an option that was not asked for, not a number.</summary>
    OptionAckIllegal,

    /// <summary>DATA came in another size than was agreed.</summary>
    BlockSizeBroken,

    /// <summary>Blocks of the granted size did not arrive: their fragments are lost on the way.</summary>
    BlocksLost,

    /// <summary>The server granted a window and then waited for an ACK of each block.</summary>
    WindowBroken,

    /// <summary>Multicast was not granted, or nobody answered the request for it.</summary>
    MulticastRefused,

    /// <summary>A group was granted, and the file did not come there: something on the way drops it.</summary>
    GroupSilent,

    /// <summary>A group was granted that cannot be joined here.</summary>
    GroupUnusable,
}
