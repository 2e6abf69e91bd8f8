using System.Text.RegularExpressions;

namespace Oack.House.Tests;

/// <summary>docs/rfc-matrix.md leads from each requirement to code and to a test; both must be there.</summary>
public sealed partial class RequirementMatrixTests
{
    private static readonly string s_page = House.At("docs", "rfc-matrix.md");

    [Fact]
    public void Matrix_NamesOnlyTypesTestsAndFilesThatExist()
    {
        SourceIndex index = new();

        IEnumerable<string> lost = Names().Where(name => !Exists(index, name));

        House.AssertNone(lost, "docs/rfc-matrix.md names what is not there");
    }

    [Fact]
    public void Matrix_NamesATest_InEachRowOrSaysWhyNot()
    {
        IEnumerable<string> bare = File.ReadLines(s_page)
            .Where(line => line.StartsWith('|') && !line.StartsWith("| ---", StringComparison.Ordinal) && !line.StartsWith("|---", StringComparison.Ordinal))
            .Where(line => line.Contains('`', StringComparison.Ordinal))
            .Where(line => !line.Contains("Tests", StringComparison.Ordinal) && LastCell(line).Length == 0);

        House.AssertNone(bare, "rows of docs/rfc-matrix.md with neither a test nor a reason");
    }

    private static string LastCell(string row) => row.TrimEnd().TrimEnd('|').Split('|')[^1].Trim();

    // What looks like a type (`BlockNumber`), a member of one (`BlockNumber.Next`) or a path; words of the wire do not.
    private static IEnumerable<string> Names() =>
        Code().Matches(File.ReadAllText(s_page)).Select(match => match.Groups["code"].Value)
            .Where(code => TypeOrMember().IsMatch(code) || PathInside().IsMatch(code))
            .Distinct();

    private static bool Exists(SourceIndex index, string name)
    {
        if (PathInside().IsMatch(name))
        {
            return Path.Exists(House.At(name));
        }

        string[] parts = name.Split('.');
        return parts.Length switch
        {
            1 => index.HasType(parts[0]) || index.HasMember(parts[0]),
            _ => index.HasMember(parts[^2], parts[^1]) || index.HasType(parts[^1]),
        };
    }

    [GeneratedRegex("`(?<code>[^`\n]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"^[A-Z][a-z]\w*[A-Z_.]\w*(\.\w+)*$")]
    private static partial Regex TypeOrMember();

    [GeneratedRegex(@"^(src|test|docs|sim|bench)/[\w./-]+$")]
    private static partial Regex PathInside();
}
