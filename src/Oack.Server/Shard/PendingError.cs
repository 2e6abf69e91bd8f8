using Oack.Net;
using Oack.Protocol;
using Oack.Protocol.Wire;

namespace Oack.Server;

/// <summary>An ERROR that waits to be sent and belongs to no transfer's own state.</summary>
internal readonly record struct PendingError(
    ChannelId Channel, PeerEndpoint Remote, PeerEndpoint Local, ErrorCode Code, string Message);
