using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Oack.Cli.Output;

/// <summary>Writes reports as JSON, one object on one line, without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TransferReport))]
internal sealed partial class ReportJson : JsonSerializerContext
{
    // The text goes to a terminal or a program, never into a web page.
    private static readonly ReportJson s_readable = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static string ToLine(TransferReport report) => JsonSerializer.Serialize(report, s_readable.TransferReport);
}
