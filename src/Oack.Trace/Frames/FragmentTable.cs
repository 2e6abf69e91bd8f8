using Oack.Protocol;

namespace Oack.Trace.Frames;

/// <summary>
/// Puts datagrams together from their IP fragments. It holds 256 of them at most, so 16 MiB of bytes; when one more
/// comes, the oldest goes. What is taken out is given back with <see cref="Release"/>.
/// </summary>
internal sealed class FragmentTable
{
    /// <summary>The most datagrams that are waited for.</summary>
    public const int MaxDatagrams = 256;

    private readonly Dictionary<FragmentKey, PendingDatagram> _pending = [];
    private readonly Stack<PendingDatagram> _free = [];
    private PendingDatagram? _oldest;
    private PendingDatagram? _newest;

    /// <summary>How long fragments of one datagram are waited for, as receivers do.</summary>
    public static TimeSpan MaxAge { get; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long they are waited for once its two hosts have gone on to talk. Fragments of one datagram leave together; to
    /// wait longer would tell of it only after what followed from its loss.
    /// </summary>
    public static TimeSpan MaxAgeOvertaken { get; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How many datagrams are waited for.</summary>
    public int Count => _pending.Count;

    /// <summary>Whether one more datagram would find no place.</summary>
    public bool IsFull => _pending.Count >= MaxDatagrams;

    /// <summary>Whether a fragment of this datagram was seen.</summary>
    public bool Contains(in FragmentKey key) => _pending.ContainsKey(key);

    /// <summary>Takes in a fragment. There must be place for it.</summary>
    /// <returns>The datagram when it is complete, taken out; else null.</returns>
    public PendingDatagram? Add(in FragmentKey key, in Fragment fragment, ReadOnlySpan<byte> bytes, Instant time, long frame)
    {
        if (!_pending.TryGetValue(key, out PendingDatagram? datagram))
        {
            datagram = _free.Count > 0 ? _free.Pop() : new PendingDatagram();
            datagram.Reset(key, time);
            _pending.Add(key, datagram);
            Append(datagram);
        }

        datagram.Add(fragment, bytes, time, frame);
        return datagram.IsComplete ? Take(datagram) : null;
    }

    /// <summary>Takes out a datagram that was waited for too long.</summary>
    public PendingDatagram? TakeOverdue(Instant now) =>
        _oldest is not null && now - _oldest.FirstTime > MaxAge ? Take(_oldest) : null;

    /// <summary>Takes out a datagram between the two hosts that others have overtaken.</summary>
    public PendingDatagram? TakeOvertaken(Instant now, PeerEndpoint first, PeerEndpoint second)
    {
        for (PendingDatagram? datagram = _oldest; datagram is not null; datagram = datagram.Newer)
        {
            if (now - datagram.FirstTime < MaxAgeOvertaken)
            {
                break;
            }

            if (now - datagram.LastTime >= MaxAgeOvertaken
                && datagram.Key.IsBetween(first.AddressHigh, first.AddressLow, second.AddressHigh, second.AddressLow))
            {
                return Take(datagram);
            }
        }

        return null;
    }

    /// <summary>Takes out the datagram whose first fragment is the oldest.</summary>
    public PendingDatagram? TakeOldest() => _oldest is null ? null : Take(_oldest);

    /// <summary>Gives back what was taken out; its bytes hold no longer.</summary>
    public void Release(PendingDatagram datagram) => _free.Push(datagram);

    private void Append(PendingDatagram datagram)
    {
        datagram.Older = _newest;
        datagram.Newer = null;
        if (_newest is null)
        {
            _oldest = datagram;
        }
        else
        {
            _newest.Newer = datagram;
        }

        _newest = datagram;
    }

    private PendingDatagram Take(PendingDatagram datagram)
    {
        _pending.Remove(datagram.Key);
        if (datagram.Older is null)
        {
            _oldest = datagram.Newer;
        }
        else
        {
            datagram.Older.Newer = datagram.Newer;
        }

        if (datagram.Newer is null)
        {
            _newest = datagram.Older;
        }
        else
        {
            datagram.Newer.Older = datagram.Older;
        }

        datagram.Older = datagram.Newer = null;
        return datagram;
    }
}
