using System.Globalization;
using System.Reflection;

namespace Oack.Benchmarks.Allocations;

/// <summary>
/// The table of allocated bytes per operation: <c>expected-allocations.txt</c>, embedded in this assembly.
/// </summary>
internal static class ExpectedAllocations
{
    private const string ResourceName = "expected-allocations.txt";

    /// <summary>
    /// Reads the table: <c>Class.Method BYTES</c>, a line each; empty lines and lines with # are passed over.
    /// </summary>
    public static Dictionary<string, long> Read()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(ResourceName)
            ?? throw new InvalidOperationException($"{ResourceName} is not embedded in the assembly.");
        using StreamReader reader = new(stream);
        Dictionary<string, long> table = new(StringComparer.Ordinal);
        while (reader.ReadLine() is string line)
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0 || words[0].StartsWith('#'))
            {
                continue;
            }

            if (words.Length != 2)
            {
                throw new FormatException($"{ResourceName}: not 'Class.Method BYTES': {line}");
            }

            table.Add(words[0], long.Parse(words[1], CultureInfo.InvariantCulture));
        }

        return table;
    }
}
