namespace Oack.Protocol.Transfer;

/// <summary>How patient and how careful a transfer is. One object serves many transfers; it never changes.</summary>
public sealed record TransferSettings
{
    /// <summary>The settings that all defaults together make.</summary>
    public static TransferSettings Default { get; } = new();

    /// <summary>The timeout before the first round trip is measured (RFC 6298 §2). Defaults to 1 s.</summary>
    public TimeSpan InitialTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The shortest timeout. Defaults to 20 ms.</summary>
    public TimeSpan MinTimeout { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// The shortest timeout of a window's sender while gaps in what arrived show that the path loses packets. Defaults
    /// to 5 ms: no ACK can say that a window's first block is missing, so a third of the windows at 20 % loss wait for it.
    /// </summary>
    public TimeSpan MinTimeoutUnderLoss { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>The longest timeout after back-off. Defaults to 5 s.</summary>
    public TimeSpan MaxTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// A timeout to use as it is, without measuring or back-off: one agreed by option, or set by hand. Defaults to null.
    /// </summary>
    public TimeSpan? FixedTimeout { get; init; }

    /// <summary>
    /// How long a peer may be silent before the transfer is given up as stalled. Defaults to 30 s: firmware with timers
    /// of 5 s gets several of them.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many times in a row one packet is sent again at most. Defaults to 20.</summary>
    public int MaxRetransmissions { get; init; } = 20;

    /// <summary>
    /// How many times the first packet to a peer that has not answered yet is sent again at most, so that a forged
    /// request buys few packets. Defaults to 3.
    /// </summary>
    public int MaxUnansweredRetransmissions { get; init; } = 3;

    /// <summary>
    /// How long a receiver stays to acknowledge the last block again (RFC 1350 §6). Defaults to null: three measured
    /// timeouts, or three round trips after a transfer of 256 packets of this side and more in which nothing was lost.
    /// </summary>
    public TimeSpan? Dally { get; init; }

    /// <summary>The longest measured dally. Defaults to 6 s.</summary>
    public TimeSpan MaxDally { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>
    /// The largest window, in blocks, that a client with msftwindow may call for in its ACKs. Defaults to 64; a larger
    /// window that was granted by windowsize stands.
    /// </summary>
    public int MaxVariableWindowBlocks { get; init; } = 64;

    /// <summary>
    /// Whether the first answer to a request may come from another address than the one that was asked. Defaults to
    /// false: such an answer is refused with ERROR 5. Some NATs need it.
    /// </summary>
    public bool AcceptReplyFromAnyAddress { get; init; }
}
