using Oack.Protocol.Observe;
using Oack.Trace;
using Oack.Trace.Report;

namespace Oack.Cli.Tracing;

/// <summary>Reads one capture and shows it in the ways that were asked for.</summary>
internal sealed class TraceRunner(CliEnvironment environment, TraceSettings settings)
{
    private readonly TracePrinter _printer = new(environment);

    /// <summary>Reads and shows; the exit code.</summary>
    public int Run()
    {
        string file = settings.Files[0];
        using Interrupts interrupts = new();
        if (!ExtractOpening.TryOpen(environment, settings.Extract, out TraceExtract? extract))
        {
            return ExitCode.LocalFile;
        }

        using IDisposable? opened = extract;
        PacketLog? log = settings.Html is not null ? new PacketLog()
            : settings.Ladder is { } number ? new PacketLog(transfer => transfer.Id == number)
            : null;
        IConversationObserver[] observers = [.. new IConversationObserver?[] { extract, log }.OfType<IConversationObserver>()];
        TraceRun? run = new CaptureOpening(environment).Read(file, new CombinedObserver(observers), interrupts.Token);
        if (run is null)
        {
            return ExitCode.Usage;
        }

        TraceReport report = TraceReport.Of(file, run, settings.Filter);
        report = report with { Extracted = extract?.Finish(report.Transfers) ?? [] };
        int exitCode = Show(report, run, log);
        return exitCode != ExitCode.Ok ? exitCode
            : interrupts.Token.IsCancellationRequested ? interrupts.ExitCodeOfSignal
            : TraceExit.For(report);
    }

    /// <summary>Shows a report; 0, or the exit code of what went wrong.</summary>
    private int Show(TraceReport report, TraceRun run, PacketLog? log)
    {
        if (settings.Html is { } page && !TryWritePage(page, report, log!))
        {
            return ExitCode.LocalFile;
        }

        if (settings.Ladder is { } number)
        {
            return ShowLadder(run, log!, number);
        }

        if (settings.IsJson)
        {
            using Stream output = environment.OpenOutput();
            TraceJson.Write(output, report);
        }
        else if (settings.IsQuiet)
        {
            _printer.Print(TraceText.RenderErrors(report));
        }
        else
        {
            _printer.Print(TraceText.Render(report, _printer.Width));
        }

        return report.Extracted.Any(file => file.Problem is not null) ? ExitCode.LocalFile : ExitCode.Ok;
    }

    private int ShowLadder(TraceRun run, PacketLog log, int number)
    {
        ObservedTransfer? transfer = run.Transfers.FirstOrDefault(transfer => transfer.Id == number);
        if (transfer is null || log.TrailOf(transfer) is not { } trail)
        {
            string there = run.Transfers.Count == 0 ? "the capture holds no transfer" : $"the transfers are 1 to {run.Transfers.Count}";
            environment.Complain($"--ladder: there is no transfer {number}: {there}");
            return ExitCode.Usage;
        }

        _printer.Print(TraceLadder.Render(trail, _printer.Width ?? TraceText.DefaultWidth));
        return ExitCode.Ok;
    }

    private bool TryWritePage(string path, TraceReport report, PacketLog log)
    {
        try
        {
            using FileStream page = File.Create(path);
            TraceHtml.Write(page, report, log);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            environment.Complain($"cannot write {path}: {exception.Message}");
            return false;
        }
    }
}
