namespace Oack.Compare;

/// <summary>
/// One measured run. A figure that cannot be had is null. OthersPercent is the share of all processors that neither the
/// server nor the load took: other programs, and what a virtual machine was not given.
/// </summary>
internal sealed record Run(
    int Round, string Workload, string Contender, GeneratorResult Load, double? ProcessorSeconds, double? PeakBytes,
    double OthersPercent)
{
    /// <summary>Content a second, in units of 1,000,000 bytes.</summary>
    internal double? MegabytesPerSecond => IsWhole ? Load.Bytes / 1e6 / Load.Seconds : null;

    internal double? TransfersPerSecond => IsWhole ? Load.Completed / Load.Seconds : null;

    internal double? P50 => IsWhole ? Load.P50 : null;

    internal double? P90 => IsWhole ? Load.P90 : null;

    internal double? P99 => IsWhole ? Load.P99 : null;

    internal double? Max => IsWhole ? Load.Max : null;

    /// <summary>The server's processor time for 1,000,000,000 bytes of content.</summary>
    internal double? ProcessorSecondsPerGigabyte => IsWhole ? ProcessorSeconds / (Load.Bytes / 1e9) : null;

    internal double? ProcessorMicrosecondsPerTransfer => IsWhole ? ProcessorSeconds * 1e6 / Load.Completed : null;

    internal double? PeakMebibytes => PeakBytes / (1 << 20);

    /// <summary>The share of the time that the generator's processor worked, in percent: near 100 it is the limit.</summary>
    internal double? GeneratorBusyPercent => IsWhole ? 100 * Load.ProcessorSeconds / Load.Seconds : null;

    /// <summary>Whether each transfer brought the file; a run that lost one has no speed worth comparing.</summary>
    internal bool IsWhole => Load.Broken == 0 && Load.Completed > 0;
}
