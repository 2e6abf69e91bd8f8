using System.Buffers.Binary;
using System.Text;

namespace Oack.Boot.Tests.Support;

/// <summary>An answer, read byte by byte as RFC 2131 §2 draws it, without the parser under test.</summary>
internal sealed class Reply
{
    private readonly byte[] _bytes;

    public Reply(BootAnswer answer)
        : this(answer.Reply)
    {
    }

    public Reply(DhcpReply? reply)
    {
        Assert.NotNull(reply);
        Destination = reply.To.ToString();
        _bytes = reply.Bytes.ToArray();
        Assert.InRange(_bytes.Length, 300, 548);
        Assert.Equal(2, _bytes[0]);
        Assert.Equal([99, 130, 83, 99], _bytes[236..240]);
        int at = 240;
        while (_bytes[at] != 255)
        {
            if (_bytes[at] == 0)
            {
                at++;
                continue;
            }

            Options.Add(_bytes[at], _bytes[(at + 2)..(at + 2 + _bytes[at + 1])]);
            at += 2 + _bytes[at + 1];
        }
    }

    public string Destination { get; }

    public Dictionary<int, byte[]> Options { get; } = [];

    public int Type => Assert.Single(Options[53]);

    public string ClientAddress => Address(12);

    public string YourAddress => Address(16);

    public string NextServer => Address(20);

    public string Relay => Address(24);

    public string ServerName => Text(44, 64);

    public string File => Text(108, 128);

    public ushort Flags => BinaryPrimitives.ReadUInt16BigEndian(_bytes.AsSpan(10));

    public byte[] Transaction => _bytes[4..8];

    public byte[] Hardware => _bytes[28..34];

    public string TextOf(int code) => Encoding.ASCII.GetString(Options[code]);

    public string AddressOf(int code) => string.Join('.', Options[code]);

    public uint NumberOf(int code) => BinaryPrimitives.ReadUInt32BigEndian(Options[code]);

    private string Address(int offset) => string.Join('.', _bytes[offset..(offset + 4)]);

    private string Text(int offset, int length)
    {
        string text = Encoding.ASCII.GetString(_bytes, offset, length);
        return text[..text.IndexOf('\0', StringComparison.Ordinal)];
    }
}
