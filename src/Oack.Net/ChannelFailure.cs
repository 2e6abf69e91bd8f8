namespace Oack.Net;

/// <summary>What becomes of a channel that could not be opened.</summary>
public enum ChannelFailure : byte
{
    /// <summary>The transfer has ended; the channel never opens.</summary>
    Final,

    /// <summary>
    /// The shard has given up another channel for it, which <see cref="IDatagramShard.TryPollClosedChannel"/> gives: the
    /// engine closes that one, tries again, and sends what it was about to send.
    /// </summary>
    TryAgain,

    /// <summary>What was to be sent is lost; the channel is tried again with what the transfer sends next.</summary>
    TryLater,
}
