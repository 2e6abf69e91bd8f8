namespace Oack.Protocol.Wire;

/// <summary>
/// An ERROR: ends the transfer, and is neither acknowledged nor sent again (RFC 1350 §5 and §7). Only a view.
/// <code>
///   2 bytes     2 bytes     string    1
///   +--------+-----------+---------+---+
///   |   5    | ErrorCode | Message | 0 |
///   +--------+-----------+---------+---+
/// </code>
/// A missing text (curl sends 4 bytes) and a missing NUL are tolerated: an ERROR that is not understood would be waited
/// out.
/// </summary>
public readonly ref struct ErrorPacket
{
    /// <summary>The bytes of an ERROR without text, with the NUL: 5. The shortest that is written.</summary>
    public const int MinBytes = WireFormat.NumberedHeaderBytes + 1;

    private const char FirstPrintable = ' ';
    private const char LastPrintable = '~';

    private ErrorPacket(ReadOnlySpan<byte> datagram)
    {
        Code = (ErrorCode)WireFormat.ReadNumber(datagram);
        ReadOnlySpan<byte> text = datagram[WireFormat.NumberedHeaderBytes..];
        int length = text.IndexOf((byte)0);
        IsTerminated = length >= 0;
        Message = IsTerminated ? text[..length] : text;
    }

    /// <summary>
    /// The code as it came, also outside the enumeration: Etherboot sends 8 in its own byte order (2048), curl puts the
    /// block number here.
    /// </summary>
    public ErrorCode Code { get; }

    /// <summary>The text without NUL; may be empty, of any length, and of any bytes.</summary>
    public ReadOnlySpan<byte> Message { get; }

    /// <summary>Whether the text had its NUL.</summary>
    public bool IsTerminated { get; }

    /// <summary>Reads an ERROR.</summary>
    /// <returns>Ok, TooShort or WrongOpcode.</returns>
    public static ParseStatus TryParse(ReadOnlySpan<byte> datagram, out ErrorPacket packet)
    {
        ParseStatus status = WireFormat.CheckNumbered(datagram, Opcode.Error);
        packet = status == ParseStatus.Ok ? new ErrorPacket(datagram) : default;
        return status;
    }

    /// <summary>
    /// Writes an ERROR; the text is cut to what fits, and the length returned is what was written. What is not
    /// printable ASCII (RFC 1350 §5: the text is netascii) becomes a question mark.
    /// </summary>
    /// <returns>The bytes written: 5 or more.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The target holds fewer than <see cref="MinBytes"/>.</exception>
    public static int Write(Span<byte> target, ErrorCode code, ReadOnlySpan<char> message)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(target.Length, MinBytes, nameof(target));
        int written = WireFormat.WriteNumbered(target, Opcode.Error, (ushort)code);
        foreach (char letter in message[..Math.Min(message.Length, target.Length - MinBytes)])
        {
            target[written++] = letter is >= FirstPrintable and <= LastPrintable ? (byte)letter : (byte)'?';
        }

        target[written++] = 0;
        return written;
    }
}
