using Oack.Protocol;

namespace Oack.Trace.Boot;

/// <summary>
/// How a PXE client is to fetch its file by multicast: sub-options 1 to 5 of DHCP option 43 (PXE 2.1, Table 2-1). Numbers
/// are as RFC 2132 §8.4 has them, in network order; some firmware reads the ports the other way round.
/// </summary>
/// <param name="Address">The multicast address (1), its port 0; all zero where it is not given.</param>
/// <param name="ClientPort">The port that clients listen on (2), or 0.</param>
/// <param name="ServerPort">The port that is asked (3), or 0.</param>
/// <param name="OpenTimeoutSeconds">How long a client listens before it asks (4), or 0.</param>
/// <param name="ReopenDelaySeconds">How long a client waits before it asks again (5), or 0.</param>
public sealed record MtftpParameters(
    PeerEndpoint Address, ushort ClientPort, ushort ServerPort, byte OpenTimeoutSeconds, byte ReopenDelaySeconds);
