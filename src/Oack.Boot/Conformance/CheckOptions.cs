using Oack.Protocol;

namespace Oack.Boot.Conformance;

/// <summary>Which server is checked, with what, and how patiently.</summary>
public sealed record CheckOptions
{
    /// <summary>Where requests go: the address of the server and the port that takes requests.</summary>
    public required PeerEndpoint Server { get; init; }

    /// <summary>
    /// A file on the server that may be read, 1 to 1,024 bytes without NUL. Defaults to none: then some usual names of
    /// boot files are asked for, one packet each.
    /// </summary>
    public ReadOnlyMemory<byte> FileName { get; init; }

    /// <summary>
    /// The name under which files are stored to try uploads, at most 1,000 bytes without NUL. Where the name is taken
    /// and may not be overwritten, <c>.2</c> to <c>.12</c> are put behind it. Defaults to none: nothing is stored.
    /// </summary>
    public ReadOnlyMemory<byte> UploadName { get; init; }

    /// <summary>The checks to run; their order does not matter. Defaults to all.</summary>
    public IReadOnlyCollection<ConformanceCheck> Checks { get; init; } = ConformanceCatalogue.All;

    /// <summary>How many checks run at once, 1 to 32. Defaults to 8. Those that would disturb others run alone.</summary>
    public int Parallelism { get; init; } = 8;

    /// <summary>How long an answer may take. Defaults to 3 s.</summary>
    public TimeSpan AnswerWait { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a lost packet may take to be sent again. Defaults to 12 s.</summary>
    public TimeSpan RetransmissionWait { get; init; } = TimeSpan.FromSeconds(12);

    /// <summary>How long a server that should be silent is listened to. Defaults to 2.5 s.</summary>
    public TimeSpan QuietWait { get; init; } = TimeSpan.FromMilliseconds(2_500);

    /// <summary>How long one try of a check may take in all. Defaults to 40 s; each check is tried at most twice.</summary>
    public TimeSpan CheckTime { get; init; } = TimeSpan.FromSeconds(40);
}
