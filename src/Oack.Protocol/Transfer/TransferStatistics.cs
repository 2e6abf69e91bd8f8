namespace Oack.Protocol.Transfer;

/// <summary>What a transfer counted.</summary>
public struct TransferStatistics
{
    /// <summary>Bytes of content that the receiver acknowledged or accepted, each block once.</summary>
    public long PayloadBytes { get; internal set; }

    /// <summary>Datagrams sent, retransmissions included.</summary>
    public long DatagramsSent { get; internal set; }

    /// <summary>Datagrams taken in, of whatever worth.</summary>
    public long DatagramsReceived { get; internal set; }

    /// <summary>Datagrams sent again: DATA, ACK, OACK or request.</summary>
    public long Retransmissions { get; internal set; }

    /// <summary>Timeouts that ran out and caused a retransmission.</summary>
    public long Timeouts { get; internal set; }

    /// <summary>Datagrams that repeated what was known.</summary>
    public long Duplicates { get; internal set; }

    /// <summary>The smoothed round trip (RFC 6298), or zero before the first sample.</summary>
    public TimeSpan SmoothedRoundTrip { get; internal set; }
}
