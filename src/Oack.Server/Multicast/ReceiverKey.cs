using Oack.Protocol;

namespace Oack.Server;

/// <summary>Which request of which client: the same one again belongs to the receiver that it made.</summary>
/// <param name="Remote">The client.</param>
/// <param name="Local">The address that it asked.</param>
/// <param name="RequestHash">A hash of its request.</param>
internal readonly record struct ReceiverKey(PeerEndpoint Remote, PeerEndpoint Local, int RequestHash)
{
    internal static ReceiverKey Of(in MulticastOffer offer)
    {
        HashCode code = default;
        code.AddBytes(offer.Request);
        return new ReceiverKey(offer.Incoming.Remote, offer.Incoming.Local, code.ToHashCode());
    }
}
