using System.Net;

namespace Oack.Server;

/// <summary>A group at a moment: who is served, by whose acknowledgments, and what it took so far.</summary>
public sealed record GroupReport
{
    /// <summary>What happened.</summary>
    public required GroupChange Change { get; init; }

    /// <summary>The group, with the port of its receivers.</summary>
    public required IPEndPoint Group { get; init; }

    /// <summary>The name that was asked for, escaped for printing.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it is PXE's multicast TFTP rather than RFC 2090.</summary>
    public required bool IsMtftp { get; init; }

    /// <summary>The master client, or null where there is none at the moment.</summary>
    public required IPEndPoint? Master { get; init; }

    /// <summary>How many receivers are being served; of MTFTP's only the one that asked is known.</summary>
    public required int Receivers { get; init; }

    /// <summary>How many receivers have the whole file.</summary>
    public required long Done { get; init; }

    /// <summary>How many receivers left or fell silent before that.</summary>
    public required long Lost { get; init; }

    /// <summary>How many DATA were sent so far.</summary>
    public required long BlocksSent { get; init; }

    /// <summary>How many blocks the file has.</summary>
    public required long Blocks { get; init; }

    /// <summary>How often the master client changed.</summary>
    public required long MasterChanges { get; init; }

    /// <summary>How long the group has been served.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>DATA sent for each block of the file: 1 when nothing was lost and nobody came late.</summary>
    public double Factor => Blocks > 0 ? (double)BlocksSent / Blocks : 0;
}
