using System.Globalization;
using System.Text;

namespace Oack.Content;

/// <summary>Names from the network in a form that is safe in an ERROR packet, a log and a boot screen.</summary>
internal static class Printable
{
    /// <summary>The longest name in a message for the peer: with its message it fits a boot screen of 80 columns.</summary>
    private const int MaxMessageChars = 48;

    /// <summary>The longest name in a detail for the log.</summary>
    private const int MaxDetailChars = 512;

    private const string Gap = "...";

    /// <summary>A name for the message of an ERROR packet: ASCII, escaped, cut in its middle.</summary>
    public static string ForMessage(ReadOnlySpan<byte> name) => Cut(Escape(name), MaxMessageChars);

    /// <summary>A name for a log: ASCII, escaped, cut only when it is absurd.</summary>
    public static string ForDetail(ReadOnlySpan<byte> name) => Cut(Escape(name), MaxDetailChars);

    /// <inheritdoc cref="ForDetail(ReadOnlySpan{byte})"/>
    public static string ForDetail(string name) => ForDetail(NameText.Encode(name));

    private static string Escape(ReadOnlySpan<byte> name)
    {
        StringBuilder text = new(name.Length);
        foreach (byte value in name)
        {
            if (value is >= (byte)' ' and <= (byte)'~')
            {
                text.Append((char)value);
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"\\x{value:x2}");
            }
        }

        return text.ToString();
    }

    // The end of a path tells more than its beginning.
    private static string Cut(string text, int maxChars)
    {
        if (text.Length <= maxChars)
        {
            return text;
        }

        int head = (maxChars - Gap.Length) / 3;
        int tail = maxChars - Gap.Length - head;
        return string.Concat(text.AsSpan(0, head), Gap, text.AsSpan(text.Length - tail));
    }
}
