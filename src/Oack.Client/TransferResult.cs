using Oack.Protocol;
using Oack.Protocol.Options;

namespace Oack.Client;

/// <summary>What a whole transfer came to.</summary>
public sealed record TransferResult
{
    /// <summary>The server's address with the port of the transfer (its TID, RFC 1350 §4).</summary>
    public required PeerEndpoint Server { get; init; }

    /// <summary>Bytes that travelled as content, each once; in netascii before decoding.</summary>
    public required long Bytes { get; init; }

    /// <summary>Time from the first request to the last block; steps back are included.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The mean rate, in bytes a second.</summary>
    public double BytesPerSecond => Bytes / Math.Max(Duration.TotalSeconds, 1e-6);

    /// <summary>The mode that was used.</summary>
    public required TransferMode Mode { get; init; }

    /// <summary>The options that the server granted, in the order of its OACK; empty when it answered without one.</summary>
    public required OptionList Granted { get; init; }

    /// <summary>What the transfer worked by: block size, window and the rest.</summary>
    public required TransferParameters Parameters { get; init; }

    /// <summary>Datagrams that this side sent again.</summary>
    public required long Retransmissions { get; init; }

    /// <summary>Datagrams that came twice.</summary>
    public required long Duplicates { get; init; }

    /// <summary>The smoothed round trip (RFC 6298), or zero when none could be measured.</summary>
    public required TimeSpan RoundTrip { get; init; }

    /// <summary>
    /// For a get by multicast (<see cref="TftpClientOptions.Group"/>): the part in the group, or null when the file came
    /// without one.
    /// </summary>
    public GroupPart? Group { get; init; }

    /// <summary>The steps back that were needed, in order; empty when the first request went through.</summary>
    public required IReadOnlyList<FallbackStep> Fallbacks { get; init; }

    /// <summary>What was odd though the transfer is whole, in words for a person.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }
}
