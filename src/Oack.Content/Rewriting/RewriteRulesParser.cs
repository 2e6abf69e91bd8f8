using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Oack.Content;

/// <summary>The reader of map files.</summary>
internal sealed class RewriteRulesParser
{
    private const string Letters = "r g i e E s a j G P 4 6 ~";

    private static readonly (RewriteAction Both, string Names)[] Conflicts =
    [
        (RewriteAction.Replace | RewriteAction.Inverse, "r and ~"),
        (RewriteAction.Replace | RewriteAction.Refuse, "r and a"),
        (RewriteAction.Replace | RewriteAction.Jump, "r and j"),
        (RewriteAction.Refuse | RewriteAction.Jump, "a and j"),
        (RewriteAction.Refuse | RewriteAction.Restart, "a and s"),
        (RewriteAction.Refuse | RewriteAction.End, "a and e"),
        (RewriteAction.Refuse | RewriteAction.EndIfUsable, "a and E"),
        (RewriteAction.End | RewriteAction.Jump, "e and j"),
        (RewriteAction.End | RewriteAction.Restart, "e and s"),
        (RewriteAction.End | RewriteAction.EndIfUsable, "e and E"),
        (RewriteAction.EndIfUsable | RewriteAction.Jump, "E and j"),
        (RewriteAction.EndIfUsable | RewriteAction.Restart, "E and s"),
        (RewriteAction.Jump | RewriteAction.Restart, "j and s"),
        (RewriteAction.OnlyRead | RewriteAction.OnlyWrite, "G and P"),
        (RewriteAction.OnlyIPv4 | RewriteAction.OnlyIPv6, "4 and 6"),
    ];

    private readonly List<RewriteRule> _rules = [];
    private readonly Dictionary<string, int> _labels = new(StringComparer.Ordinal);
    private readonly List<(string Label, int Line, int Column)> _jumps = [];
    private RewriteRulesError? _error;
    private int _line;

    /// <inheritdoc cref="RewriteRules.TryParse"/>
    public bool TryParse(
        string text, [NotNullWhen(true)] out RewriteRules? rules, [NotNullWhen(false)] out RewriteRulesError? error)
    {
        foreach (string line in text.Split('\n'))
        {
            _line++;
            if (!TryParseLine(line.TrimEnd('\r')))
            {
                break;
            }
        }

        foreach ((string label, int line, int column) in _jumps)
        {
            if (_error is null && !_labels.ContainsKey(label))
            {
                _error = new(line, column, $"there is no label \":{label}\" to jump to");
            }
        }

        error = _error;
        rules = error is null ? new(_rules, _labels) : null;
        return error is null;
    }

    private bool TryParseLine(string line)
    {
        int position = 0;
        if (!TryReadWord(line, ref position, out string letters, out int column))
        {
            return true;
        }

        if (letters[0] == ':')
        {
            return TryAddLabel(letters[1..], column) && ExpectEnd(line, position);
        }

        if (!TryParseLetters(letters, column, out RewriteAction action, out bool ignoreCase))
        {
            return false;
        }

        if (!TryReadWord(line, ref position, out string pattern, out int patternColumn))
        {
            return Fail(
                column + letters.Length, $"there is no regular expression behind \"{letters}\"; \"^\" matches every name");
        }

        if (!PosixPattern.TryCompile(pattern, ignoreCase, out Regex? regex, out int offset, out string? mistake))
        {
            return Fail(patternColumn + offset, mistake!);
        }

        Replacement replacement = Replacement.Empty;
        if (TryReadWord(line, ref position, out string word, out int replacementColumn))
        {
            replacement = new(word);
        }

        if (action.HasFlag(RewriteAction.Jump))
        {
            if (replacement.IsEmpty)
            {
                return Fail(
                    patternColumn + pattern.Length, "there is no label behind the regular expression to jump to");
            }

            if (replacement.Constant is { } label)
            {
                _jumps.Add((label, _line, replacementColumn));
            }
        }

        _rules.Add(new(_line, action, regex, replacement));
        return ExpectEnd(line, position);
    }

    private bool TryParseLetters(string letters, int column, out RewriteAction action, out bool ignoreCase)
    {
        action = RewriteAction.None;
        ignoreCase = false;
        for (int i = 0; i < letters.Length; i++)
        {
            if (letters[i] == 'i')
            {
                ignoreCase = true;
                continue;
            }

            RewriteAction one = ActionOf(letters[i], action);
            if (one == RewriteAction.None)
            {
                return Fail(column + i, $"\"{letters[i]}\" is no letter of a rule; there are {Letters}");
            }

            action |= one;
        }

        foreach ((RewriteAction both, string names) in Conflicts)
        {
            if ((action & both) == both)
            {
                return Fail(column, $"{names} cannot be together in \"{letters}\"");
            }
        }

        return true;
    }

    private static RewriteAction ActionOf(char letter, RewriteAction before) => letter switch
    {
        'r' => RewriteAction.Replace,
        'g' => before.HasFlag(RewriteAction.Repeat) ? RewriteAction.RepeatBehind : RewriteAction.Repeat,
        'e' => RewriteAction.End,
        'E' => RewriteAction.EndIfUsable,
        's' => RewriteAction.Restart,
        'a' => RewriteAction.Refuse,
        'j' => RewriteAction.Jump,
        '~' => RewriteAction.Inverse,
        'G' => RewriteAction.OnlyRead,
        'P' => RewriteAction.OnlyWrite,
        '4' => RewriteAction.OnlyIPv4,
        '6' => RewriteAction.OnlyIPv6,
        _ => RewriteAction.None,
    };

    private bool TryAddLabel(string label, int column)
    {
        if (label.Length == 0)
        {
            return Fail(column, "\":\" begins a label, and its name is missing");
        }

        if (!_labels.TryAdd(label, _rules.Count))
        {
            return Fail(column, $"the label \":{label}\" is there already");
        }

        _rules.Add(new(_line, RewriteAction.None, Pattern: null, Replacement.Empty, label));
        return true;
    }

    /// <summary>The next word: up to a blank or a comment, neither of which counts behind a backslash.</summary>
    private static bool TryReadWord(string line, ref int position, out string word, out int column)
    {
        while (position < line.Length && char.IsWhiteSpace(line[position]))
        {
            position++;
        }

        int start = position;
        column = start + 1;
        bool escaped = false;
        while (position < line.Length && (escaped || (!char.IsWhiteSpace(line[position]) && line[position] != '#')))
        {
            escaped = !escaped && line[position] == '\\';
            position++;
        }

        word = line[start..position];
        return word.Length > 0;
    }

    private bool ExpectEnd(string line, int position) =>
        !TryReadWord(line, ref position, out string word, out int column)
        || Fail(column, $"\"{word}\" is too much; write \"\\ \" for a blank in a name");

    private bool Fail(int column, string message)
    {
        _error = new(_line, column, message);
        return false;
    }
}
