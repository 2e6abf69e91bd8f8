using System.Runtime.Versioning;
using Oack.Trace;
using Oack.Trace.Live;
using Oack.Trace.Report;

namespace Oack.Cli.Tracing;

/// <summary>Watches a network interface until a signal comes, and prints what becomes certain.</summary>
internal sealed class LiveRunner(CliEnvironment environment, TraceSettings settings)
{
    private readonly TracePrinter _printer = new(environment);

    /// <summary>Watches; the exit code.</summary>
    public int Run()
    {
        if (!OperatingSystem.IsLinux())
        {
            environment.Complain("--live works on Linux only; elsewhere capture to a file, for example with Wireshark, and read that");
            return ExitCode.Usage;
        }

        if (!ExtractOpening.TryOpen(environment, settings.Extract, out TraceExtract? extract))
        {
            return ExitCode.LocalFile;
        }

        using (extract)
        {
            return Watch(settings.Interface!, extract);
        }
    }

    [SupportedOSPlatform("linux")]
    private int Watch(string name, TraceExtract? extract)
    {
        using Interrupts interrupts = new();
        LiveObserver printing = new(_printer, settings.Filter, settings.IsQuiet, environment.Out.Flush);

        // The files that were carried are named with their transfers at the end; without them nothing is kept for long.
        TraceRun run = extract is null ? new(printing, keepsEnded: false) : new(new CombinedObserver(extract, printing));
        bool isBroken = false;
        long dropped;
        try
        {
            using LiveCapture capture = LiveCapture.Open(name);
            if (!settings.IsQuiet)
            {
                environment.Error.WriteLine($"watching {capture.InterfaceName}; Ctrl-C ends");
            }

            capture.Run(run, copy: null, interrupts.Token);
            dropped = capture.DroppedFrames;
        }
        catch (LiveCaptureException exception)
        {
            environment.Complain(exception.Message);
            if (run.Counters.Frames == 0)
            {
                return ExitCode.Usage;
            }

            isBroken = true;
            dropped = 0;
        }

        run.Finish();
        TraceReport report = TraceReport.Of(name, run, settings.Filter);
        report = report with { Extracted = extract?.Finish(report.Transfers) ?? [] };
        TraceTotals totals = printing.Finish();
        if (!settings.IsQuiet)
        {
            _printer.Print(ExtractText.Render(report.Extracted));
            _printer.Print(TraceText.Summary(totals, report.Problems));
        }

        if (dropped > 0)
        {
            environment.Complain($"warning: {Output.Units.Count(dropped, "frame")} came faster than they were read, and are missing here");
        }

        return isBroken ? ExitCode.Usage : TraceExit.For(totals.Severity);
    }
}
