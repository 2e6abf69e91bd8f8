using Oack.Protocol.Observe;

namespace Oack.Trace.Report;

/// <summary>
/// Keeps the packets of transfers for <see cref="TraceLadder"/>. Its memory is bounded: a
/// trail holds at most <see cref="PacketTrail.MaxEntries"/> entries, all together at most <see cref="MaxEntries"/>; what
/// comes later is folded into what is there.
/// </summary>
public sealed class PacketLog : IConversationObserver
{
    /// <summary>The most entries of all trails together.</summary>
    public const int MaxEntries = 1_000_000;

    /// <summary>The most transfers that have a trail.</summary>
    public const int MaxTrails = 100_000;

    private readonly Func<ObservedTransfer, bool>? _isWanted;
    private readonly Dictionary<ObservedTransfer, PacketTrail> _trails = [];
    private long _entries;

    /// <summary>Starts with nothing.</summary>
    /// <param name="isWanted">Of which transfers packets are kept; asked with each packet. Null: of all.</param>
    public PacketLog(Func<ObservedTransfer, bool>? isWanted = null) => _isWanted = isWanted;

    /// <summary>The trail of a transfer, or null where none was kept.</summary>
    public PacketTrail? TrailOf(ObservedTransfer transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        return _trails.GetValueOrDefault(transfer);
    }

    /// <inheritdoc/>
    public void OnPacket(ObservedTransfer transfer, in ObservedPacket packet, ReadOnlySpan<byte> datagram)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        if (_isWanted is not null && !_isWanted(transfer))
        {
            return;
        }

        if (!_trails.TryGetValue(transfer, out PacketTrail? trail))
        {
            if (_trails.Count == MaxTrails)
            {
                return;
            }

            _trails[transfer] = trail = new PacketTrail(transfer);
        }

        int before = trail.Entries;
        trail.Add(packet, datagram, mayGrow: _entries < MaxEntries);
        _entries += trail.Entries - before;
    }

    /// <inheritdoc/>
    public void OnFinding(ObservedTransfer transfer, Finding finding)
    {
    }

    /// <inheritdoc/>
    public void OnEnded(ObservedTransfer transfer)
    {
    }
}
