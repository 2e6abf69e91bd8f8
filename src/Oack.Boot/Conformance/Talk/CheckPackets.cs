using System.Buffers.Binary;
using System.Text;
using Oack.Protocol.Wire;

namespace Oack.Boot.Conformance.Talk;

/// <summary>Packets as checks send them, illegal ones too. Names and values travel byte for byte (Latin-1).</summary>
internal static class CheckPackets
{
    /// <summary>A request to read in octet mode.</summary>
    internal static byte[] Read(string name, params ReadOnlySpan<(string Name, string Value)> options) =>
        Request(Opcode.ReadRequest, name, "octet", options);

    /// <summary>A request to write in octet mode.</summary>
    internal static byte[] Write(string name, params ReadOnlySpan<(string Name, string Value)> options) =>
        Request(Opcode.WriteRequest, name, "octet", options);

    /// <summary>Any request.</summary>
    internal static byte[] Request(Opcode opcode, string name, string mode, params ReadOnlySpan<(string Name, string Value)> options)
    {
        StringBuilder text = new();
        text.Append(name).Append('\0').Append(mode).Append('\0');
        foreach ((string option, string value) in options)
        {
            text.Append(option).Append('\0').Append(value).Append('\0');
        }

        return [0, (byte)opcode, .. Encoding.Latin1.GetBytes(text.ToString())];
    }

    internal static byte[] Acknowledgment(long block) => Numbered(Opcode.Acknowledgment, block, []);

    internal static byte[] Data(long block, ReadOnlySpan<byte> payload) => Numbered(Opcode.Data, block, payload);

    internal static byte[] Error(ErrorCode code, string text) =>
        Numbered(Opcode.Error, (ushort)code, [.. Encoding.ASCII.GetBytes(text), 0]);

    private static byte[] Numbered(Opcode opcode, long number, ReadOnlySpan<byte> rest)
    {
        byte[] packet = new byte[DataPacket.HeaderBytes + rest.Length];
        packet[1] = (byte)opcode;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), unchecked((ushort)number));
        rest.CopyTo(packet.AsSpan(DataPacket.HeaderBytes));
        return packet;
    }
}
