using Oack.Protocol;
using Oack.Protocol.Wire;

namespace Oack.Net.Tests;

/// <summary>Answers each datagram on a listener with a train.</summary>
internal sealed class TrainShard(bool singlePort, Action<DatagramTrain> fill) : IDatagramShard
{
    private readonly Queue<OutgoingTrain> _due = [];
    private int _slot;
    private volatile bool _isStopping;

    public Instant NextDeadline => Instant.Never;

    public Action? WakeRequested { get; set; }

    public bool IsStopped { get; private set; }

    /// <summary>Whether all trains leave by one channel of a transfer; else each by one of its own.</summary>
    public bool StaysOnChannel { get; init; }

    /// <summary>Where trains go; null: back to whoever asked.</summary>
    public PeerEndpoint? Target { get; init; }

    public void Stop()
    {
        _isStopping = true;
        WakeRequested?.Invoke();
    }

    public void HandleDatagram(Instant now, in IncomingDatagram incoming, ReadOnlySpan<byte> datagram) =>
        _due.Enqueue(new(
            singlePort ? incoming.Channel : ChannelId.Transfer(StaysOnChannel ? 0 : _slot++, 1), Target ?? incoming.Remote, incoming.Local));

    public void HandleTimeout(Instant now)
    {
    }

    public void HandleWake(Instant now) => IsStopped = _isStopping;

    public ChannelFailure HandleChannelFailed(Instant now, ChannelId channel, string cause) => ChannelFailure.Final;

    public void HandleUnreachable(Instant now, ChannelId channel, PeerEndpoint remote)
    {
    }

    public bool TryPollTransmit(Instant now, DatagramTrain train, out OutgoingTrain outgoing)
    {
        if (!_due.TryDequeue(out outgoing))
        {
            return false;
        }

        fill(train);
        return true;
    }

    public bool TryPollClosedChannel(out ChannelId channel)
    {
        channel = default;
        return false;
    }
}
