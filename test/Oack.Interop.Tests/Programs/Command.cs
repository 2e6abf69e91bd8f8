using System.Diagnostics;

namespace Oack.Interop.Tests.Programs;

/// <summary>Programs that run to their end within a bounded time.</summary>
internal static class Command
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);

    /// <summary>Runs a program without standard input.</summary>
    internal static Task<CommandResult> RunAsync(Site site, string program, params IEnumerable<string> arguments) =>
        RunAsync(site, s_patience, string.Empty, program, arguments);

    /// <summary>Runs a program with the given text as its standard input.</summary>
    internal static async Task<CommandResult> RunAsync(
        Site site, TimeSpan patience, string input, string program, params IEnumerable<string> arguments)
    {
        long start = Stopwatch.GetTimestamp();
        await using RunningProgram running = RunningProgram.Start(site, program, arguments);
        try
        {
            await running.Input.WriteAsync(input);
            running.Input.Close();
        }
        catch (IOException)
        {
            // The program ended without reading its input; its exit code tells the rest.
        }

        int exitCode = await running.WaitForExitAsync(patience);
        return new CommandResult(exitCode, running.Output, Stopwatch.GetElapsedTime(start));
    }
}
