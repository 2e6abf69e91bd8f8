using System.Net;
using System.Net.Sockets;
using Oack.Protocol.Wire;

namespace Oack.Cli.Tests.Support;

/// <summary>A server that sends one block and then says nothing more: a transfer that hangs until somebody ends it.</summary>
internal sealed class SilentServer : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 20_000 };

    public SilentServer() => _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    /// <summary>Answers a read with DATA 1, and calls when the block was acknowledged; gives the ERROR that ends it.</summary>
    public Task<string> SendOneBlockAsync(Action acknowledged) => Task.Factory.StartNew(
        () =>
        {
            Receive(out EndPoint client);
            _socket.SendTo([0, 3, 0, 1, .. new byte[512]], client);
            Assert.Equal("ACK block=1", Receive(out _));
            acknowledged();
            string text;
            do
            {
                text = Receive(out _);
            }
            while (text.StartsWith("ACK", StringComparison.Ordinal));
            return text;
        },
        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public void Dispose() => _socket.Dispose();

    private string Receive(out EndPoint from)
    {
        byte[] buffer = new byte[2_048];
        from = new IPEndPoint(IPAddress.Any, 0);
        int length = _socket.ReceiveFrom(buffer, ref from);
        return PacketText.Describe(buffer.AsSpan(0, length));
    }
}
