namespace Oack.Boot.Link;

/// <summary>
/// Puts IPv4 packets together from their fragments (RFC 791 §3.2). It holds <see cref="MaxPackets"/> unfinished packets of
/// at most 64 KiB; the oldest makes way.
/// </summary>
internal sealed class FragmentStore
{
    /// <summary>The most packets under way.</summary>
    public const int MaxPackets = 8;

    private const int MaxBytes = ushort.MaxValue;
    private const int UnitBytes = 8;

    private readonly List<Packet> _packets = [];

    /// <summary>Takes in a fragment; the whole payload once the last hole is filled.</summary>
    /// <param name="source">The sender.</param>
    /// <param name="id">The packet's identification.</param>
    /// <param name="offset">Where the fragment belongs, in bytes.</param>
    /// <param name="isLast">Whether no fragment lies behind it.</param>
    /// <param name="payload">Its bytes.</param>
    public byte[]? Add(uint source, ushort id, int offset, bool isLast, ReadOnlySpan<byte> payload)
    {
        if (offset + payload.Length > MaxBytes || (!isLast && payload.Length % UnitBytes != 0) || payload.IsEmpty)
        {
            return null;
        }

        Packet? packet = _packets.Find(one => one.Source == source && one.Id == id);
        if (packet is null)
        {
            if (_packets.Count == MaxPackets)
            {
                _packets.RemoveAt(0);
            }

            packet = new Packet(source, id);
            _packets.Add(packet);
        }

        payload.CopyTo(packet.Bytes.AsSpan(offset));
        for (int unit = offset / UnitBytes; unit * UnitBytes < offset + payload.Length; unit++)
        {
            packet.Units += packet.Has[unit] ? 0 : 1;
            packet.Has[unit] = true;
        }

        packet.Length = isLast ? offset + payload.Length : packet.Length;
        int units = (packet.Length + UnitBytes - 1) / UnitBytes;
        if (packet.Length == 0 || packet.Units < units)
        {
            return null;
        }

        _packets.Remove(packet);
        return packet.Bytes[..packet.Length];
    }

    private sealed class Packet(uint source, ushort id)
    {
        public uint Source { get; } = source;

        public ushort Id { get; } = id;

        public byte[] Bytes { get; } = new byte[MaxBytes];

        public bool[] Has { get; } = new bool[(MaxBytes / UnitBytes) + 1];

        /// <summary>How many units of eight bytes are there.</summary>
        public int Units { get; set; }

        /// <summary>How long the packet is; 0 until its last fragment came.</summary>
        public int Length { get; set; }
    }
}
