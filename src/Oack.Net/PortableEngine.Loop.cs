using System.Net;
using System.Net.Sockets;
using Oack.Net.Platform;
using Oack.Protocol;
using Oack.Protocol.Wire;

namespace Oack.Net;

public sealed partial class PortableEngine
{
    // The largest UDP payload (65,507 over IPv4, 65,527 over IPv6) fits.
    private const int BufferBytes = 65_536;

    // How long the loop lets a full send buffer drain, and how often in one turn: beyond that the datagram is lost, as
    // it would be in a full queue further on, and the transfer's own timer sends it again.
    private const int FullBufferWaitMicroseconds = 1_000;
    private const int FullBufferWaitsPerTurn = 4;

    // A socket that fails again and again without a datagram in between must not take the whole processor.
    private const int FailuresBeforePause = 64;
    private const int ErrorsPerTurn = 64;

    private readonly byte[] _receiveBuffer = GC.AllocateUninitializedArray<byte>(BufferBytes, pinned: true);
    private readonly DatagramTrain _train = new();
    private readonly SocketAddress _receiveIPv4 = SockAddr.Create(isIPv6: false);
    private readonly SocketAddress _receiveIPv6 = SockAddr.Create(isIPv6: true);
    private readonly SocketAddress _sendIPv4 = SockAddr.Create(isIPv6: false);
    private readonly SocketAddress _sendIPv6 = SockAddr.Create(isIPv6: true);
    private int _fullBufferWaits;
    private bool _hasMoreToSend;
    private long _datagramsReceived;
    private long _datagramsSent;
    private long _sendsDropped;
    private long _receivesFailed;
    private long _channelsFailed;
    private long _unreachables;

    private void RunLoop(IDatagramShard shard, TimeProvider timeProvider)
    {
        EngineClock clock = new(timeProvider);
        BroadcastAddresses broadcasts = new(timeProvider);
        broadcasts.Refresh();

        // Whatever was asked for before the wake-up was set.
        shard.HandleWake(clock.Now);
        Drain(shard, clock);
        while (Volatile.Read(ref _state) == State.Running && (!shard.IsStopped || _hasMoreToSend))
        {
            _fullBufferWaits = 0;
            _wakeEntry.IsReadable = false;
            _poller.Wait(TimeToWait(shard, clock));
            if (_wake.Consume(_wakeEntry.IsReadable))
            {
                shard.HandleWake(clock.Now);
                Drain(shard, clock);
            }

            for (int index = 0; index < _poller.ReadyCount; index++)
            {
                if (_poller.Ready(index) is BoundSocket { IsClosed: false } socket)
                {
                    Serve(shard, clock, broadcasts, socket);
                }

                HandleDueTimers(shard, clock);
            }

            HandleDueTimers(shard, clock);
            if (_hasMoreToSend)
            {
                Drain(shard, clock);
            }
        }
    }

    private TimeSpan? TimeToWait(IDatagramShard shard, EngineClock clock)
    {
        if (_hasMoreToSend || _wake.IsPending)
        {
            return TimeSpan.Zero;
        }

        Instant deadline = shard.NextDeadline;
        if (!deadline.IsSet)
        {
            return null;
        }

        TimeSpan left = deadline - clock.Now;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private void HandleDueTimers(IDatagramShard shard, EngineClock clock)
    {
        Instant deadline = shard.NextDeadline;
        if (!deadline.IsSet)
        {
            return;
        }

        Instant now = clock.Now;
        if (deadline <= now)
        {
            shard.HandleTimeout(now);
            Drain(shard, clock);
        }
    }

    private void Serve(IDatagramShard shard, EngineClock clock, BroadcastAddresses broadcasts, BoundSocket socket)
    {
        if (socket.HasError)
        {
            TakeErrors(shard, clock, socket);
        }

        if (!socket.IsReadable)
        {
            return;
        }

        SocketAddress scratch = socket.IsIPv6 ? _receiveIPv6 : _receiveIPv4;
        for (int taken = 0; taken < _options.ReceiveBatch && !socket.IsClosed; taken++)
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
            shard.HandleDatagram(
                clock.Now, new IncomingDatagram(socket.Channel, from, to, isBroadcast), _receiveBuffer.AsSpan(0, receivedBytes));
            Drain(shard, clock);
        }
    }

    private void NoteFailedReceive(BoundSocket socket, SocketError error)
    {
        _receivesFailed++;
        if (error != SocketError.WouldBlock && ++socket.FailedReceives % FailuresBeforePause == 0)
        {
            Thread.Sleep(1);
        }
    }

    private void TakeErrors(IDatagramShard shard, EngineClock clock, BoundSocket socket)
    {
        int taken = 0;
        if (OperatingSystem.IsLinux())
        {
            for (; taken < ErrorsPerTurn && !socket.IsClosed; taken++)
            {
                if (!LinuxErrorQueue.TryTake(socket.Socket, socket.IsIPv6, out PeerEndpoint about, out bool isPortUnreachable))
                {
                    break;
                }

                if (isPortUnreachable)
                {
                    _unreachables++;
                    shard.HandleUnreachable(clock.Now, socket.Channel, about);
                    Drain(shard, clock);
                }
            }
        }

        if (taken == 0)
        {
            SocketSend.ClearError(socket.Socket);
        }
    }

    /// <summary>Sends what the shard has, then closes what it no longer needs.</summary>
    private void Drain(IDatagramShard shard, EngineClock clock)
    {
        for (int sent = 0; sent < _options.TransmitBatch; sent += Math.Max(1, _train.Count))
        {
            _train.Clear();
            Instant now = clock.Now;
            if (!shard.TryPollTransmit(now, _train, out OutgoingTrain outgoing))
            {
                while (shard.TryPollClosedChannel(out ChannelId channel))
                {
                    _channels.Close(channel);
                }

                _hasMoreToSend = false;
                return;
            }

            Send(shard, now, outgoing);
        }

        // Arrivals have their turn; channels stay open, since what is still to be sent may need them.
        _hasMoreToSend = true;
    }

    private void Send(IDatagramShard shard, Instant now, in OutgoingTrain outgoing)
    {
        BoundSocket? socket;
        if (outgoing.Channel.IsListener)
        {
            socket = (uint)outgoing.Channel.Index < (uint)_listeners.Count
                ? _listeners[outgoing.Channel.Index].For(outgoing)
                : null;
        }
        else
        {
            socket = _channels.For(outgoing, out string? cause);
            if (cause is not null)
            {
                _channelsFailed++;
                shard.HandleChannelFailed(now, outgoing.Channel, cause);
            }
        }

        if (socket is null || socket.IsIPv6 == outgoing.Remote.IsIPv4)
        {
            _sendsDropped += _train.Count;
            return;
        }

        SocketAddress address = socket.IsIPv6 ? _sendIPv6 : _sendIPv4;
        SockAddr.Write(address, socket.IsIPv6, outgoing.Remote);
        for (int index = 0; index < _train.Count; index++)
        {
            Send(socket, address, _train[index]);
        }
    }

    private void Send(BoundSocket socket, SocketAddress address, ReadOnlySpan<byte> datagram)
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
        }
        else
        {
            _sendsDropped++;
        }
    }
}
