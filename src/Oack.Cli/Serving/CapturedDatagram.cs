using Oack.Protocol;

namespace Oack.Cli.Serving;

/// <summary>A datagram of the server, all but its bytes. It holds no reference, so that it can stand among bytes.</summary>
/// <param name="Time">When it was seen, from the Unix epoch.</param>
/// <param name="From">Its source.</param>
/// <param name="To">Its destination.</param>
/// <param name="LengthBytes">How many bytes it has.</param>
/// <param name="IsSent">Whether the server sent it.</param>
internal readonly record struct CapturedDatagram(Instant Time, PeerEndpoint From, PeerEndpoint To, int LengthBytes, bool IsSent);
