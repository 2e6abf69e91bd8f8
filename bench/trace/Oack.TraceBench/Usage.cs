using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Oack.TraceBench;

/// <summary>What one run of a program took.</summary>
/// <param name="Wall">From its start to its end.</param>
/// <param name="Processor">On all processors, user and system.</param>
/// <param name="PeakKibibytes">Its largest resident set, looked at every two milliseconds.</param>
internal sealed partial record Usage(TimeSpan Wall, TimeSpan Processor, long PeakKibibytes)
{
    private const int ChildrenUsage = -1;
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(10);

    /// <summary>Runs a program to its end, without its output; it must end well.</summary>
    internal static Usage Measure(IReadOnlyList<string> words)
    {
        // The shell becomes the program, so that its output needs no reader here.
        ProcessStartInfo info = new("sh", ["-c", "exec \"$0\" \"$@\" >/dev/null 2>&1", .. words]);
        TimeSpan before = ChildrenTime();
        long start = Stopwatch.GetTimestamp();
        using Process process = Process.Start(info) ?? throw new InvalidOperationException("no process");
        long peak = 0;
        while (!process.WaitForExit(2))
        {
            peak = Math.Max(peak, ReadPeak(process.Id));
            if (Stopwatch.GetElapsedTime(start) > s_limit)
            {
                process.Kill();
            }
        }

        TimeSpan wall = Stopwatch.GetElapsedTime(start);
        return process.ExitCode is 0 or 1
            ? new Usage(wall, ChildrenTime() - before, peak)
            : throw new InvalidOperationException($"{string.Join(' ', words)} ended with {process.ExitCode}");
    }

    private static long ReadPeak(int process)
    {
        try
        {
            string? line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Split('\t')[^1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static unsafe TimeSpan ChildrenTime()
    {
        // struct rusage: seconds and microseconds of user and system, then what is not looked at.
        long* words = stackalloc long[18];
        return GetUsage(ChildrenUsage, words) == 0
            ? TimeSpan.FromSeconds(words[0] + words[2]) + TimeSpan.FromMicroseconds(words[1] + words[3])
            : TimeSpan.Zero;
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static unsafe partial int GetUsage(int who, long* usage);
}
