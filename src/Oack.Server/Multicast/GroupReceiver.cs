using Oack.Protocol;
using Oack.Protocol.Options;
using Oack.Protocol.Wire;

namespace Oack.Server;

/// <summary>What the server knows of one receiver of a group, for its record and its limits.</summary>
internal sealed class GroupReceiver(MulticastOffer offer, in ReceiverKey key, long id, Instant now)
{
    /// <summary>The request that made it; it goes back to its shard where the group comes to nothing.</summary>
    internal MulticastOffer Offer { get; } = offer;

    internal ReceiverKey Key { get; } = key;

    internal long Id { get; } = id;

    internal Instant StartedAt { get; } = now;

    internal PeerEndpoint Remote => Offer.Incoming.Remote;

    internal PeerEndpoint Local => Offer.Incoming.Local;

    /// <summary>What its OACK says, beside the group.</summary>
    internal OptionList Granted { get; set; }

    internal bool WasMaster { get; set; }

    /// <summary>Whether it ever acknowledged anything, the OACK included.</summary>
    internal bool HasAcknowledged { get; set; }

    /// <summary>Whether its host said that nobody listens.</summary>
    internal bool IsUnreachable { get; set; }

    internal long DatagramsReceived { get; set; } = 1;

    /// <summary>The ERROR that it sent, if it did.</summary>
    internal (ErrorCode Code, string Message)? Error { get; set; }
}
