using Oack.Cli.Output;

namespace Oack.Cli.Serving;

/// <summary>
/// Writes the lines of a log, from any thread. A full disk or a terminal that is gone costs lines, not the server: it says
/// so once, and when lines can be written again, how many are missing.
/// </summary>
internal sealed class LogWriter(CliEnvironment environment)
{
    private readonly Lock _writing = new();
    private long _missing;

    /// <summary>Makes a line of what it has to say itself.</summary>
    public Func<string, string> LineOf { get; set; } = message => message;

    /// <summary>Writes a line, or counts it as missing.</summary>
    public void WriteLine(string line)
    {
        lock (_writing)
        {
            try
            {
                if (_missing > 0)
                {
                    Write(LineOf($"{Units.Count(_missing, "line")} of the log could not be written here"));
                    _missing = 0;
                }

                Write(line);
            }
            catch (IOException exception)
            {
                if (_missing++ == 0)
                {
                    environment.TryComplain($"the log cannot be written: {exception.Message.TrimEnd('.')}; serving on");
                }
            }
        }
    }

    private void Write(string line)
    {
        environment.Out.WriteLine(line);
        environment.Out.Flush();
    }
}
