using System.Text.Json;
using Oack.Interop.Tests.Lab;
using Oack.Interop.Tests.Programs;
using Oack.Interop.Tests.Servers;

namespace Oack.Interop.Tests.Check;

/// <summary>What `oack check --json` said of a server.</summary>
internal sealed class CheckRun
{
    private readonly Dictionary<string, (string Outcome, string Reason)> _checks = [];

    private CheckRun(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        foreach (JsonElement check in document.RootElement.GetProperty("checks").EnumerateArray())
        {
            _checks[check.GetProperty("id").GetString()!] = (check.GetProperty("outcome").GetString()!, check.GetProperty("reason").GetString()!);
        }
    }

    /// <summary>How a check ended.</summary>
    internal string this[string id] => _checks[id].Outcome;

    /// <summary>Why it ended so.</summary>
    internal string ReasonOf(string id) => _checks[id].Reason;

    /// <summary>The checks that ended so, in alphabetical order.</summary>
    internal string[] Ids(string outcome) => [.. _checks.Where(check => check.Value.Outcome == outcome).Select(check => check.Key).Order(StringComparer.Ordinal)];

    /// <summary>The reasons of what failed, for a message.</summary>
    internal string Failures => string.Join('\n', _checks.Where(check => check.Value.Outcome == "fail").Select(check => $"{check.Key}: {check.Value.Reason}"));

    /// <summary>A text of whole blocks in a directory: what nearly every check can work with.</summary>
    internal static string WriteMenu(ScratchDirectory scratch)
    {
        const int Bytes = 12 * 512;
        scratch.MakeDirectory("root");
        string directory = scratch.MakeDirectory("root/boot");
        string text = string.Concat(Enumerable.Range(0, 2_000).Select(line => $"line {line}\n"));
        File.WriteAllText(Path.Combine(directory, "menu.txt"), text[..Bytes]);
        return "boot/menu.txt";
    }

    /// <summary>Checks a server; the exit code must say the same as the result.</summary>
    internal static async Task<CheckRun> OfAsync(Site client, TftpServerProgram server, params string[] options)
    {
        CommandResult result = await Command.RunAsync(
            client, TimeSpan.FromSeconds(300), "", RealProgram.Oack, ["check", $"{server.Host}:{server.PortText}", "--json", .. options]);
        string json = result.Output.Split('\n').Single(line => line.StartsWith('{'));
        CheckRun run = new(json);
        Assert.Equal(run.Failures.Length > 0 ? 1 : 0, result.ExitCode);
        return run;
    }
}
