using Oack.Protocol.Options;

namespace Oack.Protocol.Observe;

/// <summary>
/// One request and everything that followed from it, as its packets show it, from whichever side they were seen. A
/// repeated request (same client port, same bytes) belongs to the same transfer.
/// </summary>
public sealed partial class ObservedTransfer
{
    private readonly List<Finding> _findings = [];

    /// <summary>Its number, from 1, in the order of the requests.</summary>
    public int Id { get; internal set; }

    /// <summary>Whether the client writes (WRQ); else it reads (RRQ).</summary>
    public bool IsWrite { get; private set; }

    /// <summary>Whether its request was seen; else the watching began midway, and name, mode and options are unknown.</summary>
    public bool HasRequest { get; private set; }

    /// <summary>The file's name as the request gives it, read as UTF-8 or, where it is not, as Latin-1; empty where unknown.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The mode as the request gives it, in lower case; empty where unknown.</summary>
    public string Mode { get; private set; } = "";

    /// <summary>The client's address and port.</summary>
    public PeerEndpoint Client { get; private set; }

    /// <summary>The address and port that were asked.</summary>
    public PeerEndpoint Server { get; private set; }

    /// <summary>The address and port that answered, once something did.</summary>
    public PeerEndpoint? ServerTid { get; private set; }

    /// <summary>The options of the request, in the packet's order, as on the wire.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Requested { get; private set; } = [];

    /// <summary>The options of the OACK, in the packet's order, as on the wire; empty without an OACK.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Granted { get; private set; } = [];

    /// <summary>The block size that holds, in bytes.</summary>
    public int BlockSize { get; private set; } = TransferParameters.DefaultBlockSize;

    /// <summary>The window that holds, in blocks; 1 is lock-step.</summary>
    public int WindowBlocks { get; private set; } = 1;

    /// <summary>The size that was announced by tsize, in bytes, or null.</summary>
    public long? AnnouncedBytes { get; private set; }

    /// <summary>The frame of its first packet.</summary>
    public long FirstFrame { get; private set; }

    /// <summary>The frame of its last packet.</summary>
    public long LastFrame { get; private set; }

    /// <summary>When its first packet was seen.</summary>
    public Instant StartedAt { get; private set; }

    /// <summary>When its last packet was seen.</summary>
    public Instant LastAt { get; private set; }

    /// <summary>The time from the first packet to the last.</summary>
    public TimeSpan Duration => LastAt - StartedAt;

    /// <summary>How many packets were seen, ICMP errors included.</summary>
    public long Packets { get; private set; }

    /// <summary>The file's bytes that were carried, each block once. Of netascii the bytes on the wire.</summary>
    public long Bytes { get; private set; }

    /// <summary>How many different blocks were carried.</summary>
    public long Blocks { get; private set; }

    /// <summary>How many packets were sent more than once, each repetition counted, of both sides.</summary>
    public long Retransmissions { get; private set; }

    /// <summary>How it ended, or how it stands.</summary>
    public ObservedOutcome Outcome { get; private set; }

    /// <summary>Whether nothing more is expected of it.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>Of a probe its fetch, of a request that was refused for its options the one that fell back; else null.</summary>
    public ObservedTransfer? LinkedTo { get; internal set; }

    /// <summary>The program that sent the request, by its habits, for example <c>UEFI (EDK2)</c>; null where they do not tell.</summary>
    public string? ClientProgram { get; private set; }

    /// <summary>Where its time went.</summary>
    public TimeAccount Time => MakeTimeAccount();

    /// <summary>What was found, in the order in which it became certain.</summary>
    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>The gravest of the findings, or null without one.</summary>
    public FindingSeverity? Severity => _findings.Count == 0 ? null : _findings.Max(finding => finding.Severity);
}
