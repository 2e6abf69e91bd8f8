using Oack.Boot.Dhcp;
using Oack.Protocol;

namespace Oack.Boot;

/// <summary>A message that is to leave by the interface on which the question came, from the port that was asked.</summary>
/// <param name="Bytes">The message.</param>
/// <param name="To">Where to; 255.255.255.255 to all on the link.</param>
/// <param name="Hardware">
/// The client's interface where the address in <paramref name="To"/> is not the client's yet, so that nobody would answer
/// a question for it; else not set.
/// </param>
public sealed record DhcpReply(ReadOnlyMemory<byte> Bytes, PeerEndpoint To, HardwareAddress Hardware = default)
{
    /// <summary>Whether it goes to all on the link.</summary>
    public bool IsBroadcast => To.IPv4Address == uint.MaxValue;
}
