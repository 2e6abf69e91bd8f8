namespace Oack.Compare;

/// <summary>A column of the table.</summary>
internal sealed record Figure(string Name, string Label, bool MoreIsBetter, Func<Run, double?> Of)
{
    internal static Figure Speed { get; } = new("megabytesPerSecond", "MB/s", true, run => run.MegabytesPerSecond);
    internal static Figure Memory { get; } = new("peakMebibytes", "peak memory, MiB", false, run => run.PeakMebibytes);
    internal static Figure P50 { get; } = new("p50Ms", "p50, ms", false, run => run.P50);
    internal static Figure P90 { get; } = new("p90Ms", "p90, ms", false, run => run.P90);
    internal static Figure P99 { get; } = new("p99Ms", "p99, ms", false, run => run.P99);
    internal static Figure Max { get; } = new("maxMs", "max, ms", false, run => run.Max);

    internal static Figure ProcessorPerGigabyte { get; } =
        new("cpuSecondsPerGigabyte", "CPU s/GB", false, run => run.ProcessorSecondsPerGigabyte);

    /// <summary>The columns in their order; the last one says how hard the generator worked and is compared with nothing.</summary>
    internal static IReadOnlyList<Figure> Columns { get; } =
    [
        Speed,
        new("transfersPerSecond", "transfers/s", true, run => run.TransfersPerSecond),
        P50,
        P99,
        ProcessorPerGigabyte,
        new("cpuMicrosecondsPerTransfer", "CPU µs/transfer", false, run => run.ProcessorMicrosecondsPerTransfer),
        Memory,
    ];

    /// <summary>How busy the generator's processor was.</summary>
    internal static Figure GeneratorBusy { get; } =
        new("generatorBusyPercent", "generator busy, %", false, run => run.GeneratorBusyPercent);
}
