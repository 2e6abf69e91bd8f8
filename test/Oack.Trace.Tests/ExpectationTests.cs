using System.Globalization;
using System.Text.Json;
using Oack.Trace.Report;

namespace Oack.Trace.Tests;

/// <summary>Captures of real programs: what is found in each is what its packets prove, and nothing else, as the JSON says it.</summary>
public sealed class ExpectationTests
{
    /// <summary>Nothing went wrong in these, so nothing in them is a warning or an error but what is named.</summary>
    private static readonly Dictionary<string, string[]> s_clean = new()
    {
        ["read-curl-hpa.pcap"] = [],
        ["write-atftp-window.pcapng"] = [],
        ["fifty-at-once.pcap"] = [],
        ["pxelinux-search.pcap"] = [],
        ["probe-512-then-8192.pcap"] = [],
        ["cut-off.pcap"] = [],
        ["rollover-excerpt.pcap"] = [],
        ["uefi-size-probe.pcap"] = ["window-not-granted"],
    };

    public static TheoryData<string> Captures =>
    [
        .. Directory.EnumerateFiles(CaptureDirectory)
            .Where(file => Path.GetExtension(file) is ".pcap" or ".pcapng")
            .Select(file => Path.GetFileName(file))
            .Order(StringComparer.Ordinal),
    ];

    public static TheoryData<string> CleanCaptures => [.. s_clean.Keys];

    private static string CaptureDirectory => Path.Combine(AppContext.BaseDirectory, "Captures");

    [Theory]
    [MemberData(nameof(Captures))]
    public void Report_SaysWhatThePacketsProve(string capture)
    {
        JsonElement report = Analyse(capture);
        string expectedFile = Path.Combine(CaptureDirectory, Path.GetFileNameWithoutExtension(capture) + ".expected.json");
        JsonElement expected = JsonDocument.Parse(File.ReadAllText(expectedFile)).RootElement;

        List<string> wrong = Compare(expected, report);

        Assert.True(wrong.Count == 0, $"{capture}:\n{string.Join('\n', wrong)}\n\n{Describe(report)}");
    }

    [Theory]
    [MemberData(nameof(CleanCaptures))]
    public void Report_WarnsOfNothing_When_NothingWentWrong(string capture)
    {
        JsonElement report = Analyse(capture);

        IEnumerable<string> alarms = report.GetProperty("transfers").EnumerateArray()
            .SelectMany(transfer => transfer.GetProperty("findings").EnumerateArray())
            .Where(finding => finding.GetProperty("severity").GetString() != "note")
            .Select(finding => finding.GetProperty("code").GetString()!)
            .Except(s_clean[capture]);

        Assert.Empty(alarms);
    }

    private static JsonElement Analyse(string capture)
    {
        using FileStream file = File.OpenRead(Path.Combine(CaptureDirectory, capture));
        using MemoryStream json = new();
        TraceJson.Write(json, TraceReport.Of(capture, TraceRun.Run(file)));
        return JsonDocument.Parse(json.ToArray()).RootElement;
    }

    private static List<string> Compare(JsonElement expected, JsonElement report)
    {
        List<string> wrong = [];
        JsonElement[] actual = [.. report.GetProperty("transfers").EnumerateArray()];
        JsonElement[] transfers = [.. expected.GetProperty("transfers").EnumerateArray()];
        int at = 0;
        Dictionary<int, int> numbers = [];
        for (int i = 0; i < transfers.Length; i++)
        {
            string client = $"{transfers[i].GetProperty("client_ip").GetString()}:{transfers[i].GetProperty("client_port")}";
            if (at < actual.Length && actual[at].GetProperty("client").GetString() == client)
            {
                numbers[i + 1] = actual[at].GetProperty("id").GetInt32();
                at++;
            }
            else if (!transfers[i].TryGetProperty("optional", out JsonElement optional) || !optional.GetBoolean())
            {
                wrong.Add($"transfer {i + 1} of {client} is missing at place {at + 1}");
            }
        }

        if (at < actual.Length)
        {
            wrong.Add(string.Create(CultureInfo.InvariantCulture, $"{actual.Length} transfers instead of {transfers.Length}"));
        }

        foreach ((int number, int id) in numbers)
        {
            JsonElement transfer = actual.First(candidate => candidate.GetProperty("id").GetInt32() == id);
            wrong.AddRange(CompareTransfer(transfers[number - 1], transfer, numbers).Select(line => $"transfer {id}: {line}"));
        }

        HashSet<string> all = [.. actual.SelectMany(Codes)];
        wrong.AddRange(Strings(expected, "must_find_in_capture").Where(code => !all.Contains(code)).Select(code => $"nowhere {code}"));
        wrong.AddRange(Strings(expected, "must_not_find_in_capture").Where(all.Contains).Select(code => $"somewhere {code}"));
        return wrong;
    }

    private static IEnumerable<string> CompareTransfer(JsonElement expected, JsonElement actual, Dictionary<int, int> numbers)
    {
        foreach (string key in new[] { "kind", "name", "mode" })
        {
            if (expected.GetProperty(key).GetString() != actual.GetProperty(key).GetString())
            {
                yield return $"{key} is {actual.GetProperty(key)}, not {expected.GetProperty(key)}";
            }
        }

        string[] outcomes = [expected.GetProperty("outcome").GetString()!, .. Strings(expected, "outcome_also_right")];
        if (!outcomes.Contains(actual.GetProperty("outcome").GetString()))
        {
            yield return $"outcome is {actual.GetProperty("outcome")}, not {string.Join(" or ", outcomes)}";
        }

        JsonElement bytes = expected.GetProperty("bytes");
        if (bytes.ValueKind != JsonValueKind.Null && bytes.GetInt64() != actual.GetProperty("bytes").GetInt64())
        {
            yield return $"bytes are {actual.GetProperty("bytes")}, not {bytes}";
        }

        foreach (string key in new[] { "requested", "granted" })
        {
            JsonElement options = expected.GetProperty(key);
            if (options.ValueKind != JsonValueKind.Null && Options(options) != Options(actual.GetProperty(key)))
            {
                yield return $"{key} is {Options(actual.GetProperty(key))}, not {Options(options)}";
            }
        }

        JsonElement linked = actual.GetProperty("linkedTo");
        if (expected.TryGetProperty("linked_to", out JsonElement to)
            && (linked.ValueKind == JsonValueKind.Null || linked.GetInt32() != numbers.GetValueOrDefault(to.GetInt32())))
        {
            yield return $"linkedTo is {linked}, not {to}";
        }

        HashSet<string> codes = [.. Codes(actual)];
        foreach (string code in Strings(expected, "must_find").Where(code => !codes.Contains(code)))
        {
            yield return $"no {code}";
        }

        foreach (string code in Strings(expected, "must_not_find").Where(codes.Contains))
        {
            yield return $"wrong verdict {code}";
        }
    }

    private static IEnumerable<string> Codes(JsonElement transfer) =>
        transfer.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("code").GetString()!);

    private static IEnumerable<string> Strings(JsonElement element, string name) => element.TryGetProperty(name, out JsonElement list)
        ? list.EnumerateArray().Select(item => item.GetString()!)
        : [];

    /// <summary>In the order of the packet, as both sides give them.</summary>
    private static string Options(JsonElement options) =>
        string.Join(' ', options.EnumerateObject().Select(option => $"{option.Name}={option.Value.GetString()}"));

    private static string Describe(JsonElement report) => string.Join('\n', report.GetProperty("transfers").EnumerateArray().Select(transfer =>
        $"{transfer.GetProperty("id")} {transfer.GetProperty("client")} {transfer.GetProperty("name")}: {transfer.GetProperty("outcome")}, {string.Join(' ', Codes(transfer))}"));
}
