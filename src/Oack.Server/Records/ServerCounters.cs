namespace Oack.Server;

/// <summary>What a server counted since it was made; read one by one while it runs, so not all from one moment.</summary>
public readonly record struct ServerCounters
{
    /// <summary>Datagrams that arrived.</summary>
    public long DatagramsReceived { get; init; }

    /// <summary>Bytes in them (UDP payload).</summary>
    public long BytesReceived { get; init; }

    /// <summary>Datagrams given to the engine to send.</summary>
    public long DatagramsSent { get; init; }

    /// <summary>Bytes in them (UDP payload).</summary>
    public long BytesSent { get; init; }

    /// <summary>Datagrams among them that were sent before.</summary>
    public long Retransmissions { get; init; }

    /// <summary>RRQs and WRQs that were well formed and new.</summary>
    public long Requests { get; init; }

    /// <summary>Requests that came again and joined the transfer that they had started.</summary>
    public long RepeatedRequests { get; init; }

    /// <summary>Datagrams on listening ports that were no packet: empty, cut, without NUL, too long.</summary>
    public long Malformed { get; init; }

    /// <summary>Datagrams on listening ports with an opcode that TFTP does not have.</summary>
    public long UnknownOpcodes { get; init; }

    /// <summary>DATA, ACK and OACK on listening ports that belonged to no transfer.</summary>
    public long UnknownTransfers { get; init; }

    /// <summary>ERRORs on listening ports that belonged to no transfer.</summary>
    public long StrayErrors { get; init; }

    /// <summary>Datagrams that were sent to a broadcast or multicast address, and ignored.</summary>
    public long Broadcasts { get; init; }

    /// <summary>Datagrams that reached a transfer's port from somebody else than its client.</summary>
    public long ForeignDatagrams { get; init; }

    /// <summary>ERRORs sent, in answer to requests and to packets that belong nowhere.</summary>
    public long ErrorsSent { get; init; }

    /// <summary>ERRORs not sent because the source address had its share (reflection limit).</summary>
    public long ErrorsSuppressed { get; init; }

    /// <summary>Transfers that run now.</summary>
    public long ActiveTransfers { get; init; }

    /// <summary>Finished uploads that stay now for a repeated last block.</summary>
    public long DallyingTransfers { get; init; }

    /// <summary>Bytes of content sent, retransmissions included.</summary>
    public long PayloadBytesSent { get; init; }

    /// <summary>Bytes of content accepted.</summary>
    public long PayloadBytesReceived { get; init; }

    /// <summary>How often a transfer waited for a slow medium.</summary>
    public long ContentWaits { get; init; }

    /// <summary>How often a content source threw.</summary>
    public long ContentFaults { get; init; }

    /// <summary>How often a request waited for its turn.</summary>
    public long AdmissionWaits { get; init; }

    /// <summary>Groups that are served now (RFC 2090, and PXE's multicast TFTP while somebody asks).</summary>
    public long ActiveGroups { get; init; }

    /// <summary>DATA sent to groups, each counted once however many receive it.</summary>
    public long GroupBlocksSent { get; init; }

    /// <summary>Requests with the multicast option that were served without it: no group was free, or the file does not suit.</summary>
    public long MulticastDeclined { get; init; }

    /// <summary>Transfers that ended whole.</summary>
    public long Completed { get; init; }

    /// <summary>Requests that only wanted the size.</summary>
    public long Probed { get; init; }

    /// <summary>Transfers that the client left before their end.</summary>
    public long ClosedEarly { get; init; }

    /// <summary>Requests that were refused.</summary>
    public long Refused { get; init; }

    /// <summary>Transfers that failed.</summary>
    public long Failed { get; init; }

    /// <summary>Transfers whose client fell silent.</summary>
    public long Stalled { get; init; }

    /// <summary>Bytes of content in transfers that have ended: acknowledged or accepted, each once.</summary>
    public long TransferredBytes { get; init; }

    /// <summary>The counts of two shards together.</summary>
    public static ServerCounters operator +(in ServerCounters left, in ServerCounters right) => new()
    {
        DatagramsReceived = left.DatagramsReceived + right.DatagramsReceived,
        BytesReceived = left.BytesReceived + right.BytesReceived,
        DatagramsSent = left.DatagramsSent + right.DatagramsSent,
        BytesSent = left.BytesSent + right.BytesSent,
        Retransmissions = left.Retransmissions + right.Retransmissions,
        Requests = left.Requests + right.Requests,
        RepeatedRequests = left.RepeatedRequests + right.RepeatedRequests,
        Malformed = left.Malformed + right.Malformed,
        UnknownOpcodes = left.UnknownOpcodes + right.UnknownOpcodes,
        UnknownTransfers = left.UnknownTransfers + right.UnknownTransfers,
        StrayErrors = left.StrayErrors + right.StrayErrors,
        Broadcasts = left.Broadcasts + right.Broadcasts,
        ForeignDatagrams = left.ForeignDatagrams + right.ForeignDatagrams,
        ErrorsSent = left.ErrorsSent + right.ErrorsSent,
        ErrorsSuppressed = left.ErrorsSuppressed + right.ErrorsSuppressed,
        ActiveTransfers = left.ActiveTransfers + right.ActiveTransfers,
        DallyingTransfers = left.DallyingTransfers + right.DallyingTransfers,
        PayloadBytesSent = left.PayloadBytesSent + right.PayloadBytesSent,
        PayloadBytesReceived = left.PayloadBytesReceived + right.PayloadBytesReceived,
        ContentWaits = left.ContentWaits + right.ContentWaits,
        ContentFaults = left.ContentFaults + right.ContentFaults,
        AdmissionWaits = left.AdmissionWaits + right.AdmissionWaits,
        ActiveGroups = left.ActiveGroups + right.ActiveGroups,
        GroupBlocksSent = left.GroupBlocksSent + right.GroupBlocksSent,
        MulticastDeclined = left.MulticastDeclined + right.MulticastDeclined,
        Completed = left.Completed + right.Completed,
        Probed = left.Probed + right.Probed,
        ClosedEarly = left.ClosedEarly + right.ClosedEarly,
        Refused = left.Refused + right.Refused,
        Failed = left.Failed + right.Failed,
        Stalled = left.Stalled + right.Stalled,
        TransferredBytes = left.TransferredBytes + right.TransferredBytes,
    };

    /// <summary>The counts of two shards together.</summary>
    public static ServerCounters Add(in ServerCounters left, in ServerCounters right) => left + right;
}
