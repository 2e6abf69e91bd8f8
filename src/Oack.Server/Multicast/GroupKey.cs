using Oack.Protocol;

namespace Oack.Server;

/// <summary>What clients must have in common to be served by one group of RFC 2090.</summary>
/// <param name="Content">The identity of the content.</param>
/// <param name="BlockSize">The block size that was granted.</param>
/// <param name="WindowBlocks">The window that was granted.</param>
/// <param name="Timeout">The timeout that was granted, or null.</param>
/// <param name="Local">The address that was asked: the group's datagrams come from it, by the interface that has it.</param>
internal readonly record struct GroupKey(object Content, int BlockSize, int WindowBlocks, TimeSpan? Timeout, PeerEndpoint Local);
