namespace Oack.Boot.Dhcp;

/// <summary>How a PXE client is to fetch its file by multicast: options 1 to 5 within option 43 (PXE 2.1, Table 2-1).</summary>
/// <remarks>
/// The ports stand with their low byte first on the wire. Numbers of DHCP have the high byte first (RFC 2132 §2), but
/// firmware reads these two as an x86 program does, and MTFTP works only with those who write them so.
/// </remarks>
/// <param name="Group">The multicast address of the file.</param>
/// <param name="ClientPort">The port that clients listen on.</param>
/// <param name="ServerPort">The port that is asked, and that the file comes from.</param>
/// <param name="ListenDelaySeconds">How long a client listens before it asks.</param>
/// <param name="ReopenDelaySeconds">How long a client waits before it asks again.</param>
public readonly record struct MtftpParameters(
    IPv4Address Group, ushort ClientPort, ushort ServerPort, byte ListenDelaySeconds, byte ReopenDelaySeconds);
