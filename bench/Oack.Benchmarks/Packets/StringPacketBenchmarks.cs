using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;

namespace Oack.Benchmarks.Packets;

/// <summary>
/// The yardstick: the same packets by strings and arrays, as TFTP code in C# is usually written. Compare ParseRequest,
/// WriteOptionAck and WriteData with their namesakes in <see cref="PacketBenchmarks"/>.
/// </summary>
public class StringPacketBenchmarks
{
    private readonly byte[] _request = [.. "\0\u0001bootx64.efi\0octet\0tsize\00\0blksize\01468\0windowsize\04\0"u8];
    private readonly byte[] _block = new byte[1_468];
    private readonly long _contentBytes = 36_002;

    [Benchmark]
    public int ParseRequest()
    {
        string[] words = Encoding.ASCII.GetString(_request, 2, _request.Length - 2).Split('\0');
        Dictionary<string, long> options = new(StringComparer.OrdinalIgnoreCase);
        for (int i = 2; i + 1 < words.Length; i += 2)
        {
            options[words[i]] = long.Parse(words[i + 1], CultureInfo.InvariantCulture);
        }

        return words[0].Length + words[1].Length + options.Count;
    }

    [Benchmark]
    public byte[] WriteOptionAck() =>
        [0, 6, .. Encoding.ASCII.GetBytes(string.Concat("tsize\0", _contentBytes.ToString(CultureInfo.InvariantCulture), "\0blksize\01468\0"))];

    [Benchmark]
    public byte[] WriteData()
    {
        byte[] packet = new byte[4 + _block.Length];
        packet[1] = 3;
        packet[3] = 1;
        Buffer.BlockCopy(_block, 0, packet, 4, _block.Length);
        return packet;
    }
}
