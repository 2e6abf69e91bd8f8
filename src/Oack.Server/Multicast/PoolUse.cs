using Oack.Protocol;

namespace Oack.Server;

/// <summary>
/// Which groups of a pool are in use. The next one is taken from where the last one was, so that a group rests for as
/// long as possible: what is late for its former receivers must not reach the next ones.
/// </summary>
internal sealed class PoolUse(MulticastPool pool)
{
    private readonly HashSet<PeerEndpoint> _taken = [];
    private long _next;

    internal bool IsIPv4 => pool.IsIPv4;

    /// <summary>Takes a group that nobody has; false when there is none.</summary>
    internal bool TryTake(out PeerEndpoint group)
    {
        group = default;
        if (_taken.Count >= pool.Count)
        {
            return false;
        }

        do
        {
            group = pool[_next];
            _next = (_next + 1) % pool.Count;
        }
        while (!_taken.Add(group));
        return true;
    }

    /// <summary>Gives a group back.</summary>
    internal void Return(PeerEndpoint group) => _taken.Remove(group);
}
