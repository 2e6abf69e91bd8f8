using Oack.Trace.Report;

namespace Oack.Cli.Tracing;

/// <summary>Opens the directory of <c>--extract</c>.</summary>
internal static class ExtractOpening
{
    /// <summary>False after a complaint; null where nothing is to be extracted.</summary>
    public static bool TryOpen(CliEnvironment environment, string? directory, out TraceExtract? extract)
    {
        extract = null;
        try
        {
            extract = directory is null ? null : new TraceExtract(directory);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            environment.Complain($"cannot extract to {directory}: {exception.Message}");
            return false;
        }
    }
}
