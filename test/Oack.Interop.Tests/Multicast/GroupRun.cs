using System.Text.Json;
using Oack.Interop.Tests.Programs;

namespace Oack.Interop.Tests.Multicast;

/// <summary>What `oack get --json` says of a get by multicast.</summary>
internal static class GroupRun
{
    /// <summary>The one object of the output.</summary>
    internal static JsonDocument ReportOf(CommandResult result) => JsonDocument.Parse(
        result.Output.Split('\n').Single(line => line.StartsWith('{')));

    /// <summary>Whether the file came by a group.</summary>
    internal static bool CameByGroup(CommandResult result)
    {
        using JsonDocument report = ReportOf(result);
        return report.RootElement.TryGetProperty("multicast", out _);
    }

    /// <summary>The reasons of the steps back.</summary>
    internal static string[] StepsBack(CommandResult result)
    {
        using JsonDocument report = ReportOf(result);
        return [.. report.RootElement.GetProperty("fallbacks").EnumerateArray().Select(step => step.GetProperty("reason").GetString()!)];
    }
}
