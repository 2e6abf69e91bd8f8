namespace Oack.Protocol.Wire;

/// <summary>SKELETON: DATA.</summary>
public readonly ref struct DataPacket
{
    /// <summary>Bytes before the payload: 4.</summary>
    public const int HeaderBytes = 4;

    /// <summary>The number on the wire.</summary>
    public ushort Block => throw new NotImplementedException();

    /// <summary>The bytes of the block.</summary>
    public ReadOnlySpan<byte> Payload => throw new NotImplementedException();

    /// <summary>Reads a DATA.</summary>
    public static ParseStatus TryParse(ReadOnlySpan<byte> datagram, out DataPacket packet) => throw new NotImplementedException();

    /// <summary>Writes the 4 header bytes and returns 4.</summary>
    public static int WriteHeader(Span<byte> target, ushort block) => throw new NotImplementedException();
}
