namespace Oack.Compare;

/// <summary>Which processor serves and which makes the load; both null where there is only one.</summary>
internal sealed record Cores(int? Server, int? Generator)
{
    /// <summary>The first two processors that this process may use.</summary>
    internal static Cores Find()
    {
        const string Label = "Cpus_allowed_list:";
        string list = File.ReadLines("/proc/self/status").First(line => line.StartsWith(Label, StringComparison.Ordinal))[Label.Length..];
        int[] allowed = [.. Parse(list.Trim()).Take(2)];
        return allowed.Length == 2 ? new Cores(allowed[0], allowed[1]) : new Cores(null, null);
    }

    /// <summary>A command line that runs on one processor only.</summary>
    internal static string[] Pin(int? core, string[] command) =>
        core is null ? command : ["taskset", "-c", $"{core}", .. command];

    /// <summary>The numbers in a list such as 0-2,7.</summary>
    internal static IEnumerable<int> Parse(string list) =>
        from range in list.Split(',', StringSplitOptions.RemoveEmptyEntries)
        let ends = range.Split('-')
        from core in Enumerable.Range(Number(ends[0]), Number(ends[^1]) - Number(ends[0]) + 1)
        select core;

    private static int Number(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
