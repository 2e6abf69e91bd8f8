using System.Net.Sockets;
using System.Runtime.InteropServices;
using Oack.Net.Platform;
using Oack.Protocol;
using Oack.Protocol.Wire;

namespace Oack.Net;

public abstract partial class DatagramEngine
{
    // A socket that fails again and again without a datagram in between must not take the whole processor.
    private const int FailuresBeforePause = 64;
    private const int ErrorsPerTurn = 64;

    // So often in a row timers wait for datagrams; a flood must not hold them up for ever.
    private const int MostPutOffs = 4;

    private protected BoundSocket? _lastReceiver;
    private bool _hasMoreToSend;
    private Instant _now;
    private Instant _namedUntil;
    private int _putOffs;
    private protected bool _mayHaveMore;
    private protected long _datagramsReceived;
    private protected long _datagramsSent;
    private protected long _sendsDropped;
    private long _receivesFailed;
    private long _channelsFailed;
    private long _unreachables;

    private void RunLoop(IDatagramShard shard, TimeProvider timeProvider)
    {
        EngineClock clock = new(timeProvider);
        BroadcastAddresses broadcasts = new(timeProvider);
        broadcasts.Refresh();

        // Its place, one for each thread, is made with the first use; that shall not be in the middle of a storm.
        Marshal.SetLastPInvokeError(0);

        // Whatever was asked for before the wake-up was set.
        shard.HandleWake(Read(clock));
        Drain(shard, clock);
        while (Volatile.Read(ref _state) == State.Running && (!shard.IsStopped || _hasMoreToSend))
        {
            Turn(shard, clock, broadcasts);
        }
    }

    // A method of its own: the loop above never ends, and what never ends keeps the code that was made at publish time.
    private void Turn(IDatagramShard shard, EngineClock clock, BroadcastAddresses broadcasts)
    {
        BeginTurn(shard, clock);
        _wakeEntry.IsReadable = false;
        _mayHaveMore = false;
        int ready = Wait(clock, TimeToWait(shard));
        if (_wake.Consume(_wakeEntry.IsReadable))
        {
            shard.HandleWake(_now);
            DrainAfterWork(shard, clock);
        }

        for (int index = 0; index < ready; index++)
        {
            if (_poller.Ready(index) is BoundSocket { IsClosed: false } socket)
            {
                Serve(shard, clock, broadcasts, socket);
            }
        }

        HandleDueTimers(shard, clock);
        if (_hasMoreToSend)
        {
            Drain(shard, clock);
        }
    }

    private TimeSpan? TimeToWait(IDatagramShard shard)
    {
        // The turn may have begun with a datagram that was the last to wait for.
        if (_hasMoreToSend || _wake.IsPending || shard.IsStopped)
        {
            return TimeSpan.Zero;
        }

        Instant deadline = shard.NextDeadline;
        if (!deadline.IsSet)
        {
            return null;
        }

        TimeSpan left = deadline - _now;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>
    /// Lets timers act, but what arrived before they ran out is served first: after the thread was kept from running, the
    /// answers that it waited for are there, and must not be asked for again.
    /// </summary>
    private void HandleDueTimers(IDatagramShard shard, EngineClock clock)
    {
        Instant deadline = shard.NextDeadline;
        if (deadline > _now)
        {
            _putOffs = 0;
            return;
        }

        if ((deadline > _namedUntil || _mayHaveMore) && _putOffs < MostPutOffs)
        {
            _putOffs++;
            return;
        }

        _putOffs = 0;
        shard.HandleTimeout(_now);
        DrainAfterWork(shard, clock);
    }

    /// <summary>Whether timers have run out and wait for the system to be asked once more.</summary>
    private protected bool ArePutOff => _putOffs > 0;

    /// <summary>Reads the clock: once a datagram or batch, not wherever the time is needed.</summary>
    private protected Instant Read(EngineClock clock) => _now = clock.Now;

    /// <summary>What the clock said last.</summary>
    private protected Instant Now => _now;

    private void Serve(IDatagramShard shard, EngineClock clock, BroadcastAddresses broadcasts, BoundSocket socket)
    {
        // A socket may be served again before the next wait tells of it.
        if (socket.HasError)
        {
            socket.HasError = false;
            TakeErrors(shard, clock, socket);
        }

        if (socket.IsWritable && !socket.IsClosed)
        {
            socket.IsWritable = false;
            HandleWritable(socket);
        }

        if (socket.IsReadable && !socket.IsClosed)
        {
            Receive(shard, clock, broadcasts, socket);
        }
    }

    /// <summary>How many sockets the last wait found ready.</summary>
    private protected int ReadySockets => _poller.ReadyCount;

    /// <summary>Whether the loop should not sleep.</summary>
    private protected bool HasMoreToDo => _hasMoreToSend || _wake.IsPending;

    /// <summary>Called before each wait.</summary>
    private protected virtual void BeginTurn(IDatagramShard shard, EngineClock clock)
    {
    }

    /// <summary>Waits until a socket is ready or the time is over, null waits for ever; then reads the clock.</summary>
    /// <returns>How many are ready.</returns>
    private protected virtual int Wait(EngineClock clock, TimeSpan? limit)
    {
        Instant before = _now;
        int ready = _poller.Wait(limit);
        Read(clock);
        _namedUntil = ready == 0 ? _now : before;
        return ready;
    }

    /// <summary>Hands what a socket has received to the shard, a bounded number of datagrams, and drains.</summary>
    private protected abstract void Receive(
        IDatagramShard shard, EngineClock clock, BroadcastAddresses broadcasts, BoundSocket socket);

    /// <summary>A socket whose buffer was full takes more.</summary>
    private protected virtual void HandleWritable(BoundSocket socket)
    {
    }

    /// <summary>An empty train.</summary>
    private protected abstract DatagramTrain NextTrain();

    /// <summary>Sends a train that the shard gave, or keeps it until <see cref="Flush"/>.</summary>
    private protected abstract void Send(BoundSocket socket, DatagramTrain train, in OutgoingTrain outgoing);

    /// <summary>Sends what was kept.</summary>
    private protected virtual void Flush()
    {
    }

    /// <summary>Shows the tap, which must be there, the datagrams of a train that have left.</summary>
    /// <param name="socket">By which they left.</param>
    /// <param name="source">The address that the system was told to send from; "any" leaves it to the socket.</param>
    /// <param name="remote">Where to.</param>
    /// <param name="train">The train.</param>
    /// <param name="from">The first of them.</param>
    /// <param name="count">How many.</param>
    private protected void ShowSent(
        BoundSocket socket, in PeerEndpoint source, in PeerEndpoint remote, DatagramTrain train, int from, int count)
    {
        PeerEndpoint local = LocalOf(socket, source);
        for (int index = from; index < from + count; index++)
        {
            Options.Tap!.OnSent(local, remote, train[index]);
        }
    }

    /// <summary>Where a datagram leaves from.</summary>
    private protected static PeerEndpoint LocalOf(BoundSocket socket, in PeerEndpoint source) =>
        socket.Local.IsAny && !source.IsAny ? source.WithPort(socket.Local.Port) : socket.Local;

    private protected void NoteFailedReceive(BoundSocket socket, SocketError error)
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
                    shard.HandleUnreachable(Read(clock), socket.Channel, about);
                    Drain(shard, clock);
                }
            }
        }

        if (taken == 0)
        {
            SocketSend.ClearError(socket.Socket);
        }
    }

    /// <summary>The same after what may have taken a while: a timer must not begin to run before its packet leaves.</summary>
    private protected void DrainAfterWork(IDatagramShard shard, EngineClock clock)
    {
        if (shard.MayTransmit)
        {
            Read(clock);
        }

        Drain(shard, clock);
    }

    /// <summary>Sends what the shard has, then closes what it no longer needs.</summary>
    private protected void Drain(IDatagramShard shard, EngineClock clock)
    {
        int sent = 0;
        while (shard.MayTransmit)
        {
            if (sent >= Options.TransmitBatch)
            {
                // Arrivals have their turn; channels stay open, since what is still to be sent may need them.
                Flush();
                _hasMoreToSend = true;
                return;
            }

            if (sent > 0)
            {
                // The train before took a while.
                Read(clock);
            }

            DatagramTrain train = NextTrain();
            if (!shard.TryPollTransmit(_now, train, out OutgoingTrain outgoing))
            {
                break;
            }

            int count = train.Count;
            sent += count;
            if ((TryAnswerBy(outgoing.Channel) ?? SocketFor(shard, _now, outgoing)) is { } socket && socket.IsIPv6 != outgoing.Remote.IsIPv4)
            {
                Send(socket, train, outgoing);
            }
            else
            {
                _sendsDropped += count;
            }
        }

        Flush();
        CloseChannels(shard);
        _hasMoreToSend = false;
    }

    private void CloseChannels(IDatagramShard shard)
    {
        while (shard.TryPollClosedChannel(out ChannelId channel))
        {
            Channels.Close(channel);
        }
    }

    /// <summary>The socket that was received on last, if it is the channel's: most datagrams are answers.</summary>
    private BoundSocket? TryAnswerBy(ChannelId channel) =>
        _lastReceiver is { IsClosed: false, IsIdle: false } socket && socket.Channel == channel ? socket : null;

    private BoundSocket? SocketFor(IDatagramShard shard, Instant now, in OutgoingTrain outgoing)
    {
        if (outgoing.Channel.IsListener)
        {
            return (uint)outgoing.Channel.Index < (uint)_listeners.Count
                ? _listeners[outgoing.Channel.Index].For(outgoing)
                : null;
        }

        BoundSocket? socket = Channels.For(outgoing, out string? cause);
        while (cause is not null)
        {
            _channelsFailed++;
            switch (shard.HandleChannelFailed(now, outgoing.Channel, cause))
            {
                case ChannelFailure.TryAgain:
                    CloseChannels(shard);
                    socket = Channels.For(outgoing, out cause);
                    break;
                case ChannelFailure.TryLater:
                    return null;
                default:
                    Channels.Close(outgoing.Channel);
                    return null;
            }
        }

        return socket;
    }
}
