using System.Buffers.Binary;
using System.Text;
using Oack.Protocol.Options;

namespace Oack.Protocol.Wire;

/// <summary>
/// An RRQ or WRQ: asks to read or to write a file (RFC 1350 §5, options by RFC 2347). Only a view of the datagram.
/// <code>
///   2 bytes     string    1     string   1    string   1    string   1
///   +--------+----------+---+----------+---+--------+---+---------+---+
///   | 1 or 2 | FileName | 0 |   Mode   | 0 | option | 0 |  value  | 0 |  …
///   +--------+----------+---+----------+---+--------+---+---------+---+
/// </code>
/// Name and mode are read strictly. Options are read as real servers read them: unknown ones are passed over, a value
/// that is not legal counts as no option, of a repeated option the first counts, and what stands behind the last whole
/// pair (a name without value, a value without NUL, padding) is left alone.
/// </summary>
public readonly ref struct RequestPacket
{
    /// <summary>
    /// The longest request that is written or read: 2,048 bytes. RFC 2347 keeps clients to 512; the room above is for
    /// long paths. A longer datagram is <see cref="ParseStatus.TooLong"/>.
    /// </summary>
    public const int MaxBytes = 2_048;

    /// <summary>
    /// The longest file name, 1,024 bytes without its NUL; a longer one is <see cref="ParseStatus.TooLong"/>.
    /// </summary>
    public const int MaxNameBytes = 1_024;

    /// <summary>
    /// The longest mode, 32 bytes without its NUL; a longer one is <see cref="ParseStatus.TooLong"/>.
    /// </summary>
    public const int MaxModeBytes = 32;

    private readonly OptionList _options;

    private RequestPacket(
        Opcode opcode, ReadOnlySpan<byte> fileName, ReadOnlySpan<byte> mode, ReadOnlySpan<byte> optionBytes)
    {
        Opcode = opcode;
        FileName = fileName;
        Mode = mode;
        RawOptions = new OptionPairs(optionBytes);
        _options = RawOptions.ToList(isAnswer: false);
    }

    /// <summary>RRQ or WRQ.</summary>
    public Opcode Opcode { get; }

    /// <summary>
    /// The name, without NUL; 1 to <see cref="MaxNameBytes"/> bytes. Bytes as the peer sent them: they need not be
    /// ASCII or UTF-8; see <see cref="PacketText.Escape(ReadOnlySpan{byte}, int)"/> for logs.
    /// </summary>
    public ReadOnlySpan<byte> FileName { get; }

    /// <summary>The mode as it came, without NUL; may be empty, or one that nobody serves.</summary>
    public ReadOnlySpan<byte> Mode { get; }

    /// <summary>The known options with legal values, in order, each once.</summary>
    public OptionList Options => _options;

    /// <summary>All options as they came, unknown and illegal ones included.</summary>
    public OptionPairs RawOptions { get; }

    /// <summary>Reads a request.</summary>
    /// <returns>
    /// Ok; TooShort; WrongOpcode; EmptyName; Unterminated for a name or mode without its NUL; TooLong for a name, a
    /// mode or a datagram past its maximum.
    /// </returns>
    public static ParseStatus TryParse(ReadOnlySpan<byte> datagram, out RequestPacket packet)
    {
        packet = default;
        if (datagram.Length < WireFormat.OpcodeBytes)
        {
            return ParseStatus.TooShort;
        }

        Opcode opcode = WireFormat.ReadOpcode(datagram);
        if (opcode is not (Opcode.ReadRequest or Opcode.WriteRequest))
        {
            return ParseStatus.WrongOpcode;
        }

        if (datagram.Length > MaxBytes)
        {
            return ParseStatus.TooLong;
        }

        ReadOnlySpan<byte> rest = datagram[WireFormat.OpcodeBytes..];
        ParseStatus status = TryTakeString(ref rest, MaxNameBytes, out ReadOnlySpan<byte> fileName);
        if (status != ParseStatus.Ok)
        {
            return status;
        }

        if (fileName.IsEmpty)
        {
            return ParseStatus.EmptyName;
        }

        status = TryTakeString(ref rest, MaxModeBytes, out ReadOnlySpan<byte> mode);
        if (status == ParseStatus.Ok)
        {
            packet = new RequestPacket(opcode, fileName, mode, rest);
        }

        return status;
    }

    /// <summary>
    /// Whether the mode is one that is served: octet or netascii, in any case (RFC 1350 §5). False for <c>mail</c>,
    /// which RFC 1350 calls obsolete, and for all else.
    /// </summary>
    public bool TryGetMode(out TransferMode mode)
    {
        mode = TransferMode.Octet;
        if (Ascii.EqualsIgnoreCase(Mode, NameOf(TransferMode.Octet)))
        {
            return true;
        }

        if (Ascii.EqualsIgnoreCase(Mode, NameOf(TransferMode.Netascii)))
        {
            mode = TransferMode.Netascii;
            return true;
        }

        return false;
    }

    /// <summary>
    /// Whether a name can stand in a request: 1 to <see cref="MaxNameBytes"/> bytes, none of them NUL. Ask this where a
    /// name comes from a person; <see cref="Write"/> throws for others.
    /// </summary>
    public static bool IsLegalName(ReadOnlySpan<byte> fileName) =>
        fileName.Length is > 0 and <= MaxNameBytes && !fileName.Contains((byte)0);

    /// <summary>Writes a request.</summary>
    /// <param name="target">Where it goes; <see cref="MaxBytes"/> bytes are always enough.</param>
    /// <param name="opcode">RRQ or WRQ.</param>
    /// <param name="fileName">The name without NUL.</param>
    /// <param name="mode">Octet or netascii.</param>
    /// <param name="options">What to ask for, in this order; values are written as they are.</param>
    /// <returns>The bytes written; 0 when the request does not fit into the target.</returns>
    /// <exception cref="ArgumentException">
    /// The name is not legal (see <see cref="IsLegalName"/>), or the opcode is no request.
    /// </exception>
    public static int Write(
        Span<byte> target, Opcode opcode, ReadOnlySpan<byte> fileName, TransferMode mode, in OptionList options)
    {
        if (opcode is not (Opcode.ReadRequest or Opcode.WriteRequest))
        {
            throw new ArgumentOutOfRangeException(nameof(opcode), opcode, "A request is RRQ or WRQ.");
        }

        if (!IsLegalName(fileName))
        {
            throw new ArgumentException("A file name has 1 to 1,024 bytes and no NUL.", nameof(fileName));
        }

        int written = WireFormat.OpcodeBytes;
        if (target.Length < written
            || !WireFormat.TryAppendString(target, ref written, fileName)
            || !WireFormat.TryAppendString(target, ref written, NameOf(mode))
            || !WireFormat.TryAppendOptions(target, ref written, options, isAnswer: false))
        {
            return 0;
        }

        BinaryPrimitives.WriteUInt16BigEndian(target, (ushort)opcode);
        return written;
    }

    private static ReadOnlySpan<byte> NameOf(TransferMode mode) =>
        mode == TransferMode.Netascii ? "netascii"u8 : "octet"u8;

    private static ParseStatus TryTakeString(scoped ref ReadOnlySpan<byte> rest, int maxBytes, out ReadOnlySpan<byte> text)
    {
        text = default;
        int length = rest.IndexOf((byte)0);
        if (length > maxBytes || (length < 0 && rest.Length > maxBytes))
        {
            return ParseStatus.TooLong;
        }

        if (length < 0)
        {
            return ParseStatus.Unterminated;
        }

        text = rest[..length];
        rest = rest[(length + 1)..];
        return ParseStatus.Ok;
    }
}
