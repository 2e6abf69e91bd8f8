using System.Text;

namespace Oack.Interop.Tests.Boot;

/// <summary>
/// A DHCP message as bytes, put together and read by RFC 2131 §2. It shares no code with the project: two equal mistakes
/// must not cancel out.
/// </summary>
internal sealed class DhcpMessage
{
    private const int OptionsOffset = 240;
    private readonly byte[] _head;
    private readonly List<(int Code, byte[] Value)> _options = [];

    private DhcpMessage(byte[] head) => _head = head;

    internal int Type => Option(53)[0];

    internal string YourAddress => Address(16);

    internal string NextServer => Address(20);

    internal string ServerIdentifier => string.Join('.', Option(54));

    internal string File => Text(_head[108..236]);

    internal uint Transaction => BitConverter.ToUInt32(_head, 4);

    /// <summary>A question of a client.</summary>
    internal static DhcpMessage Question(byte type, byte machine, uint transaction)
    {
        byte[] head = new byte[OptionsOffset];
        byte[] hardware = [0x52, 0x54, 0, 0x69, 0, machine];
        byte[] cookie = [99, 130, 83, 99];
        head[0] = 1;
        head[1] = 1;
        head[2] = 6;
        BitConverter.TryWriteBytes(head.AsSpan(4), transaction);
        head[10] = 0x80;
        hardware.CopyTo(head, 28);
        cookie.CopyTo(head, 236);
        return new DhcpMessage(head).With(53, type);
    }

    /// <summary>What came.</summary>
    internal static DhcpMessage Read(ReadOnlySpan<byte> bytes)
    {
        DhcpMessage message = new(bytes[..OptionsOffset].ToArray());
        ReadOnlySpan<byte> rest = bytes[OptionsOffset..];
        while (rest[0] != 255)
        {
            if (rest[0] == 0)
            {
                rest = rest[1..];
                continue;
            }

            message._options.Add((rest[0], rest.Slice(2, rest[1]).ToArray()));
            rest = rest[(2 + rest[1])..];
        }

        return message;
    }

    internal DhcpMessage With(byte code, params byte[] value)
    {
        _options.Add((code, value));
        return this;
    }

    internal DhcpMessage WithAddress(byte code, string address) => With(code, [.. address.Split('.').Select(byte.Parse)]);

    /// <summary>What a PXE client says of itself (RFC 4578 §2).</summary>
    internal DhcpMessage Pxe(byte architecture) => With(60, Encoding.ASCII.GetBytes($"PXEClient:Arch:{architecture:D5}:UNDI:003016"))
        .With(93, 0, architecture).With(94, 1, 3, 16).With(97, new byte[17]).With(55, 1, 3, 43, 54, 60, 66, 67);

    internal DhcpMessage From(string address)
    {
        address.Split('.').Select(byte.Parse).ToArray().CopyTo(_head, 12);
        return this;
    }

    internal byte[] Option(int code) => _options.Find(option => option.Code == code).Value ?? [];

    internal string TextOf(int code) => Text(Option(code));

    internal byte[] ToBytes() => [.. _head, .. _options.SelectMany(option => (byte[])[(byte)option.Code, (byte)option.Value.Length, .. option.Value]), 255];

    private string Address(int offset) => string.Join('.', _head[offset..(offset + 4)]);

    private static string Text(byte[] bytes) => Encoding.ASCII.GetString(bytes).TrimEnd('\0');
}
