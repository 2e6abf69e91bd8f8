using Oack.Protocol.Transfer;

namespace Oack.Protocol.Multicast;

/// <summary>How patient and how careful a session of RFC 2090 is. One object serves many; it never changes.</summary>
public sealed record MulticastSettings
{
    /// <summary>The settings that all defaults together make.</summary>
    public static MulticastSettings Default { get; } = new();

    /// <summary>Timeouts and patience towards the master client. Defaults to those of a transfer.</summary>
    public TransferSettings Transfer { get; init; } = TransferSettings.Default;

    /// <summary>The most receivers of one session, 1 or more. Defaults to 1,024; about 200 bytes each.</summary>
    public int MaxReceivers { get; init; } = 1_024;

    /// <summary>
    /// After how many timeouts in a row a master client is called silent, and another takes over. Defaults to 3. It is
    /// offered the part again later.
    /// </summary>
    public int MaxMasterTimeouts { get; init; } = 3;

    /// <summary>
    /// How many times a receiver may fail to answer that it is the master client before it is given up, 1 or more.
    /// Defaults to 5; for one that was never heard of,
    /// <see cref="TransferSettings.MaxUnansweredRetransmissions"/> counts.
    /// </summary>
    public int MaxOffers { get; init; } = 5;

    /// <summary>The pause before a silent receiver is offered the part again; doubled each time. Defaults to 1 s.</summary>
    public TimeSpan OfferPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How many ACKs in a row a master client may send without getting further before another takes over. Defaults to 64:
    /// one that always asks for the same block must not hold up the rest.
    /// </summary>
    public int MaxAcksWithoutProgress { get; init; } = 64;

    /// <summary>The most bytes of DATA a second, headers not counted; null for no limit. Defaults to null.</summary>
    public long? MaxBytesPerSecond { get; init; }

    /// <summary>
    /// The longest pause between two DATA to which the sender slows down when receivers miss many blocks. Defaults to 20 ms.
    /// </summary>
    public TimeSpan MaxPause { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// Client: how long a listener waits in silence before it asks again, as the server may have forgotten it;
    /// half as long before anything came to the group. Defaults to 5 s.
    /// </summary>
    public TimeSpan AskAgainAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Client: how long to wait for the first DATA of the group before multicast is given up. Defaults to 15 s. A listener
    /// waits longer, for <see cref="TransferSettings.Patience"/>: the master client may be slow.
    /// </summary>
    public TimeSpan GroupPatience { get; init; } = TimeSpan.FromSeconds(15);
}
