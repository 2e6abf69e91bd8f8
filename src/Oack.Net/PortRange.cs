using System.Globalization;

namespace Oack.Net;

/// <summary>The UDP ports that transfers may use, for firewalls and address translation that let only some through.</summary>
public readonly record struct PortRange
{
    /// <summary>A range of ports.</summary>
    /// <param name="first">The lowest port, 1–65535.</param>
    /// <param name="last">The highest port, not below <paramref name="first"/>, at most 65535.</param>
    /// <exception cref="ArgumentOutOfRangeException">The ports are not in that order and range.</exception>
    public PortRange(int first, int last)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(first, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(last, first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(last, ushort.MaxValue);
        First = first;
        Last = last;
    }

    /// <summary>The lowest port.</summary>
    public int First { get; }

    /// <summary>The highest port.</summary>
    public int Last { get; }

    /// <summary>How many ports there are: that many transfers can run at once.</summary>
    public int Count => Last - First + 1;

    /// <summary>Reads <c>A-B</c>, or one port.</summary>
    /// <param name="text">What was given.</param>
    /// <param name="range">The range.</param>
    /// <param name="error">What is wrong with it and what is expected; empty on success.</param>
    public static bool TryParse(string? text, out PortRange range, out string error)
    {
        string given = text ?? string.Empty;
        int dash = given.IndexOf('-', StringComparison.Ordinal);
        ReadOnlySpan<char> lower = dash < 0 ? given : given.AsSpan(0, dash);
        ReadOnlySpan<char> upper = dash < 0 ? given : given.AsSpan(dash + 1);
        range = default;
        if (!TryParsePort(lower, out int first) || !TryParsePort(upper, out int last))
        {
            error = $"'{given}' is not a range of ports: expected two ports from 1 to 65535, as in 50000-50999";
            return false;
        }

        if (last < first)
        {
            error = $"'{given}' runs backwards: did you mean {last}-{first}?";
            return false;
        }

        range = new PortRange(first, last);
        error = string.Empty;
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{First}-{Last}");

    private static bool TryParsePort(ReadOnlySpan<char> text, out int port) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out port)
        && port is >= 1 and <= ushort.MaxValue;
}
