using System.Buffers.Binary;
using Oack.Boot.Dhcp;
using Oack.Protocol;

namespace Oack.Boot.Link;

/// <summary>
/// A machine of its own on an Ethernet, as little of one as a boot program needs: ARP, IPv4 with fragments, UDP, and the
/// ICMP error that says that nobody listens. Frames and time go in, frames and datagrams come out; it touches no
/// interface, and nothing that a frame holds throws.
/// </summary>
/// <remarks>
/// It remembers <see cref="MaxNeighbours"/> neighbours, holds <see cref="MaxWaiting"/> packets that wait for one, and
/// <see cref="MaxReceived"/> datagrams that nobody has taken yet; what comes first makes way.
/// </remarks>
internal sealed class EthernetHost(HardwareAddress hardware)
{
    /// <summary>The most neighbours that are remembered.</summary>
    public const int MaxNeighbours = 64;

    /// <summary>The most packets that wait for their neighbour's address.</summary>
    public const int MaxWaiting = 16;

    /// <summary>The most datagrams that wait to be taken.</summary>
    public const int MaxReceived = 4_096;

    private static readonly TimeSpan s_arpEvery = TimeSpan.FromSeconds(1);

    private readonly Queue<byte[]> _frames = new();
    private readonly Queue<ReceivedDatagram> _received = new();
    private readonly List<(IPv4Address Hop, byte[] Packet)> _waiting = [];
    private readonly Dictionary<IPv4Address, HardwareAddress> _neighbours = [];
    private readonly FragmentStore _fragments = new();
    private Instant _arpAt = Instant.Never;
    private ushort _id;

    /// <summary>Its hardware address.</summary>
    public HardwareAddress Hardware { get; } = hardware;

    /// <summary>Its address; 0.0.0.0 while it has none.</summary>
    public IPv4Address Address { get; set; }

    /// <summary>The mask of its subnet.</summary>
    public IPv4Address Mask { get; set; }

    /// <summary>Its router; 0.0.0.0 without.</summary>
    public IPv4Address Router { get; set; }

    /// <summary>When <see cref="HandleTimeout"/> is due: a neighbour has not answered.</summary>
    public Instant NextDeadline => _arpAt;

    /// <summary>Sends a datagram: to all at once, to a neighbour once its hardware address is known.</summary>
    /// <returns>False when no route leads there: another subnet, and no router.</returns>
    public bool TrySend(Instant now, IPv4Address from, ushort fromPort, PeerEndpoint to, ReadOnlySpan<byte> payload)
    {
        IPv4Address target = new(to.IPv4Address);
        byte[] packet = FrameFormat.Udp(++_id, from, fromPort, target, to.Port, payload);
        if (target == IPv4Address.Broadcast)
        {
            Enqueue(null, packet);
            return true;
        }

        IPv4Address hop = target.IsInSubnetOf(Address, Mask) ? target : Router;
        if (!hop.IsSet || !to.IsIPv4)
        {
            return false;
        }

        if (_neighbours.TryGetValue(hop, out HardwareAddress neighbour))
        {
            Enqueue(neighbour, packet);
            return true;
        }

        if (_waiting.Count == MaxWaiting)
        {
            _waiting.RemoveAt(0);
        }

        _waiting.Add((hop, packet));
        AskFor(hop);
        _arpAt = now + s_arpEvery;
        return true;
    }

    /// <summary>The next frame to send; false when there is none.</summary>
    public bool TryPollFrame(out ReadOnlyMemory<byte> frame)
    {
        bool found = _frames.TryDequeue(out byte[]? next);
        frame = next;
        return found;
    }

    /// <summary>The next datagram that came; false when there is none.</summary>
    public bool TryPollDatagram(out ReceivedDatagram datagram) => _received.TryDequeue(out datagram);

    /// <summary>Asks again for neighbours that have not answered, while packets wait for them.</summary>
    public void HandleTimeout(Instant now)
    {
        if (now < _arpAt)
        {
            return;
        }

        foreach (IPv4Address hop in _waiting.Select(one => one.Hop).Distinct())
        {
            AskFor(hop);
        }

        _arpAt = _waiting.Count > 0 ? now + s_arpEvery : Instant.Never;
    }

    /// <summary>Takes in a frame.</summary>
    /// <param name="frame">Its bytes from the Ethernet header.</param>
    /// <param name="segmentBytes">Where the kernel has joined UDP datagrams into one: the payload of each but the last; else 0.</param>
    public void HandleFrame(ReadOnlySpan<byte> frame, int segmentBytes = 0)
    {
        if (frame.Length < FrameFormat.EthernetHeaderBytes || !IsForThis(frame))
        {
            return;
        }

        ReadOnlySpan<byte> payload = frame[FrameFormat.EthernetHeaderBytes..];
        switch (BinaryPrimitives.ReadUInt16BigEndian(frame[FrameFormat.EtherTypeOffset..]))
        {
            case FrameFormat.ArpType:
                HandleArp(payload);
                break;
            case FrameFormat.IPv4Type:
                HandleIPv4(payload, segmentBytes);
                break;
        }
    }

    private bool IsForThis(ReadOnlySpan<byte> frame)
    {
        Span<byte> own = stackalloc byte[HardwareAddress.EthernetBytes];
        FrameFormat.Write(own, Hardware);
        ReadOnlySpan<byte> target = frame[..HardwareAddress.EthernetBytes];
        return target.SequenceEqual(own) || !target.ContainsAnyExcept((byte)0xFF);
    }

    private void HandleArp(ReadOnlySpan<byte> arp)
    {
        const int OperationOffset = 6;
        const int SenderOffset = 8;
        const int SenderAddressOffset = 14;
        const int TargetAddressOffset = 24;
        if (arp.Length < FrameFormat.ArpBytes || BinaryPrimitives.ReadUInt64BigEndian(arp) >> 16 != FrameFormat.ArpPrefix || !Address.IsSet
            || IPv4Address.From(arp[TargetAddressOffset..]) != Address)
        {
            return;
        }

        HardwareAddress sender = HardwareAddress.Ethernet(arp[SenderOffset..]);
        IPv4Address senderAddress = IPv4Address.From(arp[SenderAddressOffset..]);
        Learn(senderAddress, sender);
        if (BinaryPrimitives.ReadUInt16BigEndian(arp[OperationOffset..]) == FrameFormat.ArpRequest)
        {
            _frames.Enqueue(FrameFormat.Arp(FrameFormat.ArpReply, Hardware, Address, sender, senderAddress));
        }
    }

    private void Learn(IPv4Address address, HardwareAddress neighbour)
    {
        if (!_neighbours.ContainsKey(address) && _neighbours.Count == MaxNeighbours)
        {
            _neighbours.Clear();
        }

        _neighbours[address] = neighbour;
        foreach ((_, byte[] packet) in _waiting.Where(one => one.Hop == address))
        {
            Enqueue(neighbour, packet);
        }

        _waiting.RemoveAll(one => one.Hop == address);
    }

    private void HandleIPv4(ReadOnlySpan<byte> packet, int segmentBytes)
    {
        if (packet.Length < FrameFormat.IPv4HeaderBytes || packet[0] >> 4 != 4)
        {
            return;
        }

        int headerBytes = (packet[0] & 0xF) * sizeof(uint);
        int totalBytes = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
        if (headerBytes < FrameFormat.IPv4HeaderBytes || totalBytes < headerBytes || totalBytes > packet.Length)
        {
            return;
        }

        // Before it has an address it takes what its hardware address gets: that is how an offer may come.
        IPv4Address target = IPv4Address.From(packet[16..]);
        bool isSubnetBroadcast = Address.IsSet && target.Value == (Address.Value | ~Mask.Value);
        if (Address.IsSet && target != Address && target != IPv4Address.Broadcast && !isSubnetBroadcast)
        {
            return;
        }

        IPv4Address source = IPv4Address.From(packet[12..]);
        byte protocol = packet[9];
        ReadOnlySpan<byte> payload = packet[headerBytes..totalBytes];
        const ushort MoreFragments = 0x2000;
        const ushort OffsetMask = 0x1FFF;
        ushort fragment = BinaryPrimitives.ReadUInt16BigEndian(packet[6..]);
        if ((fragment & (MoreFragments | OffsetMask)) != 0)
        {
            int offset = (fragment & OffsetMask) * sizeof(ulong);
            byte[]? whole = _fragments.Add(
                source.Value, BinaryPrimitives.ReadUInt16BigEndian(packet[4..]), offset, (fragment & MoreFragments) == 0, payload);
            if (whole is null)
            {
                return;
            }

            payload = whole;
        }

        if (protocol == FrameFormat.UdpProtocol)
        {
            HandleUdp(source, payload, segmentBytes);
        }
        else if (protocol == FrameFormat.IcmpProtocol)
        {
            HandleIcmp(payload);
        }
    }

    private void HandleUdp(IPv4Address source, ReadOnlySpan<byte> udp, int segmentBytes)
    {
        if (udp.Length < FrameFormat.UdpHeaderBytes)
        {
            return;
        }

        // Of datagrams that are joined the header may tell the length of one or of all: the packet's length holds.
        int length = BinaryPrimitives.ReadUInt16BigEndian(udp[4..]);
        if (segmentBytes == 0 && (length < FrameFormat.UdpHeaderBytes || length > udp.Length))
        {
            return;
        }

        PeerEndpoint from = source.WithPort(BinaryPrimitives.ReadUInt16BigEndian(udp));
        ushort port = BinaryPrimitives.ReadUInt16BigEndian(udp[2..]);
        ReadOnlySpan<byte> payload = segmentBytes == 0 ? udp[FrameFormat.UdpHeaderBytes..length] : udp[FrameFormat.UdpHeaderBytes..];
        do
        {
            ReadOnlySpan<byte> part = segmentBytes == 0 ? payload : payload[..Math.Min(segmentBytes, payload.Length)];
            payload = payload[part.Length..];
            Take(new ReceivedDatagram(port, from, part.ToArray()));
        }
        while (!payload.IsEmpty);
    }

    private void HandleIcmp(ReadOnlySpan<byte> icmp)
    {
        const byte Unreachable = 3;
        const byte PortCode = 3;
        const int QuoteOffset = 8;
        if (icmp.Length < QuoteOffset + FrameFormat.IPv4HeaderBytes + FrameFormat.UdpHeaderBytes || icmp[0] != Unreachable || icmp[1] != PortCode)
        {
            return;
        }

        ReadOnlySpan<byte> quoted = icmp[QuoteOffset..];
        int headerBytes = (quoted[0] & 0xF) * sizeof(uint);
        if (quoted[9] != FrameFormat.UdpProtocol || headerBytes < FrameFormat.IPv4HeaderBytes || quoted.Length < headerBytes + FrameFormat.UdpHeaderBytes)
        {
            return;
        }

        ReadOnlySpan<byte> udp = quoted[headerBytes..];
        PeerEndpoint about = IPv4Address.From(quoted[16..]).WithPort(BinaryPrimitives.ReadUInt16BigEndian(udp[2..]));
        Take(new ReceivedDatagram(BinaryPrimitives.ReadUInt16BigEndian(udp), about, [], IsUnreachable: true));
    }

    private void Take(in ReceivedDatagram datagram)
    {
        if (_received.Count == MaxReceived)
        {
            _received.Dequeue();
        }

        _received.Enqueue(datagram);
    }

    private void AskFor(IPv4Address hop) => _frames.Enqueue(FrameFormat.Arp(FrameFormat.ArpRequest, Hardware, Address, null, hop));

    private void Enqueue(HardwareAddress? to, byte[] packet)
    {
        byte[] frame = FrameFormat.Frame(to, Hardware, FrameFormat.IPv4Type, packet.Length);
        packet.CopyTo(frame, FrameFormat.EthernetHeaderBytes);
        _frames.Enqueue(frame);
    }
}
