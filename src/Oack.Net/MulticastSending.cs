namespace Oack.Net;

/// <summary>How datagrams for a group leave (RFC 1112 §6.1, RFC 3493 §5.2).</summary>
public sealed record MulticastSending
{
    /// <summary>
    /// How many routers a datagram may cross, plus one: 0 keeps it on this machine, 1 on the link; 0 to 255. Defaults to 1.
    /// </summary>
    public int TimeToLive { get; init; } = 1;

    /// <summary>The interface by which they leave. Defaults to null: the route to the group.</summary>
    public MulticastInterface? Interface { get; init; }

    /// <summary>Whether clients on this machine hear them too. Defaults to true.</summary>
    public bool IsHeardHere { get; init; } = true;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(TimeToLive);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(TimeToLive, byte.MaxValue);
    }
}
