namespace Oack.Compare.Tests;

/// <summary>The table takes the place of the one before it, and nothing else on the page moves.</summary>
public sealed class PerformancePageTests
{
    private const string Before = "a\n<!-- bench/compare/run --write replaces what follows -->\n\nold\n\n<!-- up to here -->\nz\n";

    [Fact]
    public void Table_IsReplaced() => Assert.Equal(
        "a\n<!-- bench/compare/run --write replaces what follows -->\n\nnew\n\n<!-- up to here -->\nz\n",
        PerformancePage.Replace(Before, "new\n"));

    [Fact]
    public void Page_IsRefused_When_MarkIsMissing() =>
        Assert.Throws<InvalidOperationException>(() => PerformancePage.Replace("a page", "new\n"));
}
