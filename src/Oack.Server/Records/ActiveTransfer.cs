using System.Net;
using Oack.Protocol.Observe;
using Oack.Protocol.Wire;

namespace Oack.Server;

/// <summary>A transfer that is running, as it stood when the table was made.</summary>
public sealed record ActiveTransfer
{
    /// <summary>A number that no other transfer of this server has; the record of the end carries it too.</summary>
    public required long Id { get; init; }

    /// <summary>The client, with its transfer identifier as port.</summary>
    public required IPEndPoint Client { get; init; }

    /// <summary>The name that was asked for, escaped for printing.</summary>
    public required string Name { get; init; }

    /// <summary>RRQ or WRQ.</summary>
    public required Opcode Operation { get; init; }

    /// <summary>Bytes acknowledged (RRQ) or accepted (WRQ) so far.</summary>
    public required long Bytes { get; init; }

    /// <summary>The size of the whole file in bytes, or null where it is not known.</summary>
    public required long? TotalBytes { get; init; }

    /// <summary>Bytes in each block but the last.</summary>
    public required int BlockSize { get; init; }

    /// <summary>Blocks in a window.</summary>
    public required int WindowBlocks { get; init; }

    /// <summary>How long the transfer has been running.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Bytes per second since the table before this one, or since the start.</summary>
    public required double BytesPerSecond { get; init; }

    /// <summary>Datagrams sent again so far.</summary>
    public required long Retransmissions { get; init; }

    /// <summary>
    /// For a file that goes to a group: the group, its master client and how many are served. <see cref="Client"/> is then
    /// the group, and <see cref="Bytes"/> how far the file went out. Null for a transfer to one client.
    /// </summary>
    public ActiveGroup? Group { get; init; }

    /// <summary>What its packets have shown so far; empty where <see cref="TftpServerOptions.Diagnosis"/> is off.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];
}
