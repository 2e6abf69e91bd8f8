using Oack.Cli.Commands;
using Oack.Protocol.Observe;
using Oack.Trace;

namespace Oack.Cli.Tracing;

/// <summary>Opens a capture and reads it to its end; what stands in the way is said in plain words.</summary>
internal sealed class CaptureOpening(CliEnvironment environment)
{
    /// <summary>The finished run, or null after a complaint.</summary>
    public TraceRun? Read(string file, IConversationObserver? observer, CancellationToken cancellation)
    {
        try
        {
            using Stream? stream = Open(file);
            if (stream is null)
            {
                return null;
            }

            TraceRun run = TraceRun.Run(stream, observer, cancellation);
            if (run.IsRecognised)
            {
                return run;
            }

            environment.Complain($"cannot read {Shown(file)}: {run.Problem?.Text ?? "it is no capture"}");
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            environment.Complain($"cannot read {Shown(file)}: {exception.Message}");
            return null;
        }
    }

    private static string Shown(string file) => file == TransferRunner.StandardStream ? "standard input" : file;

    private Stream? Open(string file)
    {
        if (file == TransferRunner.StandardStream)
        {
            return environment.OpenInput();
        }

        string? obstacle = Directory.Exists(file) ? "it is a directory; name a capture file in it"
            : !File.Exists(file) ? "there is no such file; '-' reads standard input"
            : null;
        if (obstacle is null)
        {
            try
            {
                return new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
            }
            catch (UnauthorizedAccessException)
            {
                obstacle = "permission denied; captures of tcpdump often belong to root";
            }
        }

        environment.Complain($"cannot read {file}: {obstacle}");
        return null;
    }
}
