namespace Oack.Protocol.Wire;

/// <summary>SKELETON: ACK, 4 bytes, or 5 with the next window of msftwindow.</summary>
public readonly ref struct AckPacket
{
    /// <summary>The number on the wire.</summary>
    public ushort Block => throw new NotImplementedException();

    /// <summary>The fifth byte (msftwindow), or null.</summary>
    public byte? NextWindowBlocks => throw new NotImplementedException();

    /// <summary>Reads an ACK.</summary>
    public static ParseStatus TryParse(ReadOnlySpan<byte> datagram, out AckPacket packet) => throw new NotImplementedException();

    /// <summary>Writes an ACK and returns its bytes, 4.</summary>
    public static int Write(Span<byte> target, ushort block) => throw new NotImplementedException();

    /// <summary>Writes a 5-byte ACK and returns 5.</summary>
    public static int Write(Span<byte> target, ushort block, byte nextWindowBlocks) => throw new NotImplementedException();
}
