using Oack.Protocol.Wire;
using Spectre.Console;

namespace Oack.Cli.Booting;

/// <summary>Prints lines: with colours, and broken at the terminal's width, on a terminal; else at 80 letters.</summary>
internal sealed class BootPrinter(CliEnvironment environment)
{
    private const int DefaultWidth = 80;
    private const int WidestLine = 100;

    public static Style Strong { get; } = new(decoration: Decoration.Bold);

    public static Style Quiet { get; } = new(Color.Grey);

    public static Style Good { get; } = new(Color.Green);

    public static Style Warning { get; } = new(Color.Yellow);

    public static Style Bad { get; } = new(Color.Red);

    private int Width => Math.Clamp(environment.IsOutputTerminal ? environment.OutputConsole.Profile.Width : DefaultWidth, 40, WidestLine);

    /// <summary>Prints an empty line.</summary>
    public void Gap() => environment.Out.WriteLine();

    /// <summary>Prints a line; what is too long goes on below, behind the indent of its text.</summary>
    /// <param name="label">What stands before the text, indent included.</param>
    /// <param name="text">The text; control characters in it are made visible.</param>
    /// <param name="labelStyle">How the label looks.</param>
    /// <param name="style">How the text looks.</param>
    public void Line(string label, string text, Style? labelStyle = null, Style? style = null)
    {
        string lead = label;
        foreach (string part in Wrap(PacketText.Clean(text), Math.Max(20, Width - label.Length)))
        {
            if (environment.IsOutputTerminal)
            {
                environment.OutputConsole.Write(
                    new Paragraph().Append(lead, labelStyle).Append(part, style).Append(Environment.NewLine));
            }
            else
            {
                environment.Out.WriteLine((lead + part).TrimEnd());
            }

            lead = new string(' ', label.Length);
        }

        environment.Out.Flush();
    }

    private static IEnumerable<string> Wrap(string text, int width)
    {
        int start = 0;
        while (text.Length - start > width)
        {
            int space = text.LastIndexOf(' ', start + width, width);
            int end = space > start ? space : start + width;
            yield return text[start..end];
            start = space > start ? end + 1 : end;
        }

        yield return text[start..];
    }
}
