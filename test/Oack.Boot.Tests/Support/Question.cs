using System.Text;
using Oack.Boot.Dhcp;

namespace Oack.Boot.Tests.Support;

/// <summary>A client's message, put together byte by byte as RFC 2131 §2 draws it, without the writer under test.</summary>
internal sealed class Question
{
    private const int FixedBytes = 240;

    private readonly byte[] _head = new byte[FixedBytes];
    private readonly List<byte> _options = [];

    public Question(DhcpMessageType type, string mac = "52:54:00:12:34:56")
    {
        _head[0] = 1;
        _head[1] = 1;
        _head[2] = 6;
        byte[] transaction = [0xDE, 0xAD, 0xBE, 0xEF];
        transaction.CopyTo(_head, 4);
        mac.Split(':').Select(part => Convert.ToByte(part, 16)).ToArray().CopyTo(_head, 28);
        byte[] cookie = [99, 130, 83, 99];
        cookie.CopyTo(_head, 236);
        With(53, (byte)type);
    }

    public Question With(byte code, params byte[] value)
    {
        _options.Add(code);
        _options.Add((byte)value.Length);
        _options.AddRange(value);
        return this;
    }

    public Question With(byte code, string text) => With(code, Encoding.ASCII.GetBytes(text));

    public Question WithAddress(byte code, string address) => With(code, Bytes(address));

    public Question From(string clientAddress) => Set(12, Bytes(clientAddress));

    public Question Through(string relay) => Set(24, Bytes(relay));

    public Question Broadcast() => Set(10, 0x80, 0);

    public Question Set(int offset, params byte[] bytes)
    {
        bytes.CopyTo(_head, offset);
        return this;
    }

    /// <summary>What a PXE client says of itself (RFC 4578 §2).</summary>
    public Question Pxe(ushort architecture) => With(60, $"PXEClient:Arch:{architecture:D5}:UNDI:003016")
        .With(93, (byte)(architecture >> 8), (byte)architecture)
        .With(94, 1, 3, 16)
        .With(97, [0, .. Enumerable.Range(1, 16).Select(number => (byte)number)]);

    public byte[] ToBytes()
    {
        byte[] bytes = new byte[Math.Max(300, FixedBytes + _options.Count + 1)];
        _head.CopyTo(bytes, 0);
        _options.CopyTo(bytes, FixedBytes);
        bytes[FixedBytes + _options.Count] = 255;
        return bytes;
    }

    private static byte[] Bytes(string address) => [.. address.Split('.').Select(byte.Parse)];
}
