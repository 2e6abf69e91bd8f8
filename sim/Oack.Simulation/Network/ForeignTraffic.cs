using System.Buffers.Binary;
using System.Text;
using Oack.Protocol;

namespace Oack.Simulation.Network;

/// <summary>
/// Strangers that watch a conversation and send packets into it: noise, errors, and DATA and ACK with numbers that would
/// fit, from other hosts or from another port of the peer's host, never from the peer's own address and port. The
/// latter only towards an end that has settled on a transfer identifier: before that, TFTP cannot tell them apart.
/// </summary>
internal sealed class ForeignTraffic(double probability, SimulationRandom random)
{
    private const int MaxBytes = 600;
    private const uint StrangersNet = 0x0A09_0000;
    private readonly HashSet<PeerEndpoint> _settled = [];
    private readonly byte[] _buffer = new byte[MaxBytes];

    /// <summary>Notes who has settled on a peer: whoever sends DATA, ACK or OACK.</summary>
    public void Learn(PeerEndpoint from, PeerEndpoint to, ReadOnlySpan<byte> bytes)
    {
        if (probability > 0 && bytes.Length >= 2 && bytes[1] is 3 or 4 or 6)
        {
            _settled.Add(from);
        }
    }

    public bool TryMake(PeerEndpoint from, PeerEndpoint to, ReadOnlySpan<byte> seen, out ForeignPacket packet)
    {
        packet = default;
        if (!random.Chance(probability))
        {
            return false;
        }

        (PeerEndpoint victim, PeerEndpoint peer) = random.Chance(0.5) ? (from, to) : (to, from);
        ushort strangePort = (ushort)random.Between(1_024, 65_535);
        bool samePeerHost = random.Chance(0.4) && _settled.Contains(victim) && strangePort != peer.Port;
        PeerEndpoint stranger = samePeerHost
            ? peer.WithPort(strangePort)
            : PeerEndpoint.FromIPv4(StrangersNet + (uint)random.Below(65_536), strangePort);
        packet = new ForeignPacket(stranger, victim, Make(seen));
        return true;
    }

    private ReadOnlySpan<byte> Make(ReadOnlySpan<byte> seen)
    {
        int number = seen.Length >= 4 ? BinaryPrimitives.ReadUInt16BigEndian(seen[2..]) : 0;
        ushort plausible = (ushort)(number + random.Between(-1, 2));
        Span<byte> target = _buffer;
        switch (random.Between(0, 6))
        {
            case 0:
                int noise = random.Between(0, 64);
                random.Fill(target[..noise]);
                return target[..noise];
            case 1:
                Start(target, 5, (ushort)random.Between(0, 9));
                "no such luck\0"u8.CopyTo(target[4..]);
                return target[..(4 + 13)];
            case 2:
                Start(target, 3, plausible);
                int payload = random.Pick(0, 8, 511, 512);
                random.Fill(target.Slice(4, payload));
                return target[..(4 + payload)];
            case 3:
                Start(target, 4, plausible);
                return target[..4];
            case 4:
                BinaryPrimitives.WriteUInt16BigEndian(target, 6);
                return target[..(2 + Encoding.ASCII.GetBytes("blksize\08\0windowsize\09999\0", target[2..]))];
            case 5:
                BinaryPrimitives.WriteUInt16BigEndian(target, random.Pick<ushort>(1, 2));
                return target[..(2 + Encoding.ASCII.GetBytes("file\0octet\0blksize\01400\0", target[2..]))];
            default:
                int same = Math.Min(seen.Length, MaxBytes);
                seen[..same].CopyTo(target);
                return target[..same];
        }
    }

    private static void Start(Span<byte> target, ushort opcode, ushort number)
    {
        BinaryPrimitives.WriteUInt16BigEndian(target, opcode);
        BinaryPrimitives.WriteUInt16BigEndian(target[2..], number);
    }
}
