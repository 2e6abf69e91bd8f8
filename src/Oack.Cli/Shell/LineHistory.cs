namespace Oack.Cli.Shell;

/// <summary>
/// The lines that were entered, newest last, at most <see cref="Capacity"/>; a line that repeats the one before it, or
/// is blank, is not kept. While a person walks through it, the line that was being written waits at its end.
/// </summary>
internal sealed class LineHistory
{
    /// <summary>How many lines are kept: 500.</summary>
    public const int Capacity = 500;

    private readonly List<string> _lines = [];
    private int _position;
    private string _draft = "";

    /// <summary>How many lines are kept now.</summary>
    public int Count => _lines.Count;

    /// <summary>Keeps a line and goes to the end.</summary>
    public void Add(string line)
    {
        if (!string.IsNullOrWhiteSpace(line) && (_lines.Count == 0 || _lines[^1] != line))
        {
            if (_lines.Count == Capacity)
            {
                _lines.RemoveAt(0);
            }

            _lines.Add(line);
        }

        _position = _lines.Count;
        _draft = "";
    }

    /// <summary>The line before the one that is shown; null at the oldest.</summary>
    public string? Older(string current)
    {
        if (_position == 0)
        {
            return null;
        }

        if (_position == _lines.Count)
        {
            _draft = current;
        }

        return _lines[--_position];
    }

    /// <summary>The line after the one that is shown, at last the one that was being written; null beyond it.</summary>
    public string? Newer()
    {
        if (_position >= _lines.Count)
        {
            return null;
        }

        _position++;
        return _position == _lines.Count ? _draft : _lines[_position];
    }
}
