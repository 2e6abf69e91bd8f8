using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Oack.Simulation;

/// <summary>
/// TFTP packets read and written by hand from RFC 1350 and RFC 2347, without the protocol library: so that a mistake
/// there cannot hide itself from the reference peers and the checkers.
/// </summary>
public static class RawPacket
{
    public const int ReadRequest = 1;
    public const int WriteRequest = 2;
    public const int Data = 3;
    public const int Acknowledgment = 4;
    public const int Error = 5;
    public const int OptionAcknowledgment = 6;

    /// <summary>Writes an ACK.</summary>
    public static byte[] MakeAck(int block) => [0, Acknowledgment, (byte)(block >> 8), (byte)block];

    /// <summary>Writes a DATA.</summary>
    public static byte[] MakeData(int block, ReadOnlySpan<byte> payload) => [0, Data, (byte)(block >> 8), (byte)block, .. payload];

    /// <summary>Writes an ERROR.</summary>
    public static byte[] MakeError(int code, string message) => [0, Error, (byte)(code >> 8), (byte)code, .. Encoding.ASCII.GetBytes(message), 0];

    /// <summary>Writes a request for "file" in octet mode.</summary>
    public static byte[] MakeRequest(int opcode, IEnumerable<KeyValuePair<string, long>> options) =>
        [0, (byte)opcode, .. "file\0octet\0"u8, .. OptionBytes(options)];

    /// <summary>Writes an OACK.</summary>
    public static byte[] MakeOptionAck(IEnumerable<KeyValuePair<string, long>> options) => [0, OptionAcknowledgment, .. OptionBytes(options)];

    /// <summary>
    /// The strings of a request (name, mode, option, value, …) or of an OACK (option, value, …); what comes after the last
    /// NUL is left out.
    /// </summary>
    public static List<string> Strings(ReadOnlySpan<byte> packet)
    {
        List<string> strings = [];
        ReadOnlySpan<byte> rest = packet.Length > 2 ? packet[2..] : [];
        for (int nul = rest.IndexOf((byte)0); nul >= 0; nul = rest.IndexOf((byte)0))
        {
            strings.Add(Encoding.Latin1.GetString(rest[..nul]));
            rest = rest[(nul + 1)..];
        }

        return strings;
    }

    /// <summary>The options of a request or an OACK with their names in lower case; values that are no numbers are left out.</summary>
    public static Dictionary<string, long> Options(ReadOnlySpan<byte> packet)
    {
        Dictionary<string, long> options = [];
        List<string> strings = Strings(packet);
        int first = packet.Length >= 2 && packet[1] == OptionAcknowledgment ? 0 : 2;
        for (int i = first; i + 1 < strings.Count; i += 2)
        {
            if (long.TryParse(strings[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out long value))
            {
                options.TryAdd(strings[i].ToLowerInvariant(), value);
            }
        }

        return options;
    }

    /// <summary>One line that says what a packet is, with everything strange escaped.</summary>
    public static string Describe(ReadOnlySpan<byte> packet)
    {
        int opcode = packet.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(packet) : 0;
        int number = packet.Length >= 4 ? BinaryPrimitives.ReadUInt16BigEndian(packet[2..]) : -1;
        return opcode switch
        {
            ReadRequest => "RRQ " + Escape(string.Join(' ', Strings(packet))),
            WriteRequest => "WRQ " + Escape(string.Join(' ', Strings(packet))),
            Data when number >= 0 => $"DATA {number} ({packet.Length - 4} bytes)",
            Acknowledgment when number >= 0 => $"ACK {number}" + (packet.Length > 4 ? $" (+{packet.Length - 4} bytes)" : ""),
            Error when number >= 0 => $"ERROR {number} \"{Escape(Encoding.Latin1.GetString(packet[4..]).TrimEnd('\0'))}\"",
            OptionAcknowledgment => "OACK " + Escape(string.Join(' ', Strings(packet))),
            _ => $"{packet.Length} bytes {Convert.ToHexString(packet[..Math.Min(packet.Length, 16)])}",
        };
    }

    private static byte[] OptionBytes(IEnumerable<KeyValuePair<string, long>> options)
    {
        var text = new StringBuilder();
        foreach ((string name, long value) in options)
        {
            text.Append(name).Append('\0').Append(value.ToString(CultureInfo.InvariantCulture)).Append('\0');
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (char c in text)
        {
            escaped.Append(c is >= ' ' and < (char)127 ? c : '.');
        }

        return escaped.ToString();
    }
}
