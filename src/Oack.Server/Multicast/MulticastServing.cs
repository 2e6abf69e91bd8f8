using Oack.Net;
using Oack.Protocol.Multicast;

namespace Oack.Server;

/// <summary>
/// What a server sends to many at once: files to whoever asks with the multicast option (RFC 2090), and files by the
/// multicast TFTP of PXE. All of it is the work of one thread of its own.
/// </summary>
public sealed record MulticastServing
{
    /// <summary>
    /// The groups that may be given to files. The first pool of the client's family that has a group free is used; with
    /// none the client is served by itself, without the option. Defaults to an empty list: no RFC 2090.
    /// </summary>
    public IReadOnlyList<MulticastPool> Pools { get; init; } = [];

    /// <summary>The files that are offered by PXE's multicast TFTP. Defaults to an empty list.</summary>
    public IReadOnlyList<MtftpFile> Mtftp { get; init; } = [];

    /// <summary>
    /// How datagrams for groups leave. Without an interface they leave by the one that has the address that the client
    /// asked; groups of IPv6 need an interface. Defaults to one hop, and to being heard on this machine.
    /// </summary>
    public MulticastSending Sending { get; init; } = new();

    /// <summary>How many groups are served at once, 1 to 4,096; past it clients are served by themselves. Defaults to 256.</summary>
    public int MaxGroups { get; init; } = 256;

    /// <summary>How patient a group of RFC 2090 is, and how many receivers it may have.</summary>
    public MulticastSettings Session { get; init; } = MulticastSettings.Default;

    /// <summary>Whether anything is to be sent to groups.</summary>
    internal bool IsUsed => Pools.Count > 0 || Mtftp.Count > 0;

    /// <summary>What is wrong with it, or null.</summary>
    public string? FindFault()
    {
        if (MaxGroups is < 1 or > 4_096)
        {
            return "MaxGroups is out of range: choose 1 to 4,096";
        }

        if (Sending.TimeToLive is < 0 or > byte.MaxValue)
        {
            return "Sending.TimeToLive is out of range: choose 0 to 255";
        }

        if (Sending.Interface is null && (Pools.Any(pool => !pool.IsIPv4) || Mtftp.Any(file => !file.Group.IsIPv4)))
        {
            return "a group of IPv6 needs the interface that its clients are on: every interface has a route to it. Name one: --multicast-interface eth0";
        }

        foreach (MtftpFile file in Mtftp)
        {
            if (Mtftp.Any(other => !ReferenceEquals(other, file) && other.Group == file.Group && other.Name != file.Name))
            {
                return $"two files have the group {file.Group}: clients of one would take the blocks of the other. Give each a group, or a client port, of its own";
            }

            if (Mtftp.Count(other => other.Name == file.Name && other.ServerPort == file.ServerPort) > 1)
            {
                return $"the file '{file.Name}' is offered twice on port {file.ServerPort}: give each a server port of its own";
            }
        }

        return null;
    }
}
