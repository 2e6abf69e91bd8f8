using System.Net.Sockets;
using Oack.Net;
using Oack.Protocol;

namespace Oack.Boot.Firmware;

/// <summary>A port of this machine. A port that is taken makes way for the next free one.</summary>
public sealed class SocketBootChannel : IBootChannel
{
    /// <summary>How many ports are tried behind a taken one before any free one will do.</summary>
    public const int MaxTaken = 16;

    private readonly ClientChannel _channel;

    private SocketBootChannel(ClientChannel channel) => _channel = channel;

    /// <inheritdoc/>
    public PeerEndpoint LocalEndpoint => _channel.LocalEndpoint;

    /// <summary>Opens a port of the server's address family.</summary>
    /// <param name="server">Where the request will go.</param>
    /// <param name="port">The port that is wanted; 0 for any.</param>
    /// <exception cref="BindException">No port can be had.</exception>
    public static SocketBootChannel Open(PeerEndpoint server, int port)
    {
        for (int candidate = port; candidate > 0 && candidate <= ushort.MaxValue && candidate < port + MaxTaken; candidate++)
        {
            try
            {
                return new SocketBootChannel(ClientChannel.Open(server, localAddress: null, candidate));
            }
            catch (BindException exception) when (exception.Cause is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
            {
                // The next one, then.
            }
        }

        return new SocketBootChannel(ClientChannel.Open(server));
    }

    /// <inheritdoc/>
    public SocketError Send(PeerEndpoint to, ReadOnlySpan<byte> datagram) => _channel.Send(to, datagram);

    /// <inheritdoc/>
    public ReceiveStatus Receive(TimeSpan wait, out ReadOnlySpan<byte> datagram, out PeerEndpoint from) =>
        _channel.Receive(wait, out datagram, out from);

    /// <inheritdoc/>
    public void Wake() => _channel.Wake();

    /// <inheritdoc/>
    public void Dispose() => _channel.Dispose();
}
