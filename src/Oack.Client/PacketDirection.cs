namespace Oack.Client;

/// <summary>Which way a datagram travels.</summary>
public enum PacketDirection
{
    /// <summary>From this side to the server.</summary>
    Sent = 0,

    /// <summary>From the server, or from a stranger, to this side.</summary>
    Received,
}
