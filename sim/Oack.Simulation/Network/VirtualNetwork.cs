using Oack.Protocol;

namespace Oack.Simulation.Network;

/// <summary>
/// A seeded network without I/O, driven like the protocol itself: datagrams and time go in, datagrams and the time of
/// the next arrival come out. What it does to them is in <see cref="NetworkFaults"/>.
/// </summary>
public sealed class VirtualNetwork
{
    /// <summary>The most datagrams on their way at once; more are lost as at a full queue.</summary>
    public const int MaxInFlight = 200_000;

    private const int HeaderBytesOnLink = 28;
    private const int MaxFlippedByte = 8;

    private readonly NetworkFaults _faults;
    private readonly SimulationRandom _random;
    private readonly ForeignTraffic _foreign;
    private readonly Dictionary<(PeerEndpoint From, PeerEndpoint To), Link> _links = [];
    private readonly PriorityQueue<Delivery, EventKey> _arrivals = new();
    private readonly Stack<Delivery> _pool = new();
    private long _sequence;

    /// <summary>A network with faults, whose dice come from <paramref name="random"/>.</summary>
    public VirtualNetwork(NetworkFaults faults, SimulationRandom random)
    {
        ArgumentNullException.ThrowIfNull(faults);
        ArgumentNullException.ThrowIfNull(random);
        _faults = faults;
        _random = random.Fork("network");
        _foreign = new ForeignTraffic(faults.ForeignPackets, random.Fork("foreign"));
    }

    /// <summary>What the network did so far.</summary>
    public NetworkCounters Counters { get; } = new();

    /// <summary>
    /// Whether a damaged datagram was delivered: from here on the right bytes can no longer be demanded of anyone, only
    /// that all ends, and within bounds.
    /// </summary>
    public bool IsTainted => Counters.CorruptedDelivered > 0;

    /// <summary>When the next datagram arrives.</summary>
    public Instant NextArrival => _arrivals.TryPeek(out _, out EventKey key) ? new Instant(key.Ticks) : Instant.Never;

    /// <summary>Sends a datagram; it arrives, or not, as the faults say.</summary>
    /// <returns>Why it will not arrive, or null.</returns>
    public DropReason? Send(Instant now, PeerEndpoint from, PeerEndpoint to, ReadOnlySpan<byte> bytes)
    {
        Counters.Sent++;
        _foreign.Learn(from, to, bytes);
        if (_foreign.TryMake(from, to, bytes, out ForeignPacket foreign))
        {
            Enqueue(now + _faults.Delay, foreign.From, foreign.To, foreign.Bytes, PacketMarks.Foreign);
            Counters.Foreign++;
        }

        Link link = LinkBetween(from, to);
        if (Lose(now, link, to, bytes.Length, out Instant departure) is { } reason)
        {
            Counters.Dropped++;
            return reason;
        }

        Instant arrival = Instant.Max(departure + _faults.Delay + UpTo(_faults.Jitter), link.LastArrival);
        PacketMarks marks = PacketMarks.None;
        if (_random.Chance(_faults.Reordering))
        {
            arrival += UpTo(_faults.ReorderingDelay);
            marks |= PacketMarks.Late;
            Counters.Reordered++;
        }
        else
        {
            link.LastArrival = arrival;
        }

        Delivery delivery = Enqueue(arrival, from, to, bytes, marks);
        if (_random.Chance(_faults.UndetectedCorruption) && bytes.Length > 0)
        {
            FlipBits(delivery);
        }

        if (_random.Chance(_faults.Duplication))
        {
            Counters.Duplicated++;
            Enqueue(arrival + UpTo(_faults.ReorderingDelay), from, to, delivery.Bytes, delivery.Marks | PacketMarks.Duplicate);
        }

        return null;
    }

    /// <summary>Lets the host of <paramref name="to"/> say that nobody listens there, if hosts do that here.</summary>
    public void ReportNobody(Instant now, PeerEndpoint from, PeerEndpoint to)
    {
        if (_faults.ReportsUnreachable && !IsCut(now, from))
        {
            Delivery delivery = Enqueue(now + _faults.Delay, to, from, [], PacketMarks.None);
            delivery.IsUnreachable = true;
        }
    }

    /// <summary>Takes the next datagram that has arrived by now. It must be given back with <see cref="Release"/>.</summary>
    internal bool TryPollArrival(Instant now, out Delivery delivery)
    {
        if (_arrivals.TryPeek(out Delivery? next, out EventKey key) && key.Ticks <= now.Ticks)
        {
            _arrivals.Dequeue();
            delivery = next;
            if ((delivery.Marks & PacketMarks.Corrupted) != 0)
            {
                Counters.CorruptedDelivered++;
            }

            return true;
        }

        delivery = null!;
        return false;
    }

    internal void Release(Delivery delivery) => _pool.Push(delivery);

    private DropReason? Lose(Instant now, Link link, PeerEndpoint to, int length, out Instant departure)
    {
        departure = now;
        if (IsCut(now, to))
        {
            return DropReason.Partition;
        }

        if (_faults.BytesPerSecond > 0)
        {
            long size = length + HeaderBytesOnLink;
            Instant start = Instant.Max(now, link.BusyUntil);
            double waitingBytes = (start - now).TotalSeconds * _faults.BytesPerSecond;
            if (waitingBytes + size > Math.Max(_faults.QueueBytes, size))
            {
                return DropReason.QueueFull;
            }

            departure = start + new TimeSpan(size * TimeSpan.TicksPerSecond / _faults.BytesPerSecond);
            link.BusyUntil = departure;
        }

        if (_faults.Burst is { } burst)
        {
            link.IsBad = link.IsBad ? !_random.Chance(burst.Leave) : _random.Chance(burst.Enter);
            if (link.IsBad && _random.Chance(burst.LossInside))
            {
                return DropReason.Burst;
            }
        }

        if (_random.Chance(_faults.Loss))
        {
            return DropReason.Loss;
        }

        if (_random.Chance(_faults.DetectedCorruption))
        {
            return DropReason.Corruption;
        }

        return _arrivals.Count >= MaxInFlight ? DropReason.QueueFull : null;
    }

    private bool IsCut(Instant now, PeerEndpoint to)
    {
        foreach (Partition partition in _faults.Partitions)
        {
            if (partition.Cuts(now, to))
            {
                return true;
            }
        }

        return false;
    }

    private TimeSpan UpTo(TimeSpan most) => most > TimeSpan.Zero ? _random.Between(TimeSpan.Zero, most) : TimeSpan.Zero;

    private void FlipBits(Delivery delivery)
    {
        int flips = _random.Between(1, 3);
        int reach = Math.Min(MaxFlippedByte, delivery.LengthBytes);
        for (int i = 0; i < flips; i++)
        {
            delivery.Buffer[_random.Below(reach)] ^= (byte)(1 << (int)_random.Below(8));
        }

        delivery.Marks |= PacketMarks.Corrupted;
    }

    private Delivery Enqueue(Instant arrival, PeerEndpoint from, PeerEndpoint to, ReadOnlySpan<byte> bytes, PacketMarks marks)
    {
        if (!_pool.TryPop(out Delivery? delivery))
        {
            delivery = new Delivery();
        }

        if (delivery.Buffer.Length < bytes.Length)
        {
            delivery.Buffer = new byte[Math.Max(bytes.Length, 64)];
        }

        bytes.CopyTo(delivery.Buffer);
        delivery.LengthBytes = bytes.Length;
        delivery.From = from;
        delivery.To = to;
        delivery.Marks = marks;
        delivery.IsUnreachable = false;
        _arrivals.Enqueue(delivery, new EventKey(arrival.Ticks, _sequence++));
        Counters.MostInFlight = Math.Max(Counters.MostInFlight, _arrivals.Count);
        return delivery;
    }

    private Link LinkBetween(PeerEndpoint from, PeerEndpoint to)
    {
        var key = (from.WithPort(0), to.WithPort(0));
        if (!_links.TryGetValue(key, out Link? link))
        {
            link = new Link();
            _links.Add(key, link);
        }

        return link;
    }

    private sealed class Link
    {
        public bool IsBad { get; set; }

        public Instant BusyUntil { get; set; } = Instant.Zero;

        public Instant LastArrival { get; set; } = Instant.Zero;
    }
}
