using System.Globalization;
using System.Security;
using System.Text;

namespace Oack.Compare;

/// <summary>A drawing with a background of its own, so that it reads the same on a light and on a dark page.</summary>
internal sealed class SvgCanvas
{
    internal const string Ink = "#1f2328";
    internal const string Faint = "#d8dee4";

    private readonly StringBuilder _content = new();

    internal SvgCanvas(int width, int height, string title)
    {
        _content.Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" font-family="sans-serif" font-size="13" role="img">
            <title>{Escape(title)}</title>
            <rect x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="6" fill="#ffffff" stroke="{Faint}"/>

            """);
        Text(width / 2.0, 26, title, "middle", bold: true);
    }

    /// <summary>The whole file.</summary>
    internal string Close() => _content.ToString() + "</svg>\n";

    /// <summary>Text that begins, is centred or ends at a point; turned when it runs upwards.</summary>
    internal void Text(double x, double y, string text, string anchor = "start", bool bold = false, bool upwards = false, string colour = Ink)
    {
        string turn = upwards ? F($" transform=\"rotate(-90 {x} {y})\"") : "";
        string weight = bold ? " font-weight=\"bold\" font-size=\"15\"" : "";
        _content.Append(F($"<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\" fill=\"{colour}\"{weight}{turn}>{Escape(text)}</text>\n"));
    }

    /// <summary>A straight line.</summary>
    internal void Line(double x1, double y1, double x2, double y2, string colour, double width = 1) =>
        _content.Append(F($"<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\" stroke=\"{colour}\" stroke-width=\"{width}\"/>\n"));

    /// <summary>A mark of one of four shapes, so that it can be told without its colour.</summary>
    internal void Mark(double x, double y, int shape, string colour)
    {
        const double R = 5.5;
        _content.Append(shape switch
        {
            0 => F($"<circle cx=\"{x}\" cy=\"{y}\" r=\"{R}\""),
            1 => F($"<polygon points=\"{x},{y - R - 1} {x + R + 1},{y} {x},{y + R + 1} {x - R - 1},{y}\""),
            2 => F($"<polygon points=\"{x},{y - R - 1} {x + R + 1},{y + R} {x - R - 1},{y + R}\""),
            _ => F($"<rect x=\"{x - R}\" y=\"{y - R}\" width=\"{2 * R}\" height=\"{2 * R}\""),
        }).Append(F($" fill=\"{colour}\" stroke=\"#ffffff\"/>\n"));
    }

    private static string Escape(string text) => SecurityElement.Escape(text);

    private static string F(FormattableString text) => string.Format(
        CultureInfo.InvariantCulture,
        text.Format,
        [.. text.GetArguments().Select(argument => argument is double number ? Math.Round(number, 1) : argument)]);
}
