using System.Text.RegularExpressions;
using Oack.Boot.Conformance;

namespace Oack.Boot.Tests.Conformance;

/// <summary>The catalogue and the page that lists it.</summary>
public sealed partial class CatalogueTests
{
    [Fact]
    public void Ids_AreUniqueAndPlain()
    {
        Assert.Equal(ConformanceCatalogue.All.Count, ConformanceCatalogue.All.Select(check => check.Id).Distinct().Count());
        Assert.All(ConformanceCatalogue.All, check => Assert.Matches(Plain(), check.Id));
    }

    [Fact]
    public void Check_SaysWhatItAsksAndWhere()
    {
        Assert.All(ConformanceCatalogue.All, check => Assert.NotEmpty(check.Title));
        Assert.All(ConformanceCatalogue.All.Where(check => check.Id.StartsWith("rfc", StringComparison.Ordinal)), check =>
            Assert.Contains("RFC " + check.Id[3..7], check.Source, StringComparison.Ordinal));
    }

    [Fact]
    public void Check_IsFoundByItsId_When_TheCaseDiffers()
    {
        Assert.True(ConformanceCatalogue.TryFind("RFC2349-TSIZE", out ConformanceCheck? check));
        Assert.Equal("rfc2349-tsize", check.Id);
        Assert.False(ConformanceCatalogue.TryFind("rfc2349", out _));
    }

    [Fact]
    public void Page_ListsEachCheckInOrder()
    {
        string[] rows =
        [
            .. File.ReadLines(Path.Combine(Repository(), "docs", "check.md")).Where(line => CheckRow().IsMatch(line)),
        ];

        Assert.Equal(
            ConformanceCatalogue.All.Select(check => $"| `{check.Id}` | {check.Title} | {check.Source} |"), rows);
    }

    private static string Repository()
    {
        DirectoryInfo directory = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Oack.slnx")))
        {
            directory = directory.Parent!;
        }

        return directory.FullName;
    }

    [GeneratedRegex(@"^\| `(rfc|habit|client|robust)")]
    private static partial Regex CheckRow();

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)+$")]
    private static partial Regex Plain();
}
