using System.Globalization;

namespace Oack.Compare;

/// <summary>What was measured on, and when.</summary>
internal sealed record Machine(string Date, string Processor, int Processors, bool IsVirtual, string Kernel, string LoadAverage)
{
    /// <summary>Reads it from /proc.</summary>
    internal static Machine Describe()
    {
        string[] lines = File.ReadAllLines("/proc/cpuinfo");
        return new Machine(
            DateTimeOffset.UtcNow.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture),
            Value(lines, "model name") ?? "unknown processor",
            Math.Max(1, lines.Count(line => line.StartsWith("processor", StringComparison.Ordinal))),
            (Value(lines, "flags") ?? "").Split(' ').Contains("hypervisor"),
            File.ReadAllText("/proc/sys/kernel/osrelease").Trim(),
            File.ReadAllText("/proc/loadavg").Split(' ')[0]);
    }

    private static string? Value(string[] lines, string key) =>
        lines.FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal))?.Split(':', 2)[^1].Trim();
}
