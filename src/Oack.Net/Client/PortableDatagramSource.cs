using System.Net;
using System.Net.Sockets;
using Oack.Net.Platform;
using Oack.Protocol;

namespace Oack.Net.Client;

/// <summary>One datagram a call, by the framework's socket.</summary>
internal sealed class PortableDatagramSource(Socket socket, bool isIPv6) : DatagramSource
{
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(MaxDatagramBytes);
    private readonly SocketAddress _address = SockAddr.Create(isIPv6);
    private int _receivedBytes = -1;

    // A receive that finds nothing throws, which costs more than any wait.

    /// <inheritdoc/>
    public override bool MayTryFirst => false;

    /// <inheritdoc/>
    public override bool HasNext => _receivedBytes >= 0;

    /// <inheritdoc/>
    public override bool TryNext(out ReadOnlySpan<byte> datagram, out PeerEndpoint from)
    {
        if (_receivedBytes < 0)
        {
            datagram = default;
            from = default;
            return false;
        }

        datagram = _buffer.AsSpan(0, _receivedBytes);
        from = SockAddr.Read(_address, isIPv6);
        _receivedBytes = -1;
        return true;
    }

    /// <inheritdoc/>
    public override FillStatus Fill()
    {
        SockAddr.Reset(_address, isIPv6);
        try
        {
            _receivedBytes = socket.ReceiveFrom(_buffer, SocketFlags.None, _address);
            return FillStatus.Ok;
        }
        catch (SocketException exception)
        {
            // Nothing there after all (a wrong checksum), or an error that this call took off the socket.
            return exception.SocketErrorCode == SocketError.WouldBlock ? FillStatus.Empty : FillStatus.Error;
        }
    }
}
