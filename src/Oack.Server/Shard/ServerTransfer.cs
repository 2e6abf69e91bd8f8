using Oack.Content;
using Oack.Net;
using Oack.Protocol;
using Oack.Protocol.Options;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Server;

/// <summary>Everything that a shard knows about one transfer. Touched by the shard's thread alone.</summary>
internal sealed class ServerTransfer
{
    internal ServerTransfer(int slot, uint generation) => Channel = ChannelId.Transfer(slot, generation);

    // Who and what.
    internal required long Id { get; init; }
    internal required int Listener { get; init; }
    internal required PeerEndpoint Remote { get; init; }
    internal required PeerEndpoint Local { get; init; }
    internal required PeerKey Key { get; init; }

    /// <summary>The request as it came: a repeated one is compared with it, and the record is made from it.</summary>
    internal required byte[] Request { get; init; }
    internal required ReadOnlyMemory<byte> FileName { get; init; }
    internal required Opcode Operation { get; init; }
    internal required TransferMode Mode { get; init; }
    internal required OptionList Asked { get; init; }
    internal required Instant StartedAt { get; init; }

    /// <summary>The socket of its own, or the listener's (single port).</summary>
    internal ChannelId Channel { get; set; }

    /// <summary>Whether the engine has a socket open for it.</summary>
    internal bool ChannelUsed { get; set; }
    internal int Slot { get; init; }

    // How far it is.
    internal TransferPhase Phase { get; set; }
    internal TransferMachine? Machine { get; set; }
    internal SendTransfer? Sender { get; set; }
    internal ReceiveTransfer? Receiver { get; set; }

    /// <summary>Where its present train goes: the client, or a stranger who gets an ERROR.</summary>
    internal PeerEndpoint SendsTo { get; set; }

    /// <summary>In the queue of those that may have something to send.</summary>
    internal bool IsReady { get; set; }

    /// <summary>Why it ends, where the machine cannot know.</summary>
    internal string? Cause { get; set; }

    /// <summary>When a notice that nobody listens on the client's port counts, unless the client is heard before.</summary>
    internal Instant UnreachableAt { get; set; } = Instant.Never;

    // What it reads or writes.
    internal ReadContent? Source { get; set; }
    internal WriteContent? Target { get; set; }
    internal long? TotalBytes { get; set; }
    internal long ReleasedBytes { get; set; }
    internal CancellationTokenSource? Cancellation { get; set; }

    /// <summary>The content work under way; while set, the content belongs to it and is not touched here.</summary>
    internal ContentWork? Work { get; set; }
    internal Instant WorkDeadline { get; set; } = Instant.Never;

    /// <summary>Blocks whose bytes are being waited for; only while <see cref="HasSetAside"/>.</summary>
    internal BlockRun SetAside { get; set; }
    internal bool HasSetAside { get; set; }

    /// <summary>How often in a row its content was not ready after all.</summary>
    internal int FruitlessWaits { get; set; }

    /// <summary>What the content source calls the file; kept, because the content may be gone when the record is made.</summary>
    internal string? Description { get; set; }

    /// <summary>Accepted bytes that the target could not take yet: at most a window of them.</summary>
    internal UploadBacklog? Backlog { get; set; }

    /// <summary>All bytes were accepted: commit when the backlog is written.</summary>
    internal bool IsReceived { get; set; }

    // Its place in the tables.
    internal int HeapIndex { get; set; } = -1;
    internal Instant HeapKey { get; set; } = Instant.Never;
    internal Instant Deadline { get; set; } = Instant.Never;
    internal ServerTransfer? OlderDallying { get; set; }
    internal ServerTransfer? NewerDallying { get; set; }

    // For the table of running transfers.
    internal string? DisplayName { get; set; }
    internal long SeenBytes { get; set; }
    internal Instant SeenAt { get; set; }

    internal bool IsGone => Phase == TransferPhase.Gone;

    internal bool IsSameRequest(ReadOnlySpan<byte> datagram) => datagram.SequenceEqual(Request);
}
