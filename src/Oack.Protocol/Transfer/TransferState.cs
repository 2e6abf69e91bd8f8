namespace Oack.Protocol.Transfer;

/// <summary>Where one end of a transfer stands.</summary>
public enum TransferState : byte
{
    /// <summary>Client: the request is out, nothing has come back.</summary>
    Requesting = 0,

    /// <summary>Server: the request was answered with OACK or ACK 0; nothing shows yet that it arrived.</summary>
    Opening,

    /// <summary>Blocks are on their way.</summary>
    Transferring,

    /// <summary>Receiver: every byte is here; the last ACK waits until it is stored.</summary>
    Storing,

    /// <summary>Receiver: the last ACK is out; a repeated last block is acknowledged again (RFC 1350 §6).</summary>
    Dallying,

    /// <summary>Over.</summary>
    Closed,
}
