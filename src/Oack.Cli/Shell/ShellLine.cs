using System.Text;

namespace Oack.Cli.Shell;

/// <summary>
/// Takes a command line of the interactive client apart: words between blanks; single or double quotes hold blanks
/// together, and a backslash inside double quotes takes the next quote or backslash as it is. A word that starts with
/// <c>#</c> begins a comment when it stands first.
/// </summary>
internal static class ShellLine
{
    /// <summary>Splits a line; false when a quote is not closed.</summary>
    public static bool TrySplit(string line, out IReadOnlyList<string> words)
    {
        List<string> found = [];
        StringBuilder word = new();
        bool inWord = false;
        char quote = '\0';
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            if (quote != '\0')
            {
                if (c == quote)
                {
                    quote = '\0';
                }
                else if (c == '\\' && quote == '"' && i + 1 < line.Length && line[i + 1] is '"' or '\\')
                {
                    word.Append(line[++i]);
                }
                else
                {
                    word.Append(c);
                }
            }
            else if (c is '"' or '\'')
            {
                quote = c;
                inWord = true;
            }
            else if (char.IsWhiteSpace(c))
            {
                if (inWord)
                {
                    found.Add(word.ToString());
                    word.Clear();
                    inWord = false;
                }
            }
            else if (c == '#' && !inWord && found.Count == 0)
            {
                break;
            }
            else
            {
                word.Append(c);
                inWord = true;
            }
        }

        if (inWord)
        {
            found.Add(word.ToString());
        }

        words = found;
        return quote == '\0';
    }
}
