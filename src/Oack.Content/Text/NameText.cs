using System.Buffers;
using System.Text;

namespace Oack.Content;

/// <summary>
/// Names as text and back without loss. Names are bytes on the wire and on Linux; rules and comparisons without case
/// need characters. What is not UTF-8 becomes lone low surrogates U+DC80 to U+DCFF, one a byte, and those become the
/// same bytes again.
/// </summary>
internal static class NameText
{
    private const char EscapeBase = '\uDC00';
    private const char FirstEscaped = '\uDC80';
    private const char LastEscaped = '\uDCFF';

    /// <summary>The text of a name.</summary>
    public static string Decode(ReadOnlySpan<byte> name)
    {
        StringBuilder text = new(name.Length);
        while (!name.IsEmpty)
        {
            OperationStatus status = Rune.DecodeFromUtf8(name, out Rune rune, out int consumed);
            if (status == OperationStatus.Done)
            {
                text.Append(rune);
            }
            else
            {
                foreach (byte stray in name[..consumed])
                {
                    text.Append((char)(EscapeBase + stray));
                }
            }

            name = name[consumed..];
        }

        return text.ToString();
    }

    /// <summary>The bytes of a text that <see cref="Decode"/> or a rule made.</summary>
    public static byte[] Encode(string text)
    {
        ArrayBufferWriter<byte> bytes = new(text.Length + 1);
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            if (rest[0] is >= FirstEscaped and <= LastEscaped)
            {
                bytes.GetSpan(1)[0] = (byte)(rest[0] - EscapeBase);
                bytes.Advance(1);
                rest = rest[1..];
                continue;
            }

            // What is not a character at all (a rule cannot make it, a program can) becomes U+FFFD.
            Rune.DecodeFromUtf16(rest, out Rune rune, out int consumed);
            bytes.Advance(rune.EncodeToUtf8(bytes.GetSpan(4)));
            rest = rest[consumed..];
        }

        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>The text of a name that is UTF-8, or false.</summary>
    public static bool TryDecodeStrict(ReadOnlySpan<byte> name, out string text)
    {
        text = Decode(name);
        return !text.AsSpan().ContainsAnyInRange(FirstEscaped, LastEscaped) || IsUtf8(name);
    }

    private static bool IsUtf8(ReadOnlySpan<byte> name) => System.Text.Unicode.Utf8.IsValid(name);
}
