using Oack.Protocol;
using Oack.Protocol.Wire;

namespace Oack.Net;

/// <summary>
/// What an engine drives: datagrams and time go in, datagrams and a deadline come out. All calls but the wake-up come
/// from one thread. After any Handle call an engine drains <see cref="TryPollTransmit"/>, then
/// <see cref="TryPollClosedChannel"/>, then arms <see cref="NextDeadline"/>.
/// </summary>
public interface IDatagramShard
{
    /// <summary>
    /// The earliest time at which <see cref="HandleTimeout"/> may have something to do; later than the time that it was
    /// last called with. It may turn out to have nothing to do: a deadline that has moved is not looked for at once.
    /// </summary>
    Instant NextDeadline { get; }

    /// <summary>
    /// Set by the engine before it drives: called from any thread to ask for a <see cref="HandleWake"/> soon.
    /// </summary>
    Action? WakeRequested { get; set; }

    /// <summary>Whether everything has ended after a stop was asked for: the engine leaves its loop.</summary>
    bool IsStopped { get; }

    /// <summary>Whether <see cref="TryPollTransmit"/> may have something to do; false is certain, and spares the call.</summary>
    bool MayTransmit => true;

    /// <summary>Takes a datagram in. Never throws for what a peer sent.</summary>
    void HandleDatagram(Instant now, in IncomingDatagram incoming, ReadOnlySpan<byte> datagram);

    /// <summary>
    /// The short way for a datagram whose answer to its sender is known at once. False leaves everything as it was, and the
    /// datagram goes to <see cref="HandleDatagram"/>; true has done the work of that and of <see cref="TryPollTransmit"/>.
    /// Afterwards an engine drains if <see cref="MayTransmit"/>.
    /// </summary>
    /// <param name="now">The time.</param>
    /// <param name="incoming">Where it came from; by a transfer's channel.</param>
    /// <param name="datagram">The datagram.</param>
    /// <param name="answer">Empty; takes the answer, for the channel that was received on, or stays empty when it must wait.</param>
    bool TryAnswer(Instant now, in IncomingDatagram incoming, ReadOnlySpan<byte> datagram, DatagramTrain answer) => false;

    /// <summary>Lets timers that have run out act.</summary>
    void HandleTimeout(Instant now);

    /// <summary>Takes in what other threads finished (content opened, read, stored; a stop asked for).</summary>
    void HandleWake(Instant now);

    /// <summary>A transfer's channel cannot be opened (no port left, no more files, no memory).</summary>
    ChannelFailure HandleChannelFailed(Instant now, ChannelId channel, string cause);

    /// <summary>The peer's host says that nobody listens on its port (ICMP port unreachable).</summary>
    void HandleUnreachable(Instant now, ChannelId channel, PeerEndpoint remote);

    /// <summary>Gives the next datagrams to send to one peer: one, or a run of blocks.</summary>
    /// <param name="now">The time.</param>
    /// <param name="train">Empty; takes the datagrams. The engine clears it when they have left.</param>
    /// <param name="outgoing">How they leave.</param>
    bool TryPollTransmit(Instant now, DatagramTrain train, out OutgoingTrain outgoing);

    /// <summary>Gives the next transfer channel that is no longer needed.</summary>
    bool TryPollClosedChannel(out ChannelId channel);
}
