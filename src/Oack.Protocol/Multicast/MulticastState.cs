namespace Oack.Protocol.Multicast;

/// <summary>Where a receiver, or the server of a group, stands.</summary>
public enum MulticastState : byte
{
    /// <summary>Client: the request is out, and nothing says yet whether it will be a multicast.</summary>
    Requesting = 0,

    /// <summary>The receiver takes what comes to the group and acknowledges nothing.</summary>
    Listening,

    /// <summary>The server has told a receiver that it is the master client; no ACK shows yet that it knows.</summary>
    Offered,

    /// <summary>The receiver acknowledges for all: it is the master client (RFC 2090), the acknowledging client (PXE).</summary>
    Mastering,

    /// <summary>MTFTP server: nobody has asked.</summary>
    Idle,

    /// <summary>MTFTP: DATA 1 decides who acknowledges. For a client: its request is out.</summary>
    Electing,

    /// <summary>MTFTP server: the acknowledging client is silent, so the file goes on for those who listen.</summary>
    Unattended,

    /// <summary>The client goes on without multicast, as an ordinary receiver.</summary>
    Plain,

    /// <summary>Client: every block is here; the last ACK waits until they are stored.</summary>
    Storing,

    /// <summary>Client: the last ACK is out and would be repeated.</summary>
    Dallying,

    /// <summary>Over; of a receiver in a server: it has the file, left, or was given up.</summary>
    Closed,
}
