using System.Buffers.Binary;
using System.Net;

namespace Oack.Trace.Tests.Frames;

/// <summary>Packets written by hand, header by header.</summary>
internal static class PacketBytes
{
    internal const byte Udp = 17;
    internal const byte Icmp = 1;
    internal const byte IcmpV6 = 58;

    internal const string Client = "10.0.0.5";
    internal const string Server = "10.0.0.1";
    internal const string ClientV6 = "fd00::5";
    internal const string ServerV6 = "fd00::1";

    internal static byte[] Ethernet(ushort type, byte[] payload, params byte[] tags) =>
        [.. Enumerable.Repeat((byte)2, 12), .. tags, .. U16(type), .. payload];

    internal static byte[] Datagram(ushort from, ushort to, byte[] payload, int? length = null) =>
        [.. U16(from), .. U16(to), .. U16((ushort)(length ?? payload.Length + 8)), 0, 0, .. payload];

    internal static byte[] IPv4(
        byte protocol, byte[] payload, ushort id = 77, int offset = 0, bool more = false, byte[]? options = null,
        int? total = null, string from = Client, string to = Server)
    {
        options ??= [];
        int headerBytes = 20 + options.Length;
        return
        [
            (byte)(0x40 | (headerBytes / 4)), 0, .. U16((ushort)(total ?? headerBytes + payload.Length)), .. U16(id),
            .. U16((ushort)((more ? 0x2000 : 0) | (offset / 8))), 64, protocol, 0, 0,
            .. IPAddress.Parse(from).GetAddressBytes(), .. IPAddress.Parse(to).GetAddressBytes(), .. options, .. payload,
        ];
    }

    internal static byte[] IPv6(byte next, byte[] payload, int? length = null, string from = ClientV6, string to = ServerV6) =>
    [
        0x60, 0, 0, 0, .. U16((ushort)(length ?? payload.Length)), next, 64,
        .. IPAddress.Parse(from).GetAddressBytes(), .. IPAddress.Parse(to).GetAddressBytes(), .. payload,
    ];

    internal static byte[] FragmentHeader(byte next, uint id, int offset, bool more) =>
        [next, 0, .. U16((ushort)(offset | (more ? 1 : 0))), .. U32(id)];

    /// <summary>A datagram in IPv4 fragments of a length, in order.</summary>
    internal static List<byte[]> FragmentsV4(byte[] datagram, int fragmentBytes, ushort id = 77) =>
        [.. Cut(datagram, fragmentBytes).Select(part => IPv4(Udp, part.Bytes, id, part.Offset, part.More))];

    /// <summary>A datagram in IPv6 fragments of a length, in order.</summary>
    internal static List<byte[]> FragmentsV6(byte[] datagram, int fragmentBytes, uint id = 77, byte next = Udp) =>
        [.. Cut(datagram, fragmentBytes).Select(part => IPv6(44, [.. FragmentHeader(next, id, part.Offset, part.More), .. part.Bytes]))];

    internal static byte[] Numbered(int length) => [.. Enumerable.Range(0, length).Select(index => (byte)(index ^ (index >> 8)))];

    internal static byte[] U16(ushort value)
    {
        byte[] bytes = new byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
        return bytes;
    }

    internal static byte[] U32(uint value)
    {
        byte[] bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    private static IEnumerable<(byte[] Bytes, int Offset, bool More)> Cut(byte[] datagram, int fragmentBytes)
    {
        for (int offset = 0; offset < datagram.Length; offset += fragmentBytes)
        {
            int end = Math.Min(offset + fragmentBytes, datagram.Length);
            yield return (datagram[offset..end], offset, end < datagram.Length);
        }
    }
}
