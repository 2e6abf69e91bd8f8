namespace Oack.Protocol.Wire;

/// <summary>
/// An ACK: acknowledges a block and, in a window, every block before it (RFC 1350 §5, RFC 7440 §4). ACK 0 answers a WRQ
/// or an OACK. Only a view.
/// <code>
///   2 bytes     2 bytes       1 byte, msftwindow only
///   +--------+------------+ - - - - - - +
///   |   4    |   Block    | next window |
///   +--------+------------+ - - - - - - +
/// </code>
/// More bytes than that are tolerated and passed over: clients that send a whole buffer exist, and the servers that
/// they were written against look at the first four bytes only.
/// </summary>
public readonly ref struct AckPacket
{
    /// <summary>The bytes of an ACK without the next window: 4.</summary>
    public const int Bytes = WireFormat.NumberedHeaderBytes;

    /// <summary>The bytes of an ACK with the next window: 5.</summary>
    public const int BytesWithWindow = Bytes + 1;

    private AckPacket(ReadOnlySpan<byte> datagram)
    {
        Block = WireFormat.ReadNumber(datagram);
        NextWindowBlocks = datagram.Length == BytesWithWindow ? datagram[Bytes] : null;
    }

    /// <summary>The number on the wire.</summary>
    public ushort Block { get; }

    /// <summary>
    /// The fifth byte of an ACK of exactly five bytes: how many blocks the client takes next (msftwindow, Windows boot
    /// manager); otherwise null. It counts only where msftwindow was granted, and 0 is possible on the wire.
    /// </summary>
    public byte? NextWindowBlocks { get; }

    /// <summary>Reads an ACK.</summary>
    /// <returns>Ok, TooShort or WrongOpcode.</returns>
    public static ParseStatus TryParse(ReadOnlySpan<byte> datagram, out AckPacket packet)
    {
        ParseStatus status = WireFormat.CheckNumbered(datagram, Opcode.Acknowledgment);
        packet = status == ParseStatus.Ok ? new AckPacket(datagram) : default;
        return status;
    }

    /// <summary>Writes an ACK and returns its bytes, 4.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The target holds fewer than 4 bytes.</exception>
    public static int Write(Span<byte> target, ushort block) =>
        WireFormat.WriteNumbered(target, Opcode.Acknowledgment, block);

    /// <summary>Writes a 5-byte ACK (msftwindow) and returns 5.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The target holds fewer than 5 bytes.</exception>
    public static int Write(Span<byte> target, ushort block, byte nextWindowBlocks)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(target.Length, BytesWithWindow, nameof(target));
        target[WireFormat.WriteNumbered(target, Opcode.Acknowledgment, block)] = nextWindowBlocks;
        return BytesWithWindow;
    }
}
