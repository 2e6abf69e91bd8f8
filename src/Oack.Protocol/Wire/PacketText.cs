using System.Buffers;
using System.Globalization;
using System.Text;

namespace Oack.Protocol.Wire;

/// <summary>
/// Packets for human eyes, one line each, and the escape that everything a peer sent goes through before it reaches a
/// terminal or a log. For logs and <c>trace</c>, not for the data path: it allocates.
/// </summary>
public static class PacketText
{
    /// <summary>
    /// How many bytes of a text are shown unless the caller says otherwise: 1,024, the longest file name.
    /// </summary>
    public const int DefaultMaxBytes = RequestPacket.MaxNameBytes;

    private const string Backslash = "\\";

    /// <summary>
    /// Text that is safe to print, and from which the bytes can be told. Printable UTF-8 stays as it is. Control and
    /// format characters (line ends, terminal sequences, text direction), and bytes that are not UTF-8, become
    /// <c>\xHH</c>, byte by byte. A backslash stays one, as Windows clients use it in names, except where it could be
    /// read as such an escape: there it becomes <c>\x5C</c>.
    /// </summary>
    /// <param name="bytes">What the peer sent.</param>
    /// <param name="maxBytes">
    /// How many bytes are shown at most; the rest is counted, as in <c>abc…(+97 bytes)</c>.
    /// </param>
    public static string Escape(ReadOnlySpan<byte> bytes, int maxBytes = DefaultMaxBytes)
    {
        StringBuilder text = new(Math.Min(bytes.Length, maxBytes) + 16);
        AppendEscaped(text, bytes, maxBytes, isQuoted: false);
        return text.ToString();
    }

    /// <summary>
    /// The same for text that was decoded already; unpaired surrogates become the replacement character.
    /// </summary>
    /// <param name="text">What the peer sent, decoded.</param>
    /// <param name="maxBytes">How many bytes of its UTF-8 form are shown at most.</param>
    public static string Escape(string text, int maxBytes = DefaultMaxBytes)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Escape(Encoding.UTF8.GetBytes(text).AsSpan(), maxBytes);
    }

    /// <summary>
    /// The text with control and format characters as <c>\xHH</c>; text that was escaped already stays as it is. The last
    /// gate for words that a peer may have had a hand in.
    /// </summary>
    public static string Clean(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.All(IsPrintable))
        {
            return text;
        }

        StringBuilder clean = new(text.Length + 16);
        foreach (char letter in text)
        {
            _ = IsPrintable(letter)
                ? clean.Append(letter)
                : clean.Append(CultureInfo.InvariantCulture, $"\\x{(int)letter:X2}");
        }

        return clean.ToString();
    }

    /// <summary>
    /// One line that says what a datagram is: <c>RRQ file=pxelinux.0 mode=octet tsize=0 blksize=1408</c>,
    /// <c>DATA block=1 &lt;512 bytes&gt;</c>, <c>ACK block=1</c>, <c>ERROR code=8 "User aborted the transfer"</c>,
    /// <c>OACK tsize=26579</c>. A datagram that is no packet is named with its status:
    /// <c>RRQ malformed (Unterminated) &lt;17 bytes&gt;</c>. Never throws, whatever the bytes.
    /// </summary>
    public static string Describe(ReadOnlySpan<byte> datagram)
    {
        StringBuilder line = new();
        ParseStatus status = TftpPacket.TryParse(datagram, out TftpPacket packet);
        if (status != ParseStatus.Ok)
        {
            AppendMalformed(line, datagram, status);
        }
        else if (packet.TryGetData(out DataPacket data))
        {
            line.Append(CultureInfo.InvariantCulture, $"DATA block={data.Block} <{data.Payload.Length} bytes>");
        }
        else if (packet.TryGetAck(out AckPacket ack))
        {
            line.Append(CultureInfo.InvariantCulture, $"ACK block={ack.Block}");
            if (ack.NextWindowBlocks is byte next)
            {
                line.Append(CultureInfo.InvariantCulture, $" next-window={next}");
            }
        }
        else if (packet.TryGetError(out ErrorPacket error))
        {
            line.Append(CultureInfo.InvariantCulture, $"ERROR code={(ushort)error.Code} \"");
            AppendEscaped(line, error.Message, DefaultMaxBytes, isQuoted: true);
            line.Append('"');
        }
        else if (packet.TryGetOptionAck(out OptionAckPacket oack))
        {
            line.Append("OACK");
            AppendOptions(line, oack.RawOptions);
        }
        else if (packet.TryGetRequest(out RequestPacket request))
        {
            line.Append(NameOf(request.Opcode)).Append(" file=");
            AppendWord(line, request.FileName);
            line.Append(" mode=");
            AppendWord(line, request.Mode);
            AppendOptions(line, request.RawOptions);
        }

        return line.ToString();
    }

    /// <summary>The field's name of an opcode: RRQ, WRQ, DATA, ACK, ERROR, OACK; else <c>opcode=N</c>.</summary>
    public static string NameOf(Opcode opcode) => opcode switch
    {
        Opcode.ReadRequest => "RRQ",
        Opcode.WriteRequest => "WRQ",
        Opcode.Data => "DATA",
        Opcode.Acknowledgment => "ACK",
        Opcode.Error => "ERROR",
        Opcode.OptionAcknowledgment => "OACK",
        _ => string.Create(CultureInfo.InvariantCulture, $"opcode={(ushort)opcode}"),
    };

    private static void AppendMalformed(StringBuilder line, ReadOnlySpan<byte> datagram, ParseStatus status)
    {
        if (datagram.Length >= WireFormat.OpcodeBytes)
        {
            line.Append(NameOf(WireFormat.ReadOpcode(datagram))).Append(' ');
        }

        line.Append(CultureInfo.InvariantCulture, $"malformed ({status}) <{datagram.Length} bytes>");
    }

    private static void AppendOptions(StringBuilder line, OptionPairs options)
    {
        foreach (OptionPair option in options)
        {
            line.Append(' ');
            AppendWord(line, option.Name);
            line.Append('=');
            AppendWord(line, option.Value);
        }

        if (!options.Tail.IsEmpty)
        {
            line.Append(CultureInfo.InvariantCulture, $" <{options.Tail.Length} more bytes>");
        }
    }

    /// <summary>A word bare, or in quotes when it would otherwise run into its neighbours.</summary>
    private static void AppendWord(StringBuilder line, ReadOnlySpan<byte> word)
    {
        bool isQuoted = word.IsEmpty || word.ContainsAny(" \"="u8);
        if (isQuoted)
        {
            line.Append('"');
        }

        AppendEscaped(line, word, DefaultMaxBytes, isQuoted);
        if (isQuoted)
        {
            line.Append('"');
        }
    }

    private static void AppendEscaped(StringBuilder line, ReadOnlySpan<byte> bytes, int maxBytes, bool isQuoted)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        ReadOnlySpan<byte> rest = bytes;
        int room = maxBytes;
        while (!rest.IsEmpty)
        {
            OperationStatus status = Rune.DecodeFromUtf8(rest, out Rune rune, out int length);
            if (length > room)
            {
                line.Append(CultureInfo.InvariantCulture, $"…(+{rest.Length} bytes)");
                return;
            }

            if (status != OperationStatus.Done || !IsPrintable(rune) || (isQuoted && rune.Value == '"'))
            {
                AppendHex(line, rest[..length]);
            }
            else if (rune.Value == '\\')
            {
                AppendBackslash(line, rest[length..]);
            }
            else
            {
                line.Append(rune.ToString());
            }

            rest = rest[length..];
            room -= length;
        }
    }

    private static void AppendBackslash(StringBuilder line, ReadOnlySpan<byte> following)
    {
        const int EscapeBytes = 3;
        bool looksLikeEscape = following.Length >= EscapeBytes && following[0] == 'x'
            && char.IsAsciiHexDigit((char)following[1]) && char.IsAsciiHexDigit((char)following[2]);
        line.Append(looksLikeEscape ? "\\x5C" : Backslash);
    }

    private static void AppendHex(StringBuilder line, ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            line.Append("\\x").Append(value.ToString("X2", CultureInfo.InvariantCulture));
        }
    }

    private static bool IsPrintable(char letter) =>
        char.GetUnicodeCategory(letter) is not (UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned => false,
        _ => true,
    };
}
