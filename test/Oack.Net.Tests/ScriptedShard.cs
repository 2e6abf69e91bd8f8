using System.Collections.Concurrent;
using Oack.Protocol;
using Oack.Protocol.Wire;

namespace Oack.Net.Tests;

/// <summary>
/// A shard that does what a test says. What it is told is noted for other threads to wait for; what it is to send is
/// queued by the handlers, on the loop's thread.
/// </summary>
internal sealed class ScriptedShard : IDatagramShard
{
    private readonly Queue<(OutgoingTrain Outgoing, byte[] Bytes)> _outgoing = [];
    private readonly Queue<ChannelId> _closed = [];
    private readonly ConcurrentQueue<Action<ScriptedShard>> _posted = [];
    private volatile bool _isStopping;

    public delegate void DatagramHandler(ScriptedShard shard, in IncomingDatagram incoming, ReadOnlySpan<byte> datagram);

    /// <summary>What happens to a datagram; without it, it is only noted.</summary>
    public DatagramHandler? OnDatagram { get; set; }

    /// <summary>What becomes of a channel that could not be opened; without it, nothing more.</summary>
    public Func<ScriptedShard, ChannelId, ChannelFailure>? OnChannelFailed { get; set; }

    /// <summary>What happens at a deadline.</summary>
    public Action<ScriptedShard, Instant>? OnTimeout { get; set; }

    public BlockingCollection<(IncomingDatagram Incoming, byte[] Bytes)> Received { get; } = [];

    public BlockingCollection<(ChannelId Channel, string Cause)> Failed { get; } = [];

    public BlockingCollection<(ChannelId Channel, PeerEndpoint Remote)> Unreachable { get; } = [];

    /// <summary>What the clock said when each datagram was fetched.</summary>
    public BlockingCollection<Instant> TransmitTimes { get; } = [];

    public int WakeCount { get; private set; }

    public Instant NextDeadline { get; set; } = Instant.Never;

    public Action? WakeRequested { get; set; }

    public bool IsStopped { get; private set; }

    /// <summary>Echoes each datagram by the channel it came on.</summary>
    public static void EchoOnSameChannel(ScriptedShard shard, in IncomingDatagram incoming, ReadOnlySpan<byte> datagram) =>
        shard.Send(incoming.Channel, incoming, datagram);

    /// <summary>Echoes a listener's datagrams by channels of their own, numbered from 0.</summary>
    public static DatagramHandler EchoOnOwnChannels()
    {
        int next = 0;
        return (ScriptedShard shard, in IncomingDatagram incoming, ReadOnlySpan<byte> datagram) =>
            shard.Send(incoming.Channel.IsListener ? ChannelId.Transfer(next++, 1) : incoming.Channel, incoming, datagram);
    }

    /// <summary>Answers a datagram from the address that was asked. On the loop's thread.</summary>
    public void Send(ChannelId channel, in IncomingDatagram asked, ReadOnlySpan<byte> bytes) =>
        Send(new OutgoingTrain(channel, asked.Remote, asked.Local), bytes.ToArray());

    /// <summary>Sends a datagram. On the loop's thread.</summary>
    public void Send(OutgoingTrain outgoing, byte[] bytes) => _outgoing.Enqueue((outgoing, bytes));

    /// <summary>Closes a channel. On the loop's thread.</summary>
    public void Close(ChannelId channel) => _closed.Enqueue(channel);

    /// <summary>Runs something on the loop's thread.</summary>
    public void Post(Action<ScriptedShard> action)
    {
        _posted.Enqueue(action);
        WakeRequested?.Invoke();
    }

    /// <summary>Asks for the end, from any thread.</summary>
    public void Stop()
    {
        _isStopping = true;
        WakeRequested?.Invoke();
    }

    /// <summary>Says that everything has ended. On the loop's thread.</summary>
    public void EndHere() => IsStopped = true;

    public void HandleDatagram(Instant now, in IncomingDatagram incoming, ReadOnlySpan<byte> datagram)
    {
        Received.Add((incoming, datagram.ToArray()));
        OnDatagram?.Invoke(this, incoming, datagram);
    }

    public void HandleTimeout(Instant now)
    {
        NextDeadline = Instant.Never;
        OnTimeout?.Invoke(this, now);
    }

    public void HandleWake(Instant now)
    {
        WakeCount++;
        while (_posted.TryDequeue(out Action<ScriptedShard>? action))
        {
            action(this);
        }

        IsStopped = _isStopping;
    }

    public ChannelFailure HandleChannelFailed(Instant now, ChannelId channel, string cause)
    {
        Failed.Add((channel, cause));
        return OnChannelFailed?.Invoke(this, channel) ?? ChannelFailure.Final;
    }

    public void HandleUnreachable(Instant now, ChannelId channel, PeerEndpoint remote) => Unreachable.Add((channel, remote));

    public bool TryPollTransmit(Instant now, DatagramTrain train, out OutgoingTrain outgoing)
    {
        if (!_outgoing.TryDequeue(out (OutgoingTrain Outgoing, byte[] Bytes) next))
        {
            outgoing = default;
            return false;
        }

        TransmitTimes.Add(now);
        next.Bytes.CopyTo(train.Space);
        train.SetSingle(next.Bytes.Length);
        outgoing = next.Outgoing;
        return true;
    }

    public bool TryPollClosedChannel(out ChannelId channel) => _closed.TryDequeue(out channel);
}
