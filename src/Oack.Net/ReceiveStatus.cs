namespace Oack.Net;

/// <summary>How a wait for a datagram ended.</summary>
public enum ReceiveStatus
{
    /// <summary>A datagram was received; it may be empty.</summary>
    Ok = 0,

    /// <summary>The time is over.</summary>
    TimedOut,

    /// <summary>Another thread called <see cref="ClientChannel.Wake"/>.</summary>
    Woken,

    /// <summary>
    /// The peer's host says that nobody listens on the port (ICMP port unreachable; RFC 792, RFC 4443 §3.1). Told on
    /// Linux; other systems do not pass it to a socket that is not connected.
    /// </summary>
    Unreachable,
}
