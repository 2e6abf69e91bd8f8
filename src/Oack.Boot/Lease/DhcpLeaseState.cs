namespace Oack.Boot.Lease;

/// <summary>What an address is to the lease server.</summary>
public enum DhcpLeaseState : byte
{
    /// <summary>Offered: kept for the client for a moment.</summary>
    Offered = 0,

    /// <summary>Lent.</summary>
    Bound,

    /// <summary>Given back, or run out: kept for the client as long as nobody else needs it.</summary>
    Free,

    /// <summary>A client found that somebody else uses it: lent to nobody for a while.</summary>
    Declined,
}
