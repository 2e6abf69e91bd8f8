using Oack.Protocol.Transfer;

namespace Oack.Server;

/// <summary>What a shard counts: written by its thread alone, read by any.</summary>
internal sealed class ShardCounters
{
    internal long DatagramsReceived;
    internal long BytesReceived;
    internal long DatagramsSent;
    internal long BytesSent;
    internal long Retransmissions;
    internal long Requests;
    internal long RepeatedRequests;
    internal long Malformed;
    internal long UnknownOpcodes;
    internal long UnknownTransfers;
    internal long StrayErrors;
    internal long Broadcasts;
    internal long ForeignDatagrams;
    internal long ErrorsSent;
    internal long ErrorsSuppressed;
    internal long ActiveTransfers;
    internal long DallyingTransfers;
    internal long PayloadBytesSent;
    internal long PayloadBytesReceived;
    internal long ContentWaits;
    internal long ContentFaults;
    internal long AdmissionWaits;
    internal long ActiveGroups;
    internal long GroupBlocksSent;
    internal long MulticastDeclined;
    internal long EndedBytes;
    internal readonly long[] EndedBy = new long[(int)TransferOutcome.Stalled + 1];

    internal ServerCounters Read() => new()
    {
        DatagramsReceived = Volatile.Read(ref DatagramsReceived),
        BytesReceived = Volatile.Read(ref BytesReceived),
        DatagramsSent = Volatile.Read(ref DatagramsSent),
        BytesSent = Volatile.Read(ref BytesSent),
        Retransmissions = Volatile.Read(ref Retransmissions),
        Requests = Volatile.Read(ref Requests),
        RepeatedRequests = Volatile.Read(ref RepeatedRequests),
        Malformed = Volatile.Read(ref Malformed),
        UnknownOpcodes = Volatile.Read(ref UnknownOpcodes),
        UnknownTransfers = Volatile.Read(ref UnknownTransfers),
        StrayErrors = Volatile.Read(ref StrayErrors),
        Broadcasts = Volatile.Read(ref Broadcasts),
        ForeignDatagrams = Volatile.Read(ref ForeignDatagrams),
        ErrorsSent = Volatile.Read(ref ErrorsSent),
        ErrorsSuppressed = Volatile.Read(ref ErrorsSuppressed),
        ActiveTransfers = Volatile.Read(ref ActiveTransfers),
        DallyingTransfers = Volatile.Read(ref DallyingTransfers),
        PayloadBytesSent = Volatile.Read(ref PayloadBytesSent),
        PayloadBytesReceived = Volatile.Read(ref PayloadBytesReceived),
        ContentWaits = Volatile.Read(ref ContentWaits),
        ContentFaults = Volatile.Read(ref ContentFaults),
        AdmissionWaits = Volatile.Read(ref AdmissionWaits),
        ActiveGroups = Volatile.Read(ref ActiveGroups),
        GroupBlocksSent = Volatile.Read(ref GroupBlocksSent),
        MulticastDeclined = Volatile.Read(ref MulticastDeclined),
        TransferredBytes = Volatile.Read(ref EndedBytes),
        Completed = Volatile.Read(ref EndedBy[(int)TransferOutcome.Complete]),
        Probed = Volatile.Read(ref EndedBy[(int)TransferOutcome.Probed]),
        ClosedEarly = Volatile.Read(ref EndedBy[(int)TransferOutcome.ClosedEarly]),
        Refused = Volatile.Read(ref EndedBy[(int)TransferOutcome.Refused]),
        Failed = Volatile.Read(ref EndedBy[(int)TransferOutcome.Failed]),
        Stalled = Volatile.Read(ref EndedBy[(int)TransferOutcome.Stalled]),
    };
}
