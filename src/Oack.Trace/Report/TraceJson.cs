using System.Text.Encodings.Web;
using System.Text.Json;
using Oack.Protocol.Observe;

namespace Oack.Trace.Report;

/// <summary>A report for programs: one JSON object.</summary>
/// <remarks>Keys that stand in docs/trace.md stay; others may come.</remarks>
public static class TraceJson
{
    /// <summary>The text goes to a terminal or a program, never into a web page; control characters are escaped all the same.</summary>
    internal static JsonWriterOptions WriterOptions { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = true };

    /// <summary>Writes the report as one object in UTF-8, with a line end behind it.</summary>
    public static void Write(Stream target, TraceReport report)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(report);
        using (Utf8JsonWriter json = new(target, WriterOptions))
        {
            WriteReport(json, report);
        }

        target.Write("\n"u8);
    }

    internal static void WriteReport(Utf8JsonWriter json, TraceReport report)
    {
        json.WriteStartObject();
        json.WriteString("file", report.File);
        json.WriteNumber("packets", report.Packets);
        json.WriteStartArray("transfers");
        foreach (ObservedTransfer transfer in report.Transfers)
        {
            WriteTransfer(json, transfer);
        }

        json.WriteEndArray();
        WriteSummary(json, report);
        WriteExtracted(json, report.Extracted);
        WriteStrings(json, "context", report.Context);
        WriteStrings(json, "problems", report.Problems);
        json.WriteEndObject();
    }

    private static void WriteTransfer(Utf8JsonWriter json, ObservedTransfer transfer)
    {
        json.WriteStartObject();
        json.WriteNumber("id", transfer.Id);
        json.WriteString("kind", transfer.IsWrite ? "write" : "read");
        json.WriteString("name", transfer.Name);
        json.WriteString("mode", transfer.Mode);
        json.WriteString("client", transfer.Client.ToString());
        json.WriteString("server", transfer.Server.ToString());
        json.WriteString("serverTid", transfer.ServerTid?.ToString());
        WriteOptions(json, "requested", transfer.Requested);
        WriteOptions(json, "granted", transfer.Granted);
        json.WriteNumber("firstFrame", transfer.FirstFrame);
        json.WriteNumber("lastFrame", transfer.LastFrame);
        json.WriteString("startedAt", Amounts.Iso(transfer.StartedAt));
        json.WriteNumber("seconds", Seconds(transfer.Duration));
        json.WriteNumber("bytes", transfer.Bytes);
        json.WriteNumber("blocks", transfer.Blocks);
        json.WriteNumber("retransmissions", transfer.Retransmissions);
        json.WriteString("outcome", FindingCatalogue.NameOf(transfer.Outcome));
        if (transfer.LinkedTo is { } linked)
        {
            json.WriteNumber("linkedTo", linked.Id);
        }
        else
        {
            json.WriteNull("linkedTo");
        }

        json.WriteStartArray("findings");
        foreach (Finding finding in transfer.Findings)
        {
            WriteFinding(json, finding);
        }

        json.WriteEndArray();
        json.WriteNumber("packets", transfer.Packets);
        json.WriteBoolean("requestSeen", transfer.HasRequest);
        json.WriteNumber("blockSize", transfer.BlockSize);
        json.WriteNumber("windowBlocks", transfer.WindowBlocks);
        if (transfer.AnnouncedBytes is { } announced)
        {
            json.WriteNumber("announcedBytes", announced);
        }
        else
        {
            json.WriteNull("announcedBytes");
        }

        json.WriteString("clientProgram", transfer.ClientProgram);
        WriteTime(json, transfer.Time);
        json.WriteEndObject();
    }

    private static void WriteFinding(Utf8JsonWriter json, Finding finding)
    {
        json.WriteStartObject();
        json.WriteString("code", finding.CodeName);
        json.WriteString("severity", FindingCatalogue.NameOf(finding.Severity));
        json.WriteNumber("frame", finding.Frame);
        json.WriteString("explanation", finding.Explanation);
        json.WriteString("remedy", finding.Remedy);
        json.WriteString("reference", finding.Reference);
        json.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter json, TimeAccount time)
    {
        json.WriteStartObject("timeAccount");
        json.WriteNumber("serverSeconds", Seconds(time.Server));
        json.WriteNumber("clientSeconds", Seconds(time.Client));
        json.WriteNumber("pathSeconds", Seconds(time.Path));
        json.WriteNumber("timerSeconds", Seconds(time.Timers));
        json.WriteNumber("turns", time.Turns);
        json.WriteNumber("roundTripSeconds", Seconds(time.RoundTrip));
        json.WriteEndObject();
    }

    private static void WriteSummary(Utf8JsonWriter json, TraceReport report)
    {
        json.WriteStartObject("summary");
        json.WriteNumber("transfers", report.Transfers.Count);
        json.WriteNumber("hiddenTransfers", report.HiddenTransfers);
        json.WriteStartObject("outcomes");
        foreach (IGrouping<ObservedOutcome, ObservedTransfer> group in report.Transfers.GroupBy(transfer => transfer.Outcome).OrderBy(group => group.Key))
        {
            json.WriteNumber(FindingCatalogue.NameOf(group.Key), group.Count());
        }

        json.WriteEndObject();
        json.WriteStartObject("findings");
        foreach (FindingSeverity severity in Enum.GetValues<FindingSeverity>())
        {
            json.WriteNumber(FindingCatalogue.NameOf(severity), report.Count(severity));
        }

        json.WriteEndObject();
        json.WriteStartObject("codes");
        foreach (IGrouping<string, Finding> group in report.Transfers.SelectMany(transfer => transfer.Findings)
            .GroupBy(finding => finding.CodeName).OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal))
        {
            json.WriteNumber(group.Key, group.Count());
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteExtracted(Utf8JsonWriter json, IReadOnlyList<ExtractedFile> files)
    {
        json.WriteStartArray("extracted");
        foreach (ExtractedFile file in files)
        {
            json.WriteStartObject();
            json.WriteNumber("transfer", file.Transfer.Id);
            json.WriteString("path", file.Path);
            json.WriteNumber("bytes", file.Bytes);
            json.WriteBoolean("whole", file.IsWhole);
            json.WriteString("sha256", file.Sha256);
            json.WriteStartArray("holes");
            foreach (ByteRange hole in file.Holes)
            {
                json.WriteStartObject();
                json.WriteNumber("start", hole.Start);
                json.WriteNumber("end", hole.End);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (file.SameAs is { } same)
            {
                json.WriteNumber("sameAs", same.Id);
            }

            if (file.Problem is { } problem)
            {
                json.WriteString("problem", problem);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>In the order of the packet; of a name that comes twice the first counts, as in RFC 2347.</summary>
    private static void WriteOptions(Utf8JsonWriter json, string name, IReadOnlyList<KeyValuePair<string, string>> options)
    {
        json.WriteStartObject(name);
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach ((string key, string value) in options)
        {
            if (seen.Add(key))
            {
                json.WriteString(key, value);
            }
        }

        json.WriteEndObject();
    }

    private static void WriteStrings(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 6);
}
