using Oack.Content;
using Oack.Net;
using Oack.Protocol;
using Oack.Protocol.Observe;
using Oack.Protocol.Options;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Server;

/// <summary>Everything that a shard knows about one transfer. Touched by the shard's thread alone.</summary>
internal sealed class ServerTransfer
{
    private const int UsualRequestBytes = 128;

    private byte[] _request = [];
    private int _requestBytes;
    private int _fileNameBytes;

    // Who and what.
    internal long Id { get; private set; }
    internal int Listener { get; private set; }
    internal PeerEndpoint Remote { get; private set; }
    internal PeerEndpoint Local { get; private set; }
    internal long Batch { get; private set; }
    internal PeerKey Key { get; private set; }

    /// <summary>The request as it came: a repeated one is compared with it, and the record is made from it.</summary>
    internal ReadOnlySpan<byte> Request => _request.AsSpan(0, _requestBytes);
    internal ReadOnlyMemory<byte> FileName => _request.AsMemory(sizeof(ushort), _fileNameBytes);
    internal Opcode Operation { get; private set; }
    internal TransferMode Mode { get; private set; }
    internal OptionList Asked { get; private set; }
    internal Instant StartedAt { get; private set; }

    /// <summary>The socket of its own, or the listener's (single port).</summary>
    internal ChannelId Channel { get; private set; }

    /// <summary>Whether the engine has a socket open for it.</summary>
    internal bool ChannelUsed { get; set; }

    /// <summary>Why its channel could not be opened, last time; it may have been opened since.</summary>
    internal string? NoChannelBecause { get; set; }
    internal int Slot { get; private set; }

    // How far it is.
    internal TransferPhase Phase { get; set; }
    internal TransferMachine? Machine { get; set; }
    internal SendTransfer? Sender { get; set; }
    internal ReceiveTransfer? Receiver { get; set; }

    /// <summary>What its packets show, where the server watches itself.</summary>
    internal ObservedTransfer? Observed { get; set; }

    /// <summary>Where its present train goes: the client, or a stranger who gets an ERROR.</summary>
    internal PeerEndpoint SendsTo { get; set; }

    /// <summary>In the queue of those that may have something to send.</summary>
    internal bool IsReady { get; set; }

    /// <summary>Why it ends, where the machine cannot know.</summary>
    internal string? Cause { get; set; }

    /// <summary>When a notice that nobody listens on the client's port counts, unless the client is heard before.</summary>
    internal Instant UnreachableAt { get; set; } = Instant.Never;

    /// <summary>Waits for its turn; nothing was opened yet.</summary>
    internal bool IsWaiting { get; set; }

    /// <summary>Until when it waits for its turn at most.</summary>
    internal Instant WaitsUntil { get; set; }

    /// <summary>Counts among those that run at once.</summary>
    internal bool IsRunning { get; set; }

    /// <summary>When a rate lets it send again; Never while it may.</summary>
    internal Instant SendsAt { get; set; } = Instant.Never;

    /// <summary>Until when what it has sent is paid for, at its own rate.</summary>
    internal Instant PaidUntil { get; set; }

    // What it reads or writes.
    internal ReadContent? Source { get; set; }
    internal WriteContent? Target { get; set; }
    internal long? TotalBytes { get; set; }

    /// <summary>Whether its source has to be told what was acknowledged; a copy, because every ACK asks.</summary>
    internal bool WantsRelease { get; set; }
    internal long ReleasedBytes { get; set; }
    /// <summary>Kept for the next transfer as long as nobody cancelled it.</summary>
    internal CancellationTokenSource? Cancellation { get; set; }

    /// <summary>The content work under way; while set, the content belongs to it and is not touched here.</summary>
    internal ContentWork? Work { get; set; }
    internal Instant WorkDeadline { get; set; } = Instant.Never;

    /// <summary>Work that is finished, to be used again.</summary>
    internal ContentWork? SpareWork { get; set; }

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

    /// <summary>Begins: whatever transfer this object stood for before is forgotten. Its sender and its buffers stay.</summary>
    internal void Begin(
        Instant now, long id, (int Slot, uint Generation) place, in IncomingDatagram incoming, in PeerKey key,
        ReadOnlySpan<byte> datagram, in RequestPacket request, TransferMode mode, bool usesListener)
    {
        if (_request.Length < datagram.Length)
        {
            _request = new byte[Math.Max(datagram.Length, UsualRequestBytes)];
        }

        datagram.CopyTo(_request);
        _requestBytes = datagram.Length;
        _fileNameBytes = request.FileName.Length;
        Id = id;
        Slot = place.Slot;
        Channel = usesListener ? incoming.Channel : ChannelId.Transfer(place.Slot, place.Generation);
        Listener = incoming.Channel.Index;
        Remote = incoming.Remote;
        Local = incoming.Local;
        Batch = incoming.Batch;
        Key = key;
        Operation = request.Opcode;
        Mode = mode;
        Asked = request.Options;
        StartedAt = SeenAt = now;
        ChannelUsed = IsReady = IsWaiting = IsRunning = HasSetAside = IsReceived = WantsRelease = false;
        Phase = TransferPhase.Opening;
        Machine = null;
        Observed = null;
        Receiver = null;
        Cause = NoChannelBecause = Description = DisplayName = null;
        SendsTo = default;
        UnreachableAt = WaitsUntil = SendsAt = WorkDeadline = HeapKey = Deadline = Instant.Never;
        PaidUntil = default;
        Source = null;
        Target = null;
        TotalBytes = null;
        ReleasedBytes = SeenBytes = 0;
        FruitlessWaits = 0;
        HeapIndex = -1;
    }
}
