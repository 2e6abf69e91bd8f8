using System.Globalization;
using Oack.Cli.Output;
using Oack.Client;
using Oack.Protocol.Wire;

namespace Oack.Cli.Commands;

/// <summary>The result of a run as people read it, in 80 columns.</summary>
internal static partial class BenchCommand
{
    private const int MaxShownFailures = 5;

    private static void Print(CliEnvironment environment, TftpUri uri, LoadOptions options, LoadReport report)
    {
        TextWriter output = environment.Out;
        output.WriteLine(
            $"{PacketText.Escape(uri.ToString())}: {Units.Count(report.Transfers, "transfer")}, {Units.Count(report.Clients, "client")}, {Units.Count(report.Threads, "thread")}");
        foreach (string warning in Warnings(options, report))
        {
            environment.Complain("warning: " + warning);
        }

        output.WriteLine();
        Row(output, "completed", Number(report.Completed), Rate(report.TransfersPerSecond, "transfers/s"));
        if (report.Failed > 0)
        {
            Row(output, "failed", Number(report.Failed), "");
        }

        if (report.Unfinished > 0)
        {
            Row(output, "unfinished", Number(report.Unfinished), "");
        }

        Row(output, "content", Units.Bytes(report.Bytes), Units.Rate(report.BytesPerSecond));
        Row(output, "time", Units.Time(report.Duration), $"processor {Units.Time(report.ProcessorTime)} here{Share(report)}");
        if (report.GrantedBlockSize is { } blockSize && report.GrantedWindowBlocks is { } window)
        {
            Row(output, "granted", $"{blockSize} bytes", "window of " + Units.Count(window, "block"));
        }

        Row(output, "sent again", Number(report.Retransmissions), $"{Units.Count(report.Timeouts, "timeout")}, {Units.Count(report.Duplicates, "datagram")} came twice");
        output.WriteLine();
        output.WriteLine("                  min      mean       p50       p90       p99       max");
        Row(output, "transfer", report.Latency);
        Row(output, "first answer", report.FirstAnswer);
        PrintFailures(output, report);
    }

    private static IEnumerable<string> Warnings(LoadOptions options, LoadReport report)
    {
        if (report.GrantedBlockSize is { } blockSize && blockSize < options.BlockSize)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"the server granted blocks of {blockSize} bytes, not {options.BlockSize}");
        }

        if (report.GrantedWindowBlocks is { } window && window < options.WindowBlocks)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"the server granted a window of {Units.Count(window, "block")}, not {options.WindowBlocks}");
        }
    }

    private static void PrintFailures(TextWriter output, LoadReport report)
    {
        if (report.Failures.Count == 0)
        {
            return;
        }

        output.WriteLine();
        output.WriteLine("failures:");
        foreach (LoadFailure failure in report.Failures.Take(MaxShownFailures))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{failure.Count,9:N0} × {failure.Text}"));
        }

        if (report.Failures.Count > MaxShownFailures)
        {
            output.WriteLine($"          and {Units.Count(report.Failures.Count - MaxShownFailures, "other cause")}; --json names them");
        }
    }

    private static void Row(TextWriter output, string name, string value, string more) =>
        output.WriteLine($"{name,-12} {value,15}   {more}".TrimEnd());

    private static void Row(TextWriter output, string name, in LatencySummary times)
    {
        output.Write($"{name,-12}");
        foreach (TimeSpan time in (ReadOnlySpan<TimeSpan>)[times.Min, times.Mean, times.P50, times.P90, times.P99, times.Max])
        {
            output.Write($"{(times.Count == 0 ? "-" : Latency(time)),10}");
        }

        output.WriteLine();
    }

    /// <summary>Three digits at least: on one machine a transfer takes less than a tenth of a millisecond.</summary>
    private static string Latency(TimeSpan time) => time.TotalMilliseconds switch
    {
        < 1 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMicroseconds:0} µs"),
        < 10 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.00} ms"),
        < 1_000 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.0} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.00} s"),
    };

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Rate(double perSecond, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{perSecond.ToString(perSecond < 100 ? "0.0" : "N0", CultureInfo.InvariantCulture)} {unit}");

    private static string Share(LoadReport report) => report.Duration <= TimeSpan.Zero ? ""
        : string.Create(CultureInfo.InvariantCulture, $" ({report.ProcessorTime / report.Duration * 100:0} % of one)");
}
