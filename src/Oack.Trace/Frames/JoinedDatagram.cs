using System.Buffers.Binary;
using Oack.Protocol.Options;

namespace Oack.Trace.Frames;

/// <summary>
/// A datagram that is many: a machine that leaves the cutting to its network card (UDP_SEGMENT of Linux, UDP_SEND_MSG_SIZE
/// of Windows) captures a window's DATA as one datagram longer than any that its network carries.
/// </summary>
/// <remarks>
/// Nothing in it says so. It is taken for one where it is not fragmented, begins as DATA, and holds at equal distances
/// the DATA headers of the blocks that follow. In what is longer than an Ethernet packet each distance is tried, up to
/// the first that fits: by chance a file holds such bytes in one of 100,000 of the longest datagrams, and only where
/// these travel unfragmented, as on a loopback interface. In what is shorter only the blocks of 512 bytes that nobody had
/// to ask for are looked for, at one place.
/// </remarks>
internal static class JoinedDatagram
{
    private const int LongestEthernetPacket = 1500;
    private const int UdpHeaderBytes = 8;
    private const int DataHeaderBytes = 4;
    private const int BlockOffset = 2;
    private const int MinBlockSize = 8;
    private const int DefaultStride = DataHeaderBytes + TransferParameters.DefaultBlockSize;
    private const ushort DataOpcode = 3;

    /// <summary>Whether it is many, and from one to the next how many bytes it is.</summary>
    /// <param name="datagram">The datagram from its UDP header, as far as it was seen.</param>
    /// <param name="payloadBytes">How long its payload is.</param>
    /// <param name="packetBytes">How long its IP packet is.</param>
    /// <param name="stride">The length of each but the last.</param>
    public static bool TryFindStride(ReadOnlySpan<byte> datagram, int payloadBytes, int packetBytes, out int stride)
    {
        stride = 0;
        const int MinPayloadBytes = DataHeaderBytes + MinBlockSize + DataHeaderBytes;
        if (Math.Min(payloadBytes, datagram.Length - UdpHeaderBytes) < MinPayloadBytes)
        {
            return false;
        }

        ReadOnlySpan<byte> payload = datagram[UdpHeaderBytes..Math.Min(datagram.Length, UdpHeaderBytes + payloadBytes)];
        if (BinaryPrimitives.ReadUInt16BigEndian(payload) != DataOpcode)
        {
            return false;
        }

        ushort block = BinaryPrimitives.ReadUInt16BigEndian(payload[BlockOffset..]);
        Span<byte> next = stackalloc byte[DataHeaderBytes];
        WriteHeader(next, (ushort)(block + 1));
        if (packetBytes <= LongestEthernetPacket)
        {
            stride = DefaultStride;
            return payload.Length > stride && payload[stride..].StartsWith(next) && HoldsHeaders(payload, payloadBytes, stride, block);
        }

        int from = DataHeaderBytes + MinBlockSize;
        while (true)
        {
            int found = payload[from..].IndexOf(next);
            if (found < 0)
            {
                return false;
            }

            stride = from + found;
            if (HoldsHeaders(payload, payloadBytes, stride, block))
            {
                return true;
            }

            from = stride + 1;
        }
    }

    private static bool HoldsHeaders(ReadOnlySpan<byte> payload, int payloadBytes, int stride, ushort block)
    {
        Span<byte> header = stackalloc byte[DataHeaderBytes];
        for (int start = 2 * stride; start < payloadBytes; start += stride)
        {
            WriteHeader(header, (ushort)(block + (start / stride)));
            int seen = Math.Min(DataHeaderBytes, payload.Length - start);
            if (seen <= 0)
            {
                // The capture kept no more; what it kept fits.
                return true;
            }

            if (payloadBytes - start < DataHeaderBytes || !payload.Slice(start, seen).SequenceEqual(header[..seen]))
            {
                return false;
            }
        }

        return true;
    }

    private static void WriteHeader(Span<byte> target, ushort block)
    {
        BinaryPrimitives.WriteUInt16BigEndian(target, DataOpcode);
        BinaryPrimitives.WriteUInt16BigEndian(target[BlockOffset..], block);
    }
}
