using Oack.Protocol;

namespace Oack.Net.Platform;

/// <summary>
/// Sockets of transfers that ended, by the address that they are bound to: taking one costs a look at what may still be
/// queued in it, a new one costs several system calls. The one that rested longest goes first, so that what is late for
/// its former transfer has had the most time to arrive and be thrown away.
/// </summary>
/// <param name="max">How many at most.</param>
/// <param name="refresh">Makes a socket ready for its next peer.</param>
internal sealed class IdleSockets(int max, Action<BoundSocket, PeerEndpoint> refresh)
{
    /// <summary>
    /// How many rest at least for each address: so many transfers at the least lie between two that have one port, as
    /// RFC 1350 §4 wants transfer identifiers that do not come again soon.
    /// </summary>
    public const int MinResting = 64;

    private readonly Dictionary<PeerEndpoint, Queue<BoundSocket>> _byAddress = [];

    /// <summary>How many rest.</summary>
    public int Count { get; private set; }

    /// <summary>Takes in a socket; false when there are enough, or so few may rest that none would be taken again.</summary>
    public bool TryAdd(BoundSocket socket)
    {
        if (max <= MinResting || Count >= max || socket.Stalled is not null || socket.Twin is { Stalled: not null })
        {
            return false;
        }

        PeerEndpoint address = socket.Local.WithPort(0);
        if (!_byAddress.TryGetValue(address, out Queue<BoundSocket>? queue))
        {
            _byAddress.Add(address, queue = new());
        }

        socket.IsIdle = true;
        queue.Enqueue(socket);
        Count++;
        return true;
    }

    /// <summary>Gives a socket that is bound to this address (port 0 in the key), or null.</summary>
    /// <param name="address">The address.</param>
    /// <param name="peer">Whom it is for.</param>
    public BoundSocket? TryTake(PeerEndpoint address, in PeerEndpoint peer)
    {
        if (!_byAddress.TryGetValue(address, out Queue<BoundSocket>? queue) || queue.Count <= MinResting)
        {
            return null;
        }

        BoundSocket socket = queue.Dequeue();
        Count--;
        refresh(socket, peer);
        socket.IsIdle = false;
        return socket;
    }

    /// <summary>Gives any socket, as it is.</summary>
    public BoundSocket? TryTakeAny()
    {
        foreach (Queue<BoundSocket> queue in _byAddress.Values)
        {
            if (queue.TryDequeue(out BoundSocket? socket))
            {
                Count--;
                return socket;
            }
        }

        return null;
    }
}
