using System.Buffers.Binary;
using System.Text;

namespace Oack.Server.Tests.Support;

/// <summary>Packets written by hand from the layouts of RFC 1350 and RFC 2347, not by the code under test.</summary>
internal static class Packets
{
    internal static byte[] Rrq(string name, params (string Name, string Value)[] options) => Request(1, name, "octet", options);

    internal static byte[] Wrq(string name, params (string Name, string Value)[] options) => Request(2, name, "octet", options);

    internal static byte[] Request(ushort opcode, string name, string mode, params (string Name, string Value)[] options)
    {
        List<byte> bytes = [(byte)(opcode >> 8), (byte)opcode];
        AddText(bytes, name);
        AddText(bytes, mode);
        foreach ((string optionName, string value) in options)
        {
            AddText(bytes, optionName);
            AddText(bytes, value);
        }

        return [.. bytes];
    }

    internal static byte[] Ack(int block) => [0, 4, (byte)(block >> 8), (byte)block];

    internal static byte[] Data(int block, ReadOnlySpan<byte> payload) => [0, 3, (byte)(block >> 8), (byte)block, .. payload];

    internal static byte[] Error(int code, string text) => [0, 5, (byte)(code >> 8), (byte)code, .. Encoding.Latin1.GetBytes(text), 0];

    internal static int OpcodeOf(ReadOnlySpan<byte> packet) => BinaryPrimitives.ReadUInt16BigEndian(packet);

    internal static int NumberOf(ReadOnlySpan<byte> packet) => BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);

    internal static string TextOf(ReadOnlySpan<byte> error) => Encoding.Latin1.GetString(error[4..^1]);

    /// <summary>An OACK as <c>name=value name=value</c>.</summary>
    internal static string OptionsOf(ReadOnlySpan<byte> oack)
    {
        string[] parts = Encoding.Latin1.GetString(oack[2..^1]).Split('\0');
        return string.Join(' ', parts.Chunk(2).Select(pair => string.Join('=', pair)));
    }

    internal static byte[] Content(int bytes)
    {
        byte[] content = new byte[bytes];
        for (int i = 0; i < bytes; i++)
        {
            content[i] = (byte)((i * 31) + (i >> 8));
        }

        return content;
    }

    private static void AddText(List<byte> bytes, string text)
    {
        bytes.AddRange(Encoding.Latin1.GetBytes(text));
        bytes.Add(0);
    }
}
