using Oack.Net;

namespace Oack.Client;

/// <summary>
/// A get by multicast: the file comes to a group, and blocks come in any order. Where multicast is not to be had the file
/// is asked for again without it.
/// </summary>
public sealed record GroupFetch
{
    /// <summary>
    /// Where PXE's multicast TFTP offers the file. Defaults to null: the server is asked for a group (RFC 2090).
    /// </summary>
    public MtftpOffer? Mtftp { get; init; }

    /// <summary>The interface to join the group on. Defaults to null: the one that leads to the server.</summary>
    public MulticastInterface? Interface { get; init; }

    /// <summary>
    /// How long a granted group may stay silent before the file is asked for without multicast, 1 s or more. Defaults to 15 s.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(15);
}
