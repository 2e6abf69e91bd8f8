using System.Buffers.Binary;
using System.Text;

namespace Oack.Client.Tests.Scripted;

/// <summary>Packets made by hand from RFC 1350 §5 and RFC 2347, not by the code under test.</summary>
internal static class Packets
{
    public static byte[] Data(int block, ReadOnlySpan<byte> payload)
    {
        byte[] packet = new byte[4 + payload.Length];
        packet[1] = 3;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)block);
        payload.CopyTo(packet.AsSpan(4));
        return packet;
    }

    public static byte[] Ack(int block) => [0, 4, (byte)(block >> 8), (byte)block];

    public static byte[] Error(int code, string message) =>
        [0, 5, (byte)(code >> 8), (byte)code, .. Encoding.ASCII.GetBytes(message), 0];

    public static byte[] OptionAck(params (string Name, string Value)[] options)
    {
        List<byte> packet = [0, 6];
        foreach ((string name, string value) in options)
        {
            packet.AddRange(Encoding.ASCII.GetBytes(name));
            packet.Add(0);
            packet.AddRange(Encoding.ASCII.GetBytes(value));
            packet.Add(0);
        }

        return [.. packet];
    }

    /// <summary>A file with no two blocks alike.</summary>
    public static byte[] File(int bytes)
    {
        byte[] file = new byte[bytes];
        new Random(bytes).NextBytes(file);
        return file;
    }

    public static byte[] Block(byte[] file, int block, int blockSize)
    {
        int start = (block - 1) * blockSize;
        return Data(block, file.AsSpan(start, Math.Min(blockSize, file.Length - start)));
    }
}
