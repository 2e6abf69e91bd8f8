namespace Oack.Server;

/// <summary>Why a datagram on a listening port began no transfer and is nobody's record.</summary>
public enum RequestRejection : byte
{
    /// <summary>Not a packet: empty, cut short, without its NUL, or too long.</summary>
    Malformed = 0,

    /// <summary>An opcode that TFTP does not have.</summary>
    UnknownOpcode,

    /// <summary>DATA, ACK or OACK that belongs to no transfer.</summary>
    UnknownTransfer,

    /// <summary>A request that was sent to a broadcast or multicast address (RFC 1123 §4.2.3.5).</summary>
    Broadcast,

    /// <summary>An ERROR that belongs to no transfer: never answered.</summary>
    StrayError,
}
