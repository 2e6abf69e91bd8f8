using System.Text.Json;

namespace Oack.Compare;

/// <summary>The result for programs: every run as it was measured.</summary>
internal static class ResultsFile
{
    /// <summary>Writes out/compare/results.json.</summary>
    internal static void Write(string path, Comparison comparison, IReadOnlyList<Workload> workloads, Machine machine, IReadOnlyList<string> versions)
    {
        using FileStream stream = File.Create(path);
        using Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Indented = true });
        writer.WriteStartObject();
        writer.WriteString("date", machine.Date);
        writer.WriteString("processor", machine.Processor);
        writer.WriteNumber("processors", machine.Processors);
        writer.WriteString("kernel", machine.Kernel);
        writer.WriteString("loadAverage", machine.LoadAverage);
        WriteStrings(writer, "versions", versions);
        writer.WriteStartArray("workloads");
        foreach (Workload workload in workloads)
        {
            writer.WriteStartObject();
            writer.WriteString("id", workload.Id);
            writer.WriteString("title", workload.Title);
            writer.WriteNumber("fileBytes", workload.File.Bytes);
            writer.WriteNumber("clients", workload.Clients);
            writer.WriteNumber("transfers", workload.Transfers);
            writer.WriteNumber("blksize", Workload.BlockBytes);
            writer.WriteNumber("windowsize", workload.WindowBlocks);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("runs");
        foreach (Run run in comparison.Runs)
        {
            WriteRun(writer, run);
        }

        writer.WriteEndArray();
        WriteStrings(writer, "notes", comparison.Notes);
        writer.WriteEndObject();
    }

    private static void WriteRun(Utf8JsonWriter writer, Run run)
    {
        writer.WriteStartObject();
        writer.WriteString("workload", run.Workload);
        writer.WriteString("server", run.Contender);
        writer.WriteNumber("round", run.Round + 1);
        foreach (Figure figure in (Figure[])[.. Figure.Columns, Figure.P90, Figure.Max, Figure.GeneratorBusy])
        {
            if (figure.Of(run) is double value)
            {
                writer.WriteNumber(figure.Name, Math.Round(value, 4));
            }
            else
            {
                writer.WriteNull(figure.Name);
            }
        }

        writer.WriteNumber("othersPercent", Math.Round(run.OthersPercent, 1));
        writer.WriteNumber("completed", run.Load.Completed);
        writer.WriteNumber("broken", run.Load.Broken);
        writer.WriteNumber("bytes", run.Load.Bytes);
        writer.WriteNumber("seconds", run.Load.Seconds);
        writer.WriteNumber("retransmissions", run.Load.Retransmissions);
        writer.WriteString("errors", run.Load.Errors);
        writer.WriteEndObject();
    }

    private static void WriteStrings(Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        writer.WriteStartArray(name);
        foreach (string value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }
}
