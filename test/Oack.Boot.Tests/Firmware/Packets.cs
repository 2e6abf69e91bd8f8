using System.Text;

namespace Oack.Boot.Tests.Firmware;

/// <summary>What a server sends, byte by byte.</summary>
internal static class Packets
{
    public static byte[] OptionAck(params (string Name, string Value)[] options) =>
        [0, 6, .. Encoding.ASCII.GetBytes(string.Concat(options.Select(option => $"{option.Name}\0{option.Value}\0")))];

    public static byte[] Data(int block, int bytes) => [0, 3, (byte)(block >> 8), (byte)block, .. new byte[bytes]];

    public static byte[] Error(int code, string text) => [0, 5, 0, (byte)code, .. Encoding.ASCII.GetBytes(text), 0];
}
