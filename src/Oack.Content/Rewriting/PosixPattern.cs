using System.Text;
using System.Text.RegularExpressions;

namespace Oack.Content;

/// <summary>
/// POSIX extended regular expressions (regex(7), with glibc's <c>\w \W \s \S \b \B \&lt; \&gt;</c>) for the engine of
/// .NET that never backtracks: matching takes time in proportion to the name, whatever the pattern.
/// </summary>
/// <remarks>
/// Differences that remain: of two alternatives that match at one place the first is taken, not the longest; there are
/// no back-references in patterns; and <c>\d</c>, <c>\D</c> mean digits, which POSIX leaves open.
/// </remarks>
internal static class PosixPattern
{
    private static readonly (string Name, string Class)[] Classes =
    [
        ("alnum", @"\p{L}\p{Nd}"), ("alpha", @"\p{L}"), ("blank", @" \t"), ("cntrl", @"\p{Cc}"), ("digit", "0-9"),
        ("graph", @"\x21-\x7E\p{L}\p{N}\p{P}\p{S}"), ("lower", @"\p{Ll}"), ("print", @"\x20-\x7E\p{L}\p{N}\p{P}\p{S}"),
        ("punct", @"\p{P}\p{S}"), ("space", @"\s"), ("upper", @"\p{Lu}"), ("xdigit", "0-9A-Fa-f"),
    ];

    /// <summary>Compiles a pattern.</summary>
    /// <param name="pattern">The POSIX pattern.</param>
    /// <param name="ignoreCase">Whether case counts.</param>
    /// <param name="regex">The regular expression; null when it failed.</param>
    /// <param name="offset">Where in the pattern the mistake is.</param>
    /// <param name="mistake">What is wrong; null when it compiled.</param>
    public static bool TryCompile(
        string pattern, bool ignoreCase, out Regex? regex, out int offset, out string? mistake)
    {
        regex = null;
        StringBuilder translated = new(pattern.Length + 8);
        if (!TryTranslate(pattern, translated, out offset, out mistake))
        {
            return false;
        }

        RegexOptions options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline
            | (ignoreCase ? RegexOptions.IgnoreCase : RegexOptions.None);
        try
        {
            regex = new(translated.ToString(), options);
            return true;
        }
        catch (RegexParseException fault)
        {
            // Its offset is in the translation, which is rarely longer than what was written.
            offset = Math.Clamp(fault.Offset - 1, 0, Math.Max(0, pattern.Length - 1));
            mistake = $"the regular expression \"{pattern}\" is wrong: {Describe(fault.Error)}";
            return false;
        }
        catch (NotSupportedException)
        {
            offset = 0;
            mistake = $"the regular expression \"{pattern}\" needs back-tracking, which rules do not have";
            return false;
        }
    }

    private static bool TryTranslate(string pattern, StringBuilder output, out int offset, out string? mistake)
    {
        mistake = null;
        for (offset = 0; offset < pattern.Length; offset++)
        {
            char character = pattern[offset];
            switch (character)
            {
                case '\\' when offset + 1 == pattern.Length:
                    mistake = "the regular expression ends in a lone \"\\\"";
                    return false;
                case '\\' when pattern[offset + 1] is >= '1' and <= '9':
                    mistake = $"\"\\{pattern[offset + 1]}\": back-references are for replacements, not for patterns";
                    return false;
                case '\\':
                    output.Append(TranslateEscape(pattern[++offset]));
                    break;
                case '[':
                    int start = offset;
                    if (!TryTranslateBracket(pattern, ref offset, output, out mistake))
                    {
                        offset = start;
                        return false;
                    }

                    break;
                case '$':
                    // The end of the name, also when a newline is its last character.
                    output.Append(@"\z");
                    break;
                case '#' or ' ':
                    output.Append('\\').Append(character);
                    break;
                default:
                    output.Append(character);
                    break;
            }
        }

        return true;
    }

    private static string TranslateEscape(char escape) => escape switch
    {
        '<' or '>' => @"\b",
        '`' => @"\A",
        '\'' => @"\z",
        'w' or 'W' or 's' or 'S' or 'b' or 'B' or 'd' or 'D' => $@"\{escape}",
        _ => Regex.Escape(escape.ToString()),
    };

    /// <summary>Translates from <c>[</c> to its <c>]</c>: only <c>]</c>, <c>^</c>, <c>-</c> and classes are special.</summary>
    private static bool TryTranslateBracket(string pattern, ref int offset, StringBuilder output, out string? mistake)
    {
        output.Append('[');
        int position = offset + 1;
        if (position < pattern.Length && pattern[position] == '^')
        {
            output.Append('^');
            position++;
        }

        for (int first = position; position < pattern.Length; position++)
        {
            char character = pattern[position];
            if (character == ']' && position > first)
            {
                output.Append(']');
                offset = position;
                mistake = null;
                return true;
            }

            if (character == '[' && position + 1 < pattern.Length && pattern[position + 1] is ':' or '.' or '=')
            {
                if (!TryTranslateClass(pattern, ref position, output, out mistake))
                {
                    return false;
                }

                continue;
            }

            bool isLast = position + 1 == pattern.Length || pattern[position + 1] == ']';
            bool isRange = character == '-' && position > first && !isLast;
            if (!isRange && character is '\\' or '[' or ']' or '^' or '-')
            {
                output.Append('\\');
            }

            output.Append(character);
        }

        mistake = "\"[\" without \"]\" in the regular expression";
        return false;
    }

    private static bool TryTranslateClass(string pattern, ref int position, StringBuilder output, out string? mistake)
    {
        char kind = pattern[position + 1];
        int end = pattern.IndexOf($"{kind}]", position + 2, StringComparison.Ordinal);
        string name = end < 0 ? pattern[(position + 2)..] : pattern[(position + 2)..end];
        string? translated = kind == ':'
            ? Classes.FirstOrDefault(known => known.Name == name).Class
            : name.Length == 1 ? Regex.Escape(name).Replace("]", "\\]", StringComparison.Ordinal) : null;
        if (end < 0 || translated is null)
        {
            string known = string.Join(", ", Classes.Select(known => $"[:{known.Name}:]"));
            mistake = $"\"[{kind}{name}{kind}]\" is no character class; there are {known}";
            return false;
        }

        output.Append(translated);
        position = end + 1;
        mistake = null;
        return true;
    }

    private static string Describe(RegexParseError error) => error switch
    {
        RegexParseError.InsufficientClosingParentheses => "\"(\" without \")\"",
        RegexParseError.InsufficientOpeningParentheses => "\")\" without \"(\"",
        RegexParseError.QuantifierAfterNothing => "nothing stands before *, + or ?",
        RegexParseError.NestedQuantifiersNotParenthesized => "two of *, + and {} in a row",
        RegexParseError.ReversedCharacterRange => "a range from high to low",
        RegexParseError.ReversedQuantifierRange => "a count from high to low",
        _ => error.ToString(),
    };
}
