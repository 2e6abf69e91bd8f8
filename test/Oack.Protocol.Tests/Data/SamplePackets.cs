namespace Oack.Protocol.Tests.Data;

/// <summary>
/// The captured packets and one of each kind that the captures do not hold: what every replay (poisoned margins, cuts)
/// runs over.
/// </summary>
internal static class SamplePackets
{
    public static IReadOnlyList<byte[]> All { get; } =
    [
        .. CapturedPackets.All.Select(packet => packet.Bytes),
        [.. "\0\u0003\0\u0001first block"u8],
        [.. "\0\u0003\u0001\u0002"u8],
        [.. "\0\u0004\0\u0001"u8],
        [.. "\0\u0004\0\u0001\u0010"u8],
        [.. "\0\u0004\0\u0001padded by the client"u8],
        [.. "\0\u0005\0\u0007"u8],
        [.. "\0\u0005\u0008\0no NUL"u8],
        [.. "\0\u0006\0\0\0"u8],
        [.. "\0\u0001a\0mail\0"u8],
        [.. "\0\u0001\\Boot\\BCD\0OCTET\0TSize\00\0blksize\01456\0windowsize\04\0msftwindow\031416\0"u8],
        [.. "\0\u0002x\0netascii\0unknown\0\0blksize2\02048\0utimeout\0100000\0rollover\01\0tail"u8],
        [.. "\0\u0009nothing that TFTP has"u8],
        [],
    ];
}
