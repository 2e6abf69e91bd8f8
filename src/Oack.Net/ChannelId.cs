namespace Oack.Net;

/// <summary>
/// A socket as the shard sees it. Listeners are numbered as configured; each transfer with a port of its own has a
/// channel that the engine opens at the first transmit on it and closes when the shard says so.
/// </summary>
/// <param name="IsListener">A listening socket rather than one transfer's own.</param>
/// <param name="Index">The listener's place in the configuration, or the transfer's slot.</param>
/// <param name="Generation">Tells a slot's transfers apart, so that a late datagram never reaches its successor; 0 for listeners.</param>
public readonly record struct ChannelId(bool IsListener, int Index, uint Generation)
{
    /// <summary>The channel of a listening socket.</summary>
    public static ChannelId Listener(int index) => new(true, index, 0);

    /// <summary>The channel of one transfer.</summary>
    public static ChannelId Transfer(int slot, uint generation) => new(false, slot, generation);
}
