using System.Net;
using System.Net.Sockets;
using System.Text;
using Oack.Interop.Tests.Lab;

namespace Oack.Interop.Tests.Boot;

/// <summary>The DHCP port of a machine at the client's end of a cable: it sends what a test says, and hears what comes.</summary>
internal sealed class DhcpPlayer : IDisposable
{
    private const int ServerPort = 67;
    private const int ClientPort = 68;
    private const int BindToDevice = 25; // SO_BINDTODEVICE
    private const int SocketLevel = 1; // SOL_SOCKET
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[2048];

    private DhcpPlayer(Socket socket) => _socket = socket;

    internal static DhcpPlayer Open(NetworkLab lab, bool atServer = false) => lab.MakeAt(atServer, () =>
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { EnableBroadcast = true };

        // All on the link can be asked without a route to them only by a socket of that link.
        socket.SetRawSocketOption(SocketLevel, BindToDevice, Encoding.ASCII.GetBytes("cable\0"));
        socket.Bind(new IPEndPoint(IPAddress.Any, ClientPort));
        return new DhcpPlayer(socket);
    });

    /// <summary>Asks all on the link.</summary>
    internal void Broadcast(DhcpMessage message) => _socket.SendTo(message.ToBytes(), new IPEndPoint(IPAddress.Broadcast, ServerPort));

    /// <summary>Asks one server.</summary>
    internal void Send(DhcpMessage message, string server, int port) => _socket.SendTo(message.ToBytes(), new IPEndPoint(IPAddress.Parse(server), port));

    /// <summary>Hears answers to a question until there are as many; fails the test when they do not come.</summary>
    internal async Task<List<(DhcpMessage Message, IPEndPoint From)>> HearAsync(uint transaction, int count)
    {
        List<(DhcpMessage, IPEndPoint)> heard = [];
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(s_patience);
        while (heard.Count < count)
        {
            SocketReceiveFromResult result = await _socket.ReceiveFromAsync(_buffer, new IPEndPoint(IPAddress.Any, 0), patience.Token);
            DhcpMessage message = DhcpMessage.Read(_buffer.AsSpan(0, result.ReceivedBytes));
            if (message.Transaction == transaction)
            {
                heard.Add((message, (IPEndPoint)result.RemoteEndPoint));
            }
        }

        return heard;
    }

    /// <summary>The one answer to a question.</summary>
    internal async Task<DhcpMessage> HearAsync(uint transaction) => (await HearAsync(transaction, 1))[0].Message;

    public void Dispose() => _socket.Dispose();
}
