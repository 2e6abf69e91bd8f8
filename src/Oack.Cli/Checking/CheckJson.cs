using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Oack.Boot.Conformance;
using Oack.Protocol.Wire;

namespace Oack.Cli.Checking;

/// <summary>The object of <c>oack check --json</c>; docs/check.md describes it, and programs read it by these names.</summary>
internal static class CheckJson
{
    internal static string Of(ConformanceReport report)
    {
        using MemoryStream text = new();

        // The text goes to a terminal or a program, never into a web page.
        using (Utf8JsonWriter json = new(text, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            Write(json, report);
        }

        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }

    private static void Write(Utf8JsonWriter json, ConformanceReport report)
    {
        json.WriteStartObject();
        json.WriteBoolean("ok", report.IsClean);
        json.WriteString("server", report.Server.ToString());
        json.WriteString("file", report.FileName);
        if (report.FileBytes is { } bytes)
        {
            json.WriteNumber("file_bytes", bytes);
        }
        else
        {
            json.WriteNull("file_bytes");
        }

        json.WriteNumber("seconds", Math.Round(report.Duration.TotalSeconds, 3));
        foreach (CheckOutcome outcome in Enum.GetValues<CheckOutcome>())
        {
            json.WriteNumber(Word(outcome), report.Count(outcome));
        }

        json.WriteStartArray("checks");
        foreach (CheckResult result in report.Results)
        {
            json.WriteStartObject();
            json.WriteString("id", result.Check.Id);
            json.WriteString("outcome", Word(result.Outcome));
            json.WriteString("title", result.Check.Title);
            json.WriteString("source", result.Check.Source);
            json.WriteString("reason", PacketText.Clean(result.Reason));
            json.WriteNumber("seconds", Math.Round(result.Duration.TotalSeconds, 3));
            json.WriteNumber("sent", result.DatagramsSent);
            json.WriteNumber("received", result.DatagramsReceived);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Word(CheckOutcome outcome) => outcome switch
    {
        CheckOutcome.Pass => "pass",
        CheckOutcome.Fail => "fail",
        CheckOutcome.NotOffered => "not_offered",
        _ => "skipped",
    };
}
