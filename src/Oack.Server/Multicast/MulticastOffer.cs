using Oack.Net;
using Oack.Protocol.Wire;

namespace Oack.Server;

/// <summary>A request with the multicast option on its way from the shard that received it, and perhaps back.</summary>
/// <param name="Owner">The shard, which serves the client by itself if it comes back; null for MTFTP.</param>
/// <param name="Incoming">How it came.</param>
/// <param name="Request">Its bytes, at most <see cref="RequestPacket.MaxBytes"/>.</param>
internal sealed record MulticastOffer(TftpShard? Owner, IncomingDatagram Incoming, byte[] Request);
