using Oack.Protocol;

namespace Oack.Client;

/// <summary>The part that a client has, or had, in a group.</summary>
/// <param name="Group">The group, with the port of its receivers.</param>
/// <param name="IsMtftp">Whether it is PXE's multicast TFTP rather than RFC 2090.</param>
/// <param name="IsMaster">Whether the client is the master client; of a result: whether it was for some time.</param>
/// <param name="MissingBlocks">How many blocks are missing before the last one that came.</param>
public sealed record GroupPart(PeerEndpoint Group, bool IsMtftp, bool IsMaster, int MissingBlocks);
