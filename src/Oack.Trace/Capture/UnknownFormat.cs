namespace Oack.Trace.Capture;

/// <summary>What a file that is no capture seems to be, and what can be done about it.</summary>
internal static class UnknownFormat
{
    private const string Known = "Captures are pcap or pcapng files, as tcpdump -w and Wireshark write them";

    /// <summary>A sentence about a file that begins so.</summary>
    /// <param name="first">Its first bytes, four where it has as many.</param>
    /// <param name="isCompressed">Whether these came out of a compressed file.</param>
    /// <param name="failure">Why it could not be unpacked, or null.</param>
    public static string Describe(ReadOnlySpan<byte> first, bool isCompressed, string? failure)
    {
        if (failure is not null)
        {
            return failure;
        }

        if (first.IsEmpty)
        {
            return isCompressed ? "the compressed file holds nothing, or is cut" : "the file is empty";
        }

        if (first.SequenceEqual("snoo"u8))
        {
            return "this is a capture in the format of snoop, which is not read. Convert it: editcap -F pcapng IN OUT";
        }

        if (first.SequenceEqual("GMBU"u8))
        {
            return "this is a capture of Microsoft Network Monitor, which is not read. Convert it: editcap -F pcapng IN OUT";
        }

        string? packer = Packer(first);
        return packer is not null
            ? $"this file is compressed with {packer}, which is not read. Unpack it first"
            : $"this is no capture: it begins with the bytes {Convert.ToHexStringLower(first)}. {Known}";
    }

    private static string? Packer(ReadOnlySpan<byte> first) => first switch
    {
        [0x28, 0xB5, 0x2F, 0xFD] => "zstd",
        [0x04, 0x22, 0x4D, 0x18] => "lz4",
        [0xFD, (byte)'7', (byte)'z', (byte)'X'] => "xz",
        [(byte)'B', (byte)'Z', (byte)'h', _] => "bzip2",
        [(byte)'P', (byte)'K', 0x03, 0x04] => "zip",
        _ => null,
    };
}
