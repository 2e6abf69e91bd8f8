using Oack.Content;
using Oack.Net;
using Oack.Protocol;
using Oack.Protocol.Transfer;

namespace Oack.Server;

/// <summary>A file on its way to a group: the session, its content, its socket and those who receive it.</summary>
internal sealed class ServedGroup
{
    internal required IGroupMachine Machine { get; init; }

    internal required PeerEndpoint Group { get; init; }

    /// <summary>The address that it is sent from.</summary>
    internal required PeerEndpoint Local { get; set; }

    /// <summary>The socket that it is sent by: its own (RFC 2090), or the listener's (MTFTP).</summary>
    internal required ChannelId Channel { get; set; }

    internal required ReadContent Source { get; init; }

    /// <summary>The name that was asked for, escaped.</summary>
    internal required string Name { get; init; }

    internal required Instant StartedAt { get; init; }

    internal required long Id { get; init; }

    /// <summary>RFC 2090: what its receivers have in common.</summary>
    internal GroupKey? Key { get; init; }

    /// <summary>RFC 2090: where its address came from and goes back to.</summary>
    internal PoolUse? Pool { get; init; }

    /// <summary>MTFTP: the file that is offered.</summary>
    internal MtftpStation? Station { get; init; }

    internal bool IsMtftp => Station is not null;

    internal Dictionary<PeerEndpoint, GroupReceiver> Receivers { get; } = [];

    internal bool IsReady { get; set; }

    internal bool IsGone { get; set; }

    /// <summary>Whether the engine has a socket open for it.</summary>
    internal bool ChannelUsed { get; set; }

    /// <summary>When a rate lets it send again; Never while it may.</summary>
    internal Instant SendsAt { get; set; } = Instant.Never;

    /// <summary>The wait for bytes that is under way; while set, the content belongs to it.</summary>
    internal GroupWork? Work { get; set; }

    /// <summary>Blocks whose bytes are being waited for; only while <see cref="HasSetAside"/>.</summary>
    internal BlockRun SetAside { get; set; }

    /// <summary>Who is to get them: the group, or with MTFTP the client that is to acknowledge.</summary>
    internal PeerEndpoint SetAsideFor { get; set; }

    internal bool HasSetAside { get; set; }

    internal int FruitlessWaits { get; set; }

    /// <summary>Why all receivers end, where it is not their own doing.</summary>
    internal string? Cause { get; set; }

    /// <summary>The ERROR by which the server ended it, or null.</summary>
    internal (Protocol.Wire.ErrorCode Code, string Message)? AbortWith { get; set; }

    internal long SeenBlocks { get; set; }

    internal Instant SeenAt { get; set; }
}
