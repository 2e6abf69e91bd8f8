namespace Oack.Protocol.Multicast;

/// <summary>What a session counted.</summary>
public struct MulticastStatistics
{
    /// <summary>Datagrams sent, of whatever kind, each counted once however many receive it.</summary>
    public long DatagramsSent { get; internal set; }

    /// <summary>Datagrams taken in, of whatever worth.</summary>
    public long DatagramsReceived { get; internal set; }

    /// <summary>Server: DATA sent, to the group and by unicast. Divided by the blocks of the file it is what the loss costs.</summary>
    public long BlocksSent { get; internal set; }

    /// <summary>Server: DATA of blocks that were sent before. Client: ACKs and requests that were sent again.</summary>
    public long Retransmissions { get; internal set; }

    /// <summary>Timeouts that ran out and caused something to be sent.</summary>
    public long Timeouts { get; internal set; }

    /// <summary>Datagrams that repeated what was known.</summary>
    public long Duplicates { get; internal set; }

    /// <summary>Server: how often another receiver became the master client.</summary>
    public long MasterChanges { get; internal set; }

    /// <summary>Server: receivers that have the whole file.</summary>
    public long ReceiversDone { get; internal set; }

    /// <summary>Server: receivers that left by an ERROR, or were given up.</summary>
    public long ReceiversLost { get; internal set; }

    /// <summary>MTFTP: how many rounds were begun.</summary>
    public long Rounds { get; internal set; }

    /// <summary>Client: bytes of the file that came, each block once.</summary>
    public long PayloadBytes { get; internal set; }
}
