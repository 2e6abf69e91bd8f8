using System.Net.Sockets;
using Oack.Content;
using Oack.Protocol;
using Oack.Protocol.Multicast;
using Oack.Protocol.Options;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Client;

/// <summary>How an attempt ended: what the choice of the next step and the message to the user are made from.</summary>
internal sealed record AttemptEnd
{
    public required AttemptVerdict Verdict { get; init; }

    public TransferOutcome Outcome { get; init; }

    /// <summary>The peer, with its TID where it answered.</summary>
    public PeerEndpoint Peer { get; init; }

    public bool PeerHasAnswered { get; init; }

    public bool PeerUnreachable { get; init; }

    /// <summary>For a write: whether every block was sent, and only the ACK of the last never came.</summary>
    public bool FinalAckMissing { get; init; }

    public bool EndedByPeer { get; init; }

    public ErrorCode ErrorCode { get; init; }

    public string ErrorMessage { get; init; } = "";

    public OptionAckStatus? RefusedOptionAck { get; init; }

    public bool PeerSentOversizedBlock { get; init; }

    /// <summary>Whether OACK, DATA or ACK had settled the options.</summary>
    public bool IsNegotiated { get; init; }

    public OptionList Granted { get; init; }

    public TransferParameters Parameters { get; init; } = new();

    public TransferStatistics Statistics { get; init; }

    /// <summary>For a get by multicast: what was counted, where it was not an ordinary transfer after all.</summary>
    public MulticastStatistics? GroupStatistics { get; init; }

    /// <summary>For a get by multicast: the part in the group, or null.</summary>
    public GroupPart? Group { get; init; }

    /// <summary>Whether nothing of the content is used up: another attempt can begin at its first byte.</summary>
    public bool CanStartOver { get; init; }

    /// <summary>The size that the server announced, or null.</summary>
    public long? AnnouncedBytes { get; init; }

    /// <summary>Bytes that arrived or were acknowledged.</summary>
    public long Bytes { get; init; }

    /// <summary>An address other than the server's that answered and was refused, or null.</summary>
    public PeerEndpoint? Stranger { get; init; }

    /// <summary>Why the request could not leave this machine, or null.</summary>
    public SocketError? SendError { get; init; }

    /// <summary>For <see cref="AttemptVerdict.LocalFailed"/>: why.</summary>
    public ContentRefusal? LocalFailure { get; init; }

    /// <summary>From the first request to the last block.</summary>
    public TimeSpan Duration { get; init; }
}
