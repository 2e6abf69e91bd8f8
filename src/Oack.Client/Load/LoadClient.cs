using Oack.Net;
using Oack.Protocol;
using Oack.Protocol.Transfer;

namespace Oack.Client;

/// <summary>One client of a load: does one transfer after the other, each from a channel of its own.</summary>
/// <param name="slot">Its place in the shard.</param>
internal sealed class LoadClient(int slot)
{
    /// <summary>Where the present transfer leaves and arrives; its generation counts the transfers.</summary>
    public ChannelId Channel { get; private set; } = ChannelId.Transfer(slot, 0);

    /// <summary>The present transfer; null between two of them.</summary>
    public ReceiveTransfer? Machine { get; private set; }

    /// <summary>When its first request was sent.</summary>
    public Instant StartedAt { get; set; } = Instant.Never;

    /// <summary>When the server first answered it.</summary>
    public Instant AnsweredAt { get; set; } = Instant.Never;

    /// <summary>When its last block arrived.</summary>
    public Instant ReceivedAt { get; set; } = Instant.Never;

    /// <summary>What this side found wrong with it.</summary>
    public string? Failure { get; set; }

    /// <summary>The checksum of the content that is not compared byte for byte.</summary>
    public uint Checksum;

    /// <summary>How many channels could not be opened for it.</summary>
    public int Tries { get; set; }

    /// <summary>Whether it was ended with the run.</summary>
    public bool IsCutShort { get; set; }

    /// <summary>Whether it waits to be polled.</summary>
    public bool IsReady { get; set; }

    /// <summary>Its place in the heap of deadlines, or -1.</summary>
    public int HeapIndex { get; set; } = -1;

    /// <summary>What it is sorted by there: its deadline, or an earlier time.</summary>
    public Instant HeapKey { get; set; } = Instant.Never;

    /// <summary>Begins the next transfer.</summary>
    public void Begin(ReceiveTransfer machine)
    {
        Channel = ChannelId.Transfer(Channel.Index, Channel.Generation + 1);
        Machine = machine;
        StartedAt = AnsweredAt = ReceivedAt = Instant.Never;
        Failure = null;
        Checksum = 0;
        Tries = 0;
        IsCutShort = false;
    }

    /// <summary>Forgets the present transfer.</summary>
    public void End() => Machine = null;
}
