namespace Oack.Simulation.Network;

/// <summary>What a network did.</summary>
public sealed class NetworkCounters
{
    /// <summary>Datagrams sent by the nodes.</summary>
    public long Sent { get; internal set; }

    /// <summary>Datagrams lost on the way, for whatever reason.</summary>
    public long Dropped { get; internal set; }

    /// <summary>Copies that the network made.</summary>
    public long Duplicated { get; internal set; }

    /// <summary>Datagrams held back.</summary>
    public long Reordered { get; internal set; }

    /// <summary>Datagrams of strangers.</summary>
    public long Foreign { get; internal set; }

    /// <summary>Datagrams delivered with flipped bits.</summary>
    public long CorruptedDelivered { get; internal set; }

    /// <summary>The most datagrams that were on their way at once.</summary>
    public int MostInFlight { get; internal set; }

    /// <summary>Events that may each cost a transfer a retransmission.</summary>
    public long Disturbances => Dropped + Duplicated + Reordered + CorruptedDelivered;
}
