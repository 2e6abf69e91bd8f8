using System.Text;
using Oack.Protocol;

namespace Oack.Boot.Tests.Conformance.Scripted;

/// <summary>A packet with its ends; made by hand from RFC 1350 §5 and RFC 2347, not by the code under test.</summary>
internal sealed record ModelPacket(PeerEndpoint From, PeerEndpoint To, byte[] Bytes)
{
    public int Opcode => Bytes.Length < 2 ? -1 : (Bytes[0] << 8) | Bytes[1];

    public int Number => Bytes.Length < 4 ? -1 : (Bytes[2] << 8) | Bytes[3];

    /// <summary>The bytes as letters.</summary>
    public string Text => Encoding.Latin1.GetString(Bytes);

    public static byte[] Data(int block, ReadOnlySpan<byte> payload) => [0, 3, (byte)(block >> 8), (byte)block, .. payload];

    public static byte[] Ack(int block) => [0, 4, (byte)(block >> 8), (byte)block];

    public static byte[] Error(int code, string text) => [0, 5, 0, (byte)code, .. Encoding.Latin1.GetBytes(text), 0];

    public static byte[] OptionAck(params string[] words) => [0, 6, .. Encoding.Latin1.GetBytes(string.Concat(words.Select(word => word + "\0")))];

    /// <summary>The same packet with other bytes.</summary>
    public ModelPacket With(byte[] bytes) => this with { Bytes = bytes };

    /// <summary>The same packet with other letters.</summary>
    public ModelPacket Replace(string from, string to) => With(Encoding.Latin1.GetBytes(Text.Replace(from, to, StringComparison.Ordinal)));
}
