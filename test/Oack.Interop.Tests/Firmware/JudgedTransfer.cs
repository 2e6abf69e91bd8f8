using System.Text.Json;

namespace Oack.Interop.Tests.Firmware;

/// <summary>One transfer as `oack trace --json` tells it, as far as these tests ask.</summary>
internal sealed record JudgedTransfer(
    int Id, string Name, string Outcome, long Bytes, string Requested, string Granted, IReadOnlyList<(string Code, string Severity)> Findings)
{
    /// <summary>Reads it.</summary>
    internal static JudgedTransfer Parse(JsonElement element) => new(
        element.GetProperty("id").GetInt32(),
        element.GetProperty("name").GetString()!,
        element.GetProperty("outcome").GetString()!,
        element.GetProperty("bytes").GetInt64(),
        Options(element.GetProperty("requested")),
        Options(element.GetProperty("granted")),
        [.. element.GetProperty("findings").EnumerateArray().Select(finding =>
            (finding.GetProperty("code").GetString()!, finding.GetProperty("severity").GetString()!))]);

    private static string Options(JsonElement element) =>
        string.Join(", ", element.EnumerateObject().Select(option => $"{option.Name}={option.Value.GetString()}"));
}
