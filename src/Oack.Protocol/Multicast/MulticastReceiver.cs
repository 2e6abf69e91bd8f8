using Oack.Protocol.Options;

namespace Oack.Protocol.Multicast;

/// <summary>What a server of RFC 2090 remembers of one receiver.</summary>
internal sealed class MulticastReceiver(PeerEndpoint endpoint, long order)
{
    internal PeerEndpoint Endpoint { get; } = endpoint;

    /// <summary>Its place among those who joined: the oldest is the first to be the master client.</summary>
    internal long Order { get; } = order;

    internal MulticastState State { get; set; } = MulticastState.Listening;

    /// <summary>What its OACK says, with names in its own case.</summary>
    internal OptionList Granted { get; set; }

    /// <summary>The highest block that had been sent when it joined: up to there it most likely has nothing.</summary>
    internal long HighestAtJoin { get; set; }

    /// <summary>Whether its ACKs have shown that it has blocks behind a gap.</summary>
    internal bool HoldsSome { get; set; }

    internal Instant LastHeard { get; set; }

    /// <summary>Whether anything but a request ever came from it: a request can be forged.</summary>
    internal bool WasHeard { get; set; }

    internal bool WasMaster { get; set; }

    internal bool IsOptionAckDue { get; set; }

    internal Instant OptionAckSentAt { get; set; } = Instant.Zero;

    /// <summary>OACKs sent since it was heard last.</summary>
    internal int UnansweredOptionAcks { get; set; }

    /// <summary>Timeouts in a row since it was heard as (or offered to be) the master client.</summary>
    internal int Timeouts { get; set; }

    /// <summary>How often in a row it did not answer that it is the master client.</summary>
    internal int UnansweredOffers { get; set; }

    /// <summary>How often it was passed over as a silent or stuck master client.</summary>
    internal int Passes { get; set; }

    /// <summary>It is not offered the part before then.</summary>
    internal Instant NotBefore { get; set; } = Instant.Zero;

    /// <summary>Blocks that were sent again because it asked.</summary>
    internal long Missed { get; set; }
}
