using System.Net;
using System.Net.Sockets;
using Oack.Net.Platform;
using Oack.Protocol;
using Oack.Protocol.Wire;

namespace Oack.Net;

/// <summary>
/// The engine that runs everywhere: the framework's sockets, one datagram a call. Datagrams that arrive on a transfer's
/// own socket, or on a listener for an address that has been answered from before, cost no allocation.
/// </summary>
internal sealed class PortableEngine(EngineOptions options, SocketPoller poller)
    : DatagramEngine(options, poller, new TransferChannels(options, poller))
{
    // The largest UDP payload (65,507 over IPv4, 65,527 over IPv6) fits.
    private const int BufferBytes = 65_536;

    // How long the loop lets a full send buffer drain, and how often in one turn: beyond that the datagram is lost, as
    // it would be in a full queue further on, and the transfer's own timer sends it again.
    private const int FullBufferWaitMicroseconds = 1_000;
    private const int FullBufferWaitsPerTurn = 4;

    private readonly byte[] _receiveBuffer = GC.AllocateUninitializedArray<byte>(BufferBytes, pinned: true);
    private readonly DatagramTrain _train = new();
    private readonly SocketAddress _receiveIPv4 = SockAddr.Create(isIPv6: false);
    private readonly SocketAddress _receiveIPv6 = SockAddr.Create(isIPv6: true);
    private readonly SocketAddress _sendIPv4 = SockAddr.Create(isIPv6: false);
    private readonly SocketAddress _sendIPv6 = SockAddr.Create(isIPv6: true);
    private int _fullBufferWaits;

    private protected override bool AnswersByPacketInformation => false;

    private protected override void BeginTurn(IDatagramShard shard, EngineClock clock) => _fullBufferWaits = 0;

    private protected override DatagramTrain NextTrain()
    {
        _train.Clear();
        return _train;
    }

    private protected override void Receive(
        IDatagramShard shard, EngineClock clock, BroadcastAddresses broadcasts, BoundSocket socket)
    {
        SocketAddress scratch = socket.IsIPv6 ? _receiveIPv6 : _receiveIPv4;
        for (int taken = 0; taken < Options.ReceiveBatch && !socket.IsClosed; taken++)
        {
            if (taken > 0 && !socket.HasMore)
            {
                return;
            }

            SocketError error = socket.Receive(
                _receiveBuffer, scratch, out int receivedBytes, out PeerEndpoint from, out PeerEndpoint to);
            if (error != SocketError.Success)
            {
                NoteFailedReceive(socket, error);
                return;
            }

            socket.FailedReceives = 0;
            _datagramsReceived++;
            bool isBroadcast = socket.AsksDestination && broadcasts.Contains(to);
            Options.Tap?.OnReceived(from, to, _receiveBuffer.AsSpan(0, receivedBytes));
            shard.HandleDatagram(
                Read(clock), new IncomingDatagram(socket.Channel, from, to, isBroadcast), _receiveBuffer.AsSpan(0, receivedBytes));
            DrainAfterWork(shard, clock);
        }
    }

    private protected override void Send(BoundSocket socket, DatagramTrain train, in OutgoingTrain outgoing)
    {
        SocketAddress address = socket.IsIPv6 ? _sendIPv6 : _sendIPv4;
        SockAddr.Write(address, socket.IsIPv6, outgoing.Remote);
        for (int index = 0; index < train.Count; index++)
        {
            if (TrySend(socket, address, train[index]) && Options.Tap is not null)
            {
                ShowSent(socket, default, outgoing.Remote, train, index, 1);
            }
        }
    }

    private bool TrySend(BoundSocket socket, SocketAddress address, ReadOnlySpan<byte> datagram)
    {
        SocketError error = SocketSend.Send(socket.Socket, datagram, address);
        if (error == SocketError.WouldBlock && _fullBufferWaits < FullBufferWaitsPerTurn)
        {
            _fullBufferWaits++;
            socket.Socket.Poll(FullBufferWaitMicroseconds, SelectMode.SelectWrite);
            error = SocketSend.Send(socket.Socket, datagram, address);
        }

        if (error == SocketError.Success)
        {
            _datagramsSent++;
            return true;
        }

        _sendsDropped++;
        return false;
    }
}
