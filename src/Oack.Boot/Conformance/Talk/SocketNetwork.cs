using System.Diagnostics;
using Oack.Net;
using Oack.Protocol;

namespace Oack.Boot.Conformance.Talk;

/// <summary>The system's clock and sockets.</summary>
/// <param name="server">The server, for its address family.</param>
/// <param name="cancellationToken">Ends every wait.</param>
internal sealed class SocketNetwork(PeerEndpoint server, CancellationToken cancellationToken) : ICheckNetwork
{
    private readonly long _origin = Stopwatch.GetTimestamp();

    public Instant Now => Instant.Zero + Stopwatch.GetElapsedTime(_origin);

    public CheckPort Open(int localPort = 0) => new SocketPort(ClientChannel.Open(server, null, localPort), cancellationToken);

    private sealed class SocketPort : CheckPort
    {
        private readonly ClientChannel _channel;
        private readonly CancellationToken _cancellationToken;
        private readonly CancellationTokenRegistration _registration;

        internal SocketPort(ClientChannel channel, CancellationToken cancellationToken)
        {
            _channel = channel;
            _cancellationToken = cancellationToken;
            _registration = cancellationToken.Register(channel.Wake);
        }

        internal override int Number => _channel.LocalEndpoint.Port;

        internal override void Send(PeerEndpoint to, ReadOnlySpan<byte> datagram) => _ = _channel.Send(to, datagram);

        internal override ReceiveStatus Receive(TimeSpan wait, out ReadOnlySpan<byte> datagram, out PeerEndpoint from)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            ReceiveStatus status = _channel.Receive(wait, out datagram, out from);
            if (status == ReceiveStatus.Woken)
            {
                _cancellationToken.ThrowIfCancellationRequested();
                return ReceiveStatus.TimedOut;
            }

            return status;
        }

        public override void Dispose()
        {
            _registration.Dispose();
            _channel.Dispose();
        }
    }
}
