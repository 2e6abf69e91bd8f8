using Oack.Trace.Report;
using Spectre.Console;

namespace Oack.Cli.Tracing;

/// <summary>Prints the lines of reports: with colours on a terminal that takes them, else as they are.</summary>
internal sealed class TracePrinter(CliEnvironment environment)
{
    /// <summary>The terminal's width; null where the output is no terminal.</summary>
    public int? Width => environment.IsOutputTerminal ? environment.OutputConsole.Profile.Width : null;

    /// <summary>Prints lines.</summary>
    public void Print(IEnumerable<TraceLine> lines)
    {
        foreach (TraceLine line in lines)
        {
            Print(line);
        }

        environment.Out.Flush();
    }

    /// <summary>Prints a line.</summary>
    public void Print(TraceLine line)
    {
        if (!environment.IsOutputTerminal)
        {
            environment.Out.WriteLine(line.ToString());
            return;
        }

        Paragraph paragraph = new();
        foreach (TraceSpan span in line.Spans)
        {
            paragraph.Append(span.Text, StyleOf(span.Tone));
        }

        environment.OutputConsole.Write(paragraph.Append(Environment.NewLine));
    }

    private static Style StyleOf(TraceTone tone) => tone switch
    {
        TraceTone.Strong => new Style(decoration: Decoration.Bold),
        TraceTone.Quiet => new Style(Color.Grey),
        TraceTone.Good => new Style(Color.Green),
        TraceTone.Warning => new Style(Color.Yellow),
        TraceTone.Bad => new Style(Color.Red),
        _ => Style.Plain,
    };
}
