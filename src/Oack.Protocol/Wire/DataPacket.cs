namespace Oack.Protocol.Wire;

/// <summary>
/// A DATA: one block of the file; one shorter than the block size ends it (RFC 1350 §5 and §6). Only a view.
/// <code>
///   2 bytes     2 bytes      n bytes
///   +--------+------------+---------+
///   |   3    |   Block    | Payload |
///   +--------+------------+---------+
/// </code>
/// </summary>
public readonly ref struct DataPacket
{
    /// <summary>Bytes before the payload: 4.</summary>
    public const int HeaderBytes = WireFormat.NumberedHeaderBytes;

    private DataPacket(ReadOnlySpan<byte> datagram)
    {
        Block = WireFormat.ReadNumber(datagram);
        Payload = datagram[HeaderBytes..];
    }

    /// <summary>The number on the wire: the first block is 1, and after 65,535 comes 0 or 1.</summary>
    public ushort Block { get; }

    /// <summary>
    /// The bytes of the block; may be empty. The packet does not know the block size: whether the payload is longer
    /// than was agreed is for the transfer to judge.
    /// </summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>Reads a DATA.</summary>
    /// <returns>Ok, TooShort or WrongOpcode.</returns>
    public static ParseStatus TryParse(ReadOnlySpan<byte> datagram, out DataPacket packet)
    {
        ParseStatus status = WireFormat.CheckNumbered(datagram, Opcode.Data);
        packet = status == ParseStatus.Ok ? new DataPacket(datagram) : default;
        return status;
    }

    /// <summary>Writes the 4 header bytes and returns 4. The payload follows at <see cref="HeaderBytes"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The target holds fewer than 4 bytes.</exception>
    public static int WriteHeader(Span<byte> target, ushort block) =>
        WireFormat.WriteNumbered(target, Opcode.Data, block);
}
