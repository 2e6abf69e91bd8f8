using Oack.Cli.Output;
using Oack.Client;

namespace Oack.Cli.Commands;

/// <summary>Runs one transfer of <c>get</c> or <c>put</c>: progress, signals, the outcome in words or JSON, the exit code.</summary>
internal sealed class TransferRunner(CliEnvironment environment, TransferWishes wishes, string operation, TftpUri uri, string local)
{
    /// <summary>The name that means standard input or output.</summary>
    public const string StandardStream = "-";

    /// <summary>Messages stay out of the way of the file's bytes.</summary>
    private TextWriter Messages => operation == "get" && local == StandardStream ? environment.Error : environment.Out;

    private string ShownName => local == StandardStream ? uri.FileNameText : Path.GetFileName(local);

    /// <summary>Reports that the local file cannot be used; the exit code.</summary>
    public int FailLocally(string message)
    {
        Report(TransferReport.For(operation, uri, local, "local-file", message, ExitCode.LocalFile));
        return ExitCode.LocalFile;
    }

    /// <summary>Runs the transfer; the exit code.</summary>
    public async Task<int> RunAsync(
        Func<TftpClient, TftpClientOptions, IProgress<TransferProgress>?, CancellationToken, Task<TransferResult>> start)
    {
        using Interrupts interrupts = new();
        bool showsProgress = environment.IsErrorTerminal && !wishes.IsQuiet && !wishes.IsJson && !wishes.IsVerbose;
        ProgressDisplay? progress = showsProgress ? new() : null;
        TftpClientOptions options = wishes.IsVerbose
            ? wishes.Options with { Observer = new PacketTrace(environment.Error).Print }
            : wishes.Options;
        try
        {
            // Disposing the client waits for the dally, at most a second; the result is reported before.
            await using TftpClient client = new();
            Task<TransferResult> transfer = start(client, options, progress, interrupts.Token);
            if (progress is not null)
            {
                await progress.ShowAsync(environment.ErrorConsole, ShownName, transfer);
            }

            Report(await transfer);
            return ExitCode.Ok;
        }
        catch (TftpException exception)
        {
            TransferReport report = TransferReport.For(operation, uri, local, exception);
            Report(report);
            return report.ExitCode;
        }
        catch (OperationCanceledException)
        {
            string kept = operation == "get" && local != StandardStream ? "; nothing was written" : "";
            Report(TransferReport.For(
                operation, uri, local, "interrupted", $"interrupted{kept}", interrupts.ExitCodeOfSignal));
            return interrupts.ExitCodeOfSignal;
        }
    }

    private void Report(TransferResult result)
    {
        if (wishes.IsJson)
        {
            Messages.WriteLine(ReportJson.ToLine(TransferReport.For(operation, uri, local, result)));
        }
        else if (!wishes.IsQuiet)
        {
            Messages.WriteLine(TransferText.Summary(ShownName, result));
            foreach (string warning in result.Warnings)
            {
                environment.Complain("warning: " + warning);
            }
        }

        if (wishes.IsVerbose)
        {
            foreach (string line in TransferText.Details(result))
            {
                environment.Error.WriteLine(line);
            }
        }

        Messages.Flush();
    }

    private void Report(TransferReport failure)
    {
        if (wishes.IsJson)
        {
            Messages.WriteLine(ReportJson.ToLine(failure));
            Messages.Flush();
            return;
        }

        if (wishes.IsVerbose)
        {
            foreach (FallbackReport step in failure.Fallbacks)
            {
                environment.Error.WriteLine("note: " + step.Text);
            }
        }

        environment.Complain(failure.Message ?? "failed");
    }
}
