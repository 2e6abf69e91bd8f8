namespace Oack.Protocol.Wire;

/// <summary>The first two bytes of each TFTP packet, big-endian (RFC 1350 §5, RFC 2347).</summary>
public enum Opcode : ushort
{
    /// <summary>RRQ: asks to read a file (RFC 1350 §5).</summary>
    ReadRequest = 1,

    /// <summary>WRQ: asks to write a file (RFC 1350 §5).</summary>
    WriteRequest = 2,

    /// <summary>DATA: one block of the file (RFC 1350 §5).</summary>
    Data = 3,

    /// <summary>
    /// ACK: acknowledges a block and, with a window, all blocks before it (RFC 1350 §5, RFC 7440 §4).
    /// </summary>
    Acknowledgment = 4,

    /// <summary>ERROR: ends the transfer; it is neither acknowledged nor sent again (RFC 1350 §7).</summary>
    Error = 5,

    /// <summary>OACK: the options that the server grants (RFC 2347).</summary>
    OptionAcknowledgment = 6,
}
