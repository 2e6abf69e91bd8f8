using Oack.Boot.Dhcp;
using Oack.Boot.Discovery;
using Oack.Protocol;

namespace Oack.Cli.Booting;

/// <summary>A message of DHCP that was sent or received.</summary>
/// <param name="After">The time since the first.</param>
/// <param name="IsSent">Whether the played machine sent it.</param>
/// <param name="Type">Its type; None for BOOTP.</param>
/// <param name="Peer">To whom, or from whom.</param>
/// <param name="Reply">What it says, of one that was received.</param>
internal sealed record BootMessage(TimeSpan After, bool IsSent, DhcpMessageType Type, PeerEndpoint Peer, DhcpReplySeen? Reply);
