using System.Text;

namespace Oack.Compare;

/// <summary>docs/performance.md, whose table stands between two marks.</summary>
internal static class PerformancePage
{
    private const string Begin = "<!-- bench/compare/run --write replaces what follows -->";
    private const string End = "<!-- up to here -->";

    /// <summary>Puts a table in the place of the one that is there.</summary>
    /// <exception cref="InvalidOperationException">The page lacks a mark.</exception>
    internal static void Write(string path, string table) => File.WriteAllText(path, Replace(File.ReadAllText(path), table), new UTF8Encoding(false));

    /// <summary>The page with another table.</summary>
    internal static string Replace(string page, string table)
    {
        int begin = page.IndexOf(Begin, StringComparison.Ordinal);
        int end = page.IndexOf(End, StringComparison.Ordinal);
        return begin >= 0 && end > begin
            ? $"{page[..(begin + Begin.Length)]}\n\n{table}\n{page[end..]}"
            : throw new InvalidOperationException($"docs/performance.md needs the lines '{Begin}' and '{End}'.");
    }
}
