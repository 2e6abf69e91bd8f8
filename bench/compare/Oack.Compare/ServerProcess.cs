using System.Diagnostics;
using System.Globalization;

namespace Oack.Compare;

/// <summary>A running server. Disposing kills it and what it forked.</summary>
internal sealed class ServerProcess : IDisposable
{
    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_childrenLimit = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly ProcessorClock? _clock;

    private ServerProcess(Process process, Contender contender)
    {
        _process = process;
        WaitUntilBound(contender);
        _clock = ProcessorClock.TryOpen(process.Id, contender.Forks, out string? cause);
        ClockCause = cause;
    }

    /// <summary>Why processor time is not counted; null when it is.</summary>
    internal string? ClockCause { get; }

    /// <summary>Starts a server and waits until its port is bound.</summary>
    /// <exception cref="InvalidOperationException">It ended instead; the message holds what it said.</exception>
    internal static ServerProcess Start(Contender contender, Programs programs, Cores cores, string directory, string log)
    {
        // The shell gives its place to the server: the log is a file, and the process is the server itself.
        string[] command = Cores.Pin(cores.Server, contender.CommandLine(programs, directory));
        Process process = Process.Start(new ProcessStartInfo(
            "/bin/sh", ["-c", "log=$1; shift; exec \"$@\" >\"$log\" 2>&1 </dev/null", "sh", log, .. command]))!;
        try
        {
            return new ServerProcess(process, contender);
        }
        catch (InvalidOperationException exception)
        {
            Kill(process);
            throw new InvalidOperationException(
                $"{exception.Message} {string.Join(' ', File.ReadLines(log).TakeLast(2))}".Trim(), exception);
        }
    }

    /// <summary>Processor time so far, of the server and of all children that it ever had; null when not counted.</summary>
    internal TimeSpan? ReadProcessorTime() => _clock?.Read();

    /// <summary>Waits until no child is left, so that all of them are counted. False when some outlive the limit.</summary>
    internal bool WaitForChildren()
    {
        Stopwatch waited = Stopwatch.StartNew();
        while (Children().Length > 0)
        {
            if (waited.Elapsed > s_childrenLimit)
            {
                return false;
            }

            Thread.Sleep(5);
        }

        return true;
    }

    /// <summary>The most memory that the process itself ever had resident, in bytes (VmHWM).</summary>
    internal long PeakBytes() => FieldBytes($"/proc/{_process.Id}/status", "VmHWM:");

    /// <summary>Memory of the server and its children now, in bytes; pages that several share are divided among them (PSS).</summary>
    internal long TreeBytes() =>
        Children().Append(_process.Id).Sum(process => FieldBytes($"/proc/{process}/smaps_rollup", "Pss:"));

    public void Dispose()
    {
        _clock?.Dispose();
        int[] children = Children();
        Kill(_process);
        foreach (int child in children)
        {
            try
            {
                using Process process = Process.GetProcessById(child);
                process.Kill();
            }
            catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
            {
                // It ended by itself.
            }
        }
    }

    private static void Kill(Process process)
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    private int[] Children()
    {
        try
        {
            return [.. File.ReadAllText($"/proc/{_process.Id}/task/{_process.Id}/children")
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(number => int.Parse(number, CultureInfo.InvariantCulture))];
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static long FieldBytes(string path, string label)
    {
        try
        {
            string? line = File.ReadLines(path).FirstOrDefault(line => line.StartsWith(label, StringComparison.Ordinal));
            return line is null
                ? 0
                : 1024 * long.Parse(line[label.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A child that has just ended.
            return 0;
        }
    }

    private void WaitUntilBound(Contender contender)
    {
        string mark = $":{contender.Port:X4} ";
        Stopwatch waited = Stopwatch.StartNew();
        while (!File.ReadLines("/proc/net/udp").Concat(File.ReadLines("/proc/net/udp6")).Any(line =>
            line.Contains(mark, StringComparison.Ordinal)))
        {
            if (_process.HasExited)
            {
                throw new InvalidOperationException($"ended at its start with exit code {_process.ExitCode}.");
            }

            if (waited.Elapsed > s_startLimit)
            {
                throw new InvalidOperationException($"did not bind port {contender.Port} within {s_startLimit.TotalSeconds} s.");
            }

            Thread.Sleep(10);
        }
    }
}
