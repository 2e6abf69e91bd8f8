namespace Oack.Cli.Shell;

/// <summary>
/// One line, edited on a terminal: arrow keys, Home and End, Delete, the control keys of readline (A B D E F H K L N P
/// U W), history, and Tab for the names of commands. Keys come in and terminal text goes out through the two
/// arguments, so that a test needs no terminal.
/// </summary>
internal sealed class LineEditor(
    Func<ConsoleKeyInfo> readKey, TextWriter output, LineHistory history, Func<string, IReadOnlyList<string>> complete)
{
    private readonly List<char> _line = [];
    private string _prompt = "";
    private int _cursor;

    private enum Outcome
    {
        Goes,
        Entered,
        Ended,
        Dropped,
    }

    /// <summary>Reads a line; null at the end of input (Ctrl-D on an empty line). Ctrl-C gives up the line and starts anew.</summary>
    public string? ReadLine(string prompt)
    {
        _prompt = prompt;
        _line.Clear();
        _cursor = 0;
        output.Write(prompt);
        output.Flush();
        while (true)
        {
            switch (Handle(readKey()))
            {
                case Outcome.Entered:
                    output.WriteLine();
                    output.Flush();
                    history.Add(Text);
                    return Text;
                case Outcome.Ended:
                    output.WriteLine();
                    output.Flush();
                    return null;
                case Outcome.Dropped:
                    output.WriteLine("^C");
                    _line.Clear();
                    _cursor = 0;
                    Redraw();
                    break;
                default:
                    break;
            }
        }
    }

    private string Text => new([.. _line]);

    private Outcome Handle(ConsoleKeyInfo key)
    {
        bool control = key.Modifiers.HasFlag(ConsoleModifiers.Control);
        switch (key.Key)
        {
            case ConsoleKey.Enter:
                return Outcome.Entered;
            case ConsoleKey.C when control:
                return Outcome.Dropped;
            case ConsoleKey.D when control && _line.Count == 0:
                return Outcome.Ended;
            case ConsoleKey.J or ConsoleKey.M when control:
                return Outcome.Entered;
            case ConsoleKey.UpArrow:
            case ConsoleKey.P when control:
                Replace(history.Older(Text));
                return Outcome.Goes;
            case ConsoleKey.DownArrow:
            case ConsoleKey.N when control:
                Replace(history.Newer());
                return Outcome.Goes;
            case ConsoleKey.Tab:
                Complete();
                return Outcome.Goes;
            default:
                break;
        }

        if (!TryMove(key.Key, control) && !TryDelete(key.Key, control))
        {
            if (control && key.Key == ConsoleKey.L)
            {
                output.Write("\x1b[H\x1b[2J");
            }
            else if (key.KeyChar >= ' ' && key.KeyChar != '\x7f')
            {
                Insert(key.KeyChar);
                return Outcome.Goes;
            }
            else
            {
                return Outcome.Goes;
            }
        }

        Redraw();
        return Outcome.Goes;
    }

    private bool TryMove(ConsoleKey key, bool control)
    {
        switch (key)
        {
            case ConsoleKey.LeftArrow:
            case ConsoleKey.B when control:
                _cursor = Math.Max(0, _cursor - 1);
                return true;
            case ConsoleKey.RightArrow:
            case ConsoleKey.F when control:
                _cursor = Math.Min(_line.Count, _cursor + 1);
                return true;
            case ConsoleKey.Home:
            case ConsoleKey.A when control:
                _cursor = 0;
                return true;
            case ConsoleKey.End:
            case ConsoleKey.E when control:
                _cursor = _line.Count;
                return true;
            default:
                return false;
        }
    }

    private bool TryDelete(ConsoleKey key, bool control)
    {
        switch (key)
        {
            case ConsoleKey.Backspace:
            case ConsoleKey.H when control:
                if (_cursor > 0)
                {
                    _line.RemoveAt(--_cursor);
                }

                return true;
            case ConsoleKey.Delete:
            case ConsoleKey.D when control:
                if (_cursor < _line.Count)
                {
                    _line.RemoveAt(_cursor);
                }

                return true;
            case ConsoleKey.K when control:
                _line.RemoveRange(_cursor, _line.Count - _cursor);
                return true;
            case ConsoleKey.U when control:
                _line.RemoveRange(0, _cursor);
                _cursor = 0;
                return true;
            case ConsoleKey.W when control:
                int start = _cursor;
                while (start > 0 && _line[start - 1] == ' ')
                {
                    start--;
                }

                while (start > 0 && _line[start - 1] != ' ')
                {
                    start--;
                }

                _line.RemoveRange(start, _cursor - start);
                _cursor = start;
                return true;
            default:
                return false;
        }
    }

    private void Insert(char c)
    {
        _line.Insert(_cursor++, c);
        if (_cursor == _line.Count)
        {
            output.Write(c);
            output.Flush();
        }
        else
        {
            Redraw();
        }
    }

    private void Replace(string? line)
    {
        if (line is null)
        {
            return;
        }

        _line.Clear();
        _line.AddRange(line);
        _cursor = _line.Count;
        Redraw();
    }

    private void Complete()
    {
        string before = new([.. _line.Take(_cursor)]);
        if (before.Contains(' ', StringComparison.Ordinal))
        {
            return;
        }

        IReadOnlyList<string> candidates = complete(before);
        if (candidates.Count == 0)
        {
            return;
        }

        if (candidates.Count > 1)
        {
            output.WriteLine();
            output.WriteLine(string.Join("  ", candidates));
        }

        string common = candidates.Count == 1 ? candidates[0] + " " : CommonPrefix(candidates);
        if (common.Length > before.Length)
        {
            _line.RemoveRange(0, _cursor);
            _line.InsertRange(0, common);
            _cursor = common.Length;
        }

        Redraw();
    }

    private static string CommonPrefix(IReadOnlyList<string> names)
    {
        string first = names[0];
        int length = first.Length;
        foreach (string name in names)
        {
            length = Math.Min(length, first.AsSpan().CommonPrefixLength(name));
        }

        return first[..length];
    }

    private void Redraw()
    {
        output.Write("\r\x1b[K");
        output.Write(_prompt);
        output.Write(Text);
        int back = _line.Count - _cursor;
        if (back > 0)
        {
            output.Write($"\x1b[{back}D");
        }

        output.Flush();
    }
}
