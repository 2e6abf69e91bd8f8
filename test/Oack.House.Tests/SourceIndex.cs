using System.Text.RegularExpressions;

namespace Oack.House.Tests;

/// <summary>The types that the sources declare, and the text of the files that do so.</summary>
internal sealed partial class SourceIndex
{
    private readonly Dictionary<string, List<string>> _files = [];

    internal SourceIndex()
    {
        foreach (string file in House.Sources)
        {
            string text = File.ReadAllText(file);
            foreach (string name in Declaration().Matches(text).Select(match => match.Groups["name"].Value).Distinct())
            {
                if (!_files.TryGetValue(name, out List<string>? texts))
                {
                    _files[name] = texts = [];
                }

                texts.Add(text);
            }
        }
    }

    /// <summary>Whether a type of this name is declared somewhere.</summary>
    internal bool HasType(string name) => _files.ContainsKey(name);

    /// <summary>Whether a file that declares the type also names the member.</summary>
    internal bool HasMember(string type, string member) =>
        _files.TryGetValue(type, out List<string>? texts)
        && texts.Any(text => Regex.IsMatch(text, $@"\b{Regex.Escape(member)}\b", RegexOptions.CultureInvariant));

    /// <summary>Whether any type's file names the member.</summary>
    internal bool HasMember(string member) =>
        _files.Keys.Any(type => HasMember(type, member));

    [GeneratedRegex(@"\b(?:class|struct|interface|enum|record|record struct|record class)\s+(?<name>[A-Z]\w*)")]
    private static partial Regex Declaration();
}
