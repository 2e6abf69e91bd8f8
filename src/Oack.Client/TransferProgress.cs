namespace Oack.Client;

/// <summary>How far a transfer has come.</summary>
/// <param name="Bytes">Bytes on the wire so far that the receiver has, each once.</param>
/// <param name="TotalBytes">Bytes in all, where known: the file's size on a put, what the server announced on a get.</param>
/// <param name="Elapsed">Time since the first request.</param>
/// <param name="Retransmissions">Datagrams that this side sent again.</param>
public readonly record struct TransferProgress(long Bytes, long? TotalBytes, TimeSpan Elapsed, long Retransmissions)
{
    /// <summary>For a get by multicast: the part in the group; null while there is none.</summary>
    public GroupPart? Group { get; init; }
}
