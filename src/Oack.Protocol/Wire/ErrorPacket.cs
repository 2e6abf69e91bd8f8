namespace Oack.Protocol.Wire;

/// <summary>SKELETON: ERROR; tolerant of the 4-byte ones that curl sends and of a missing NUL.</summary>
public readonly ref struct ErrorPacket
{
    /// <summary>The code.</summary>
    public ErrorCode Code => throw new NotImplementedException();

    /// <summary>The text without NUL; may be empty.</summary>
    public ReadOnlySpan<byte> Message => throw new NotImplementedException();

    /// <summary>Reads an ERROR.</summary>
    public static ParseStatus TryParse(ReadOnlySpan<byte> datagram, out ErrorPacket packet) => throw new NotImplementedException();

    /// <summary>Writes an ERROR; the text is cut to what fits, and the length returned is what was written.</summary>
    public static int Write(Span<byte> target, ErrorCode code, ReadOnlySpan<char> message) => throw new NotImplementedException();
}
