using Oack.Protocol.Observe;
using Oack.Trace;
using Oack.Trace.Report;

namespace Oack.Cli.Tracing;

/// <summary>Reads two captures of the same transfers and says what was lost between them.</summary>
internal sealed class CompareRunner(CliEnvironment environment, TraceSettings settings)
{
    private readonly TracePrinter _printer = new(environment);

    /// <summary>Reads and compares; the exit code.</summary>
    public int Run()
    {
        using Interrupts interrupts = new();
        List<TracePoint> points = [];
        foreach (string file in settings.Files)
        {
            PointLog log = new();
            TraceRun? run = new CaptureOpening(environment).Read(file, log, interrupts.Token);
            if (run is null)
            {
                return ExitCode.Usage;
            }

            points.Add(new TracePoint(TraceReport.Of(file, run, settings.Filter), log, run.FirstTime, run.LastTime));
        }

        TwoPointComparison comparison = TwoPointComparison.Of(points[0], points[1]);
        if (settings.IsJson)
        {
            using Stream output = environment.OpenOutput();
            ComparisonJson.Write(output, comparison);
        }
        else if (settings.IsQuiet)
        {
            _printer.Print(points.SelectMany(point => TraceText.RenderErrors(point.Report)));
        }
        else
        {
            _printer.Print(ComparisonText.Render(comparison, _printer.Width ?? TraceText.DefaultWidth));
        }

        return interrupts.Token.IsCancellationRequested ? interrupts.ExitCodeOfSignal
            : points.Any(point => point.Report.Severity == FindingSeverity.Error) ? ExitCode.Failed
            : ExitCode.Ok;
    }
}
