using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Oack.Content;

/// <summary>
/// A replacement with its escapes: <c>\0</c> to <c>\9</c> for what matched, <c>\i</c> and <c>\x</c> for the client,
/// <c>\U</c>, <c>\L</c> and <c>\E</c> for the case of what follows; any other escaped character is itself.
/// </summary>
internal sealed class Replacement(string text)
{
    public static Replacement Empty { get; } = new("");

    /// <summary>Whether there is nothing in it.</summary>
    public bool IsEmpty => text.Length == 0;

    /// <summary>The text when it has no escapes, or null.</summary>
    public string? Constant => text.Contains('\\', StringComparison.Ordinal) ? null : text;

    /// <summary>Appends the replacement for a match.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="match">What matched, or null for an inverse rule; then <c>\0</c> to <c>\9</c> are empty.</param>
    /// <param name="client">The client.</param>
    public void AppendTo(StringBuilder output, Match? match, IPAddress client)
    {
        char letterCase = 'E';
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
            {
                Append(output, text.AsSpan(i, 1), letterCase);
                continue;
            }

            char escape = text[++i];
            switch (escape)
            {
                case >= '0' and <= '9':
                    Append(output, match is null ? default : match.Groups[escape - '0'].ValueSpan, letterCase);
                    break;
                case 'i':
                    Append(output, WithoutZone(client).ToString(), letterCase);
                    break;
                case 'x':
                    Append(output, Convert.ToHexString(client.GetAddressBytes()), letterCase);
                    break;
                case 'U' or 'L' or 'E':
                    letterCase = escape;
                    break;
                default:
                    Append(output, text.AsSpan(i, 1), letterCase);
                    break;
            }
        }
    }

    private static IPAddress WithoutZone(IPAddress client) => new(client.GetAddressBytes());

    private static void Append(StringBuilder output, ReadOnlySpan<char> piece, char letterCase)
    {
        foreach (char character in piece)
        {
            output.Append(letterCase switch
            {
                'U' => char.ToUpper(character, CultureInfo.InvariantCulture),
                'L' => char.ToLower(character, CultureInfo.InvariantCulture),
                _ => character,
            });
        }
    }
}
