using System.Text.RegularExpressions;

namespace Oack.House.Tests;

/// <summary>Links of a page to other files of the repository.</summary>
internal static partial class MarkdownLink
{
    /// <summary>The targets of a page's links that are no URLs, without their anchors.</summary>
    internal static IEnumerable<string> In(string page) =>
        Link().Matches(File.ReadAllText(page))
            .Select(match => match.Groups["target"].Value.Split('#')[0])
            .Where(target => target.Length > 0 && !target.Contains("://", StringComparison.Ordinal));

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();
}
