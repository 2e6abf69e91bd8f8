using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Oack.Interop.Tests.Lab;

namespace Oack.Interop.Tests.Clients;

/// <summary>
/// One UDP port that sends exactly the bytes a test gives it, and shows exactly the bytes that come back. It shares no
/// code with the project: two equal mistakes must not cancel out.
/// </summary>
internal sealed class RawClient : IDisposable
{
    private const int LargestDatagram = 65_535;
    private const int DataOpcode = 3;
    private const int HeaderBytes = 4;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[LargestDatagram];

    /// <summary>A port of this machine's loopback address.</summary>
    internal RawClient()
        : this(IPAddress.Loopback)
    {
    }

    private RawClient(IPAddress address)
    {
        _socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        _socket.Bind(new IPEndPoint(address, 0));
    }

    /// <summary>A port in another network namespace: a socket stays in the namespace that its thread was in.</summary>
    internal static RawClient Open(AddressFamily family, string networkNamespace) => NamespaceVisit.Make(
        networkNamespace, () => new RawClient(family == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any));

    /// <summary>Sends a datagram.</summary>
    internal void Send(EndPoint to, byte[] datagram) => _socket.SendTo(datagram, to);

    /// <summary>The next datagram and its sender; fails the test when none comes.</summary>
    internal async Task<(byte[] Datagram, EndPoint From)> ReceiveAsync()
    {
        using CancellationTokenSource patience =
            CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(s_patience);
        SocketReceiveFromResult result =
            await _socket.ReceiveFromAsync(_buffer, new IPEndPoint(AnyAddress, 0), patience.Token);
        return (_buffer[..result.ReceivedBytes], result.RemoteEndPoint);
    }

    /// <summary>
    /// What a block of a server holds. Blocks before it may come again meanwhile, because this machine was too busy for an
    /// ACK in time; anything else fails the test.
    /// </summary>
    internal async Task<byte[]> ReceiveBlockAsync(EndPoint server, int block)
    {
        byte[] data;
        do
        {
            (data, EndPoint from) = await ReceiveAsync();
            Assert.Equal(server, from);
            Assert.Equal(DataOpcode, Opcode(data));
        }
        while (Block(data) < block);

        Assert.Equal(block, Block(data));
        return data[HeaderBytes..];
    }

    /// <summary>A read request; options and values follow the mode in the order given.</summary>
    internal static byte[] ReadRequest(string name, params string[] options)
    {
        List<byte> packet = [0, 1];
        foreach (string text in (string[])[name, "octet", .. options])
        {
            packet.AddRange(Encoding.ASCII.GetBytes(text));
            packet.Add(0);
        }

        return [.. packet];
    }

    /// <summary>An acknowledgment.</summary>
    internal static byte[] Ack(int block) => [0, 4, (byte)(block >> 8), (byte)block];

    /// <summary>An error.</summary>
    internal static byte[] Error(int code, string text) => [0, 5, 0, (byte)code, .. Encoding.ASCII.GetBytes(text), 0];

    /// <summary>The opcode of a datagram.</summary>
    internal static int Opcode(byte[] datagram) => BinaryPrimitives.ReadUInt16BigEndian(datagram);

    /// <summary>The block number of a DATA or ACK.</summary>
    internal static int Block(byte[] datagram) => BinaryPrimitives.ReadUInt16BigEndian(datagram.AsSpan(2));

    /// <summary>The options of an OACK, as they stand there.</summary>
    internal static string[] Options(byte[] datagram) => Encoding.ASCII.GetString(datagram.AsSpan(2)).TrimEnd('\0').Split('\0');

    public void Dispose() => _socket.Dispose();

    private IPAddress AnyAddress => _socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any;
}
