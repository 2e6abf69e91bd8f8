using System.Net;
using Oack.Protocol;
using Oack.Protocol.Observe;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Server;

/// <summary>
/// What there is to say about a finished transfer, or about a request that was refused. All text in it may be printed:
/// what a peer sent is escaped. The JSON form is described in <c>docs/records.md</c>.
/// </summary>
public sealed partial record TransferRecord
{
    /// <summary>A number that no other transfer of this server has.</summary>
    public required long Id { get; init; }

    /// <summary>When it ended by the wall clock, or null where no clock was at hand (a simulator).</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The client, with its transfer identifier as port.</summary>
    public required IPEndPoint Client { get; init; }

    /// <summary>The address and port that the client asked.</summary>
    public required IPEndPoint Server { get; init; }

    /// <summary>RRQ or WRQ.</summary>
    public required Opcode Operation { get; init; }

    /// <summary>The name that was asked for, escaped.</summary>
    public required string Name { get; init; }

    /// <summary>Octet or netascii, or null: the client asked for a mode that is not served.</summary>
    public required TransferMode? Mode { get; init; }

    /// <summary>All options of the request in its order, as they came, unknown ones too.</summary>
    public required IReadOnlyList<TransferOption> Asked { get; init; }

    /// <summary>The options that the OACK granted, in its order; empty without an OACK.</summary>
    public required IReadOnlyList<TransferOption> Granted { get; init; }

    /// <summary>What the content source calls the file (a path, a rule), escaped, or null.</summary>
    public string? Content { get; init; }

    /// <summary>Bytes that the client acknowledged (RRQ) or that were accepted (WRQ), each once.</summary>
    public required long Bytes { get; init; }

    /// <summary>The size of the whole file in bytes, or null where it is not known.</summary>
    public long? TotalBytes { get; init; }

    /// <summary>From the request to the end.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Bytes in each block but the last.</summary>
    public int BlockSize { get; init; }

    /// <summary>Blocks in a window.</summary>
    public int WindowBlocks { get; init; }

    /// <summary>Datagrams sent, retransmissions included.</summary>
    public long DatagramsSent { get; init; }

    /// <summary>Datagrams taken in.</summary>
    public long DatagramsReceived { get; init; }

    /// <summary>Datagrams sent again.</summary>
    public long Retransmissions { get; init; }

    /// <summary>Timeouts that ran out.</summary>
    public long Timeouts { get; init; }

    /// <summary>Datagrams of the client that repeated what was known.</summary>
    public long Duplicates { get; init; }

    /// <summary>The smoothed round trip (RFC 6298), or null before the first sample.</summary>
    public TimeSpan? RoundTrip { get; init; }

    /// <summary>How it ended.</summary>
    public required TransferOutcome Outcome { get; init; }

    /// <summary>Why it ended so, in plain words.</summary>
    public required string Cause { get; init; }

    /// <summary>The code of the ERROR that ended it, or null when none did.</summary>
    public ErrorCode? ErrorCode { get; init; }

    /// <summary>The text of that ERROR, escaped; null when none ended it.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>Whether the client sent that ERROR.</summary>
    public bool EndedByClient { get; init; }

    /// <summary>
    /// What the packets of the transfer showed, with its remedy, as `oack trace` would say it of a capture; empty where
    /// <see cref="TftpServerOptions.Diagnosis"/> is off. Frames count the packets of the transfer.
    /// </summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>The part that the client had in a group, or null: it was served by itself.</summary>
    public MulticastPart? Multicast { get; init; }

    /// <summary>The outcome as logs, JSON and metrics name it, for example <c>closed-early</c>.</summary>
    public string OutcomeName => NameOf(Outcome);

    /// <summary>Whether an operator wants to be warned: refused, failed or stalled.</summary>
    public bool IsTrouble => Outcome is TransferOutcome.Refused or TransferOutcome.Failed or TransferOutcome.Stalled;

    /// <summary>The stable name of an outcome.</summary>
    public static string NameOf(TransferOutcome outcome) => outcome switch
    {
        TransferOutcome.Complete => "complete",
        TransferOutcome.Probed => "probed",
        TransferOutcome.ClosedEarly => "closed-early",
        TransferOutcome.Refused => "refused",
        TransferOutcome.Failed => "failed",
        TransferOutcome.Stalled => "stalled",
        _ => "running",
    };

    internal static string NameOf(Opcode operation) => operation == Opcode.WriteRequest ? "write" : "read";

    internal static string NameOf(TransferMode mode) => mode == TransferMode.Netascii ? "netascii" : "octet";
}
