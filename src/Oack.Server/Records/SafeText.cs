using System.Globalization;
using System.Text;

namespace Oack.Server;

/// <summary>The last gate before text reaches a record: content sources may have put a client's name into theirs.</summary>
internal static class SafeText
{
    /// <summary>The text with control and format characters as <c>\xHH</c>; text that was escaped already stays as it is.</summary>
    internal static string Clean(string text)
    {
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

    private static bool IsPrintable(char letter) =>
        char.GetUnicodeCategory(letter) is not (UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
