using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Oack.Client;

namespace Oack.Cli.Commands;

/// <summary>The object of <c>oack bench --json</c>; docs/cli.md describes it, and programs read it by these names.</summary>
internal static partial class BenchCommand
{
    internal static string ToJson(TftpUri uri, LoadOptions options, LoadReport report)
    {
        using MemoryStream text = new();

        // The text goes to a terminal or a program, never into a web page.
        using (Utf8JsonWriter json = new(text, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            Write(json, uri, options, report);
        }

        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }

    private static void Write(Utf8JsonWriter json, TftpUri uri, LoadOptions options, LoadReport report)
    {
        const double BytesPerMegabyte = 1e6;
        json.WriteStartObject();
        json.WriteString("url", uri.ToString());
        json.WriteNumber("clients", report.Clients);
        json.WriteNumber("transfers", report.Transfers);
        json.WriteNumber("threads", report.Threads);
        json.WriteNumber("blksize", options.BlockSize);
        json.WriteNumber("windowsize", options.WindowBlocks);
        WriteNumberOrNull(json, "grantedBlksize", report.GrantedBlockSize);
        WriteNumberOrNull(json, "grantedWindowsize", report.GrantedWindowBlocks);
        json.WriteNumber("completed", report.Completed);
        json.WriteNumber("failed", report.Failed);
        json.WriteNumber("unfinished", report.Unfinished);
        json.WriteNumber("bytes", report.Bytes);
        json.WriteNumber("seconds", Math.Round(report.Duration.TotalSeconds, 6));
        json.WriteNumber("megabytesPerSecond", Math.Round(report.BytesPerSecond / BytesPerMegabyte, 3));
        json.WriteNumber("transfersPerSecond", Math.Round(report.TransfersPerSecond, 3));
        json.WriteNumber("retransmissions", report.Retransmissions);
        json.WriteNumber("timeouts", report.Timeouts);
        json.WriteNumber("duplicates", report.Duplicates);
        json.WriteStartObject("latency");
        WriteMilliseconds(json, "minMs", report.Latency.Min);
        WriteMilliseconds(json, "meanMs", report.Latency.Mean);
        WriteMilliseconds(json, "p50Ms", report.Latency.P50);
        WriteMilliseconds(json, "p90Ms", report.Latency.P90);
        WriteMilliseconds(json, "p99Ms", report.Latency.P99);
        WriteMilliseconds(json, "maxMs", report.Latency.Max);
        json.WriteEndObject();
        json.WriteStartObject("firstAnswer");
        WriteMilliseconds(json, "p50Ms", report.FirstAnswer.P50);
        WriteMilliseconds(json, "p99Ms", report.FirstAnswer.P99);
        json.WriteEndObject();
        json.WriteNumber("cpuSeconds", Math.Round(report.ProcessorTime.TotalSeconds, 6));
        json.WriteStartArray("errors");
        foreach (LoadFailure failure in report.Failures)
        {
            json.WriteStartObject();
            json.WriteNumber("count", failure.Count);
            json.WriteString("text", failure.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteMilliseconds(Utf8JsonWriter json, string name, TimeSpan time) =>
        json.WriteNumber(name, Math.Round(time.TotalMilliseconds, 4));

    private static void WriteNumberOrNull(Utf8JsonWriter json, string name, int? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
