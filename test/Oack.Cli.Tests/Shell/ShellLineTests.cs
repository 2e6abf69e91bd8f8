using Oack.Cli.Shell;

namespace Oack.Cli.Tests.Shell;

public sealed class ShellLineTests
{
    [Theory]
    [InlineData("", new string[0])]
    [InlineData("   \t ", new string[0])]
    [InlineData("# a comment", new string[0])]
    [InlineData("get a", new[] { "get", "a" })]
    [InlineData("  get \t a  b ", new[] { "get", "a", "b" })]
    [InlineData("get 'a b' \"c d\"", new[] { "get", "a b", "c d" })]
    [InlineData("get \"a\\\"b\\\\c\"", new[] { "get", "a\"b\\c" })]
    [InlineData("get Boot\\x64\\boot.sdi", new[] { "get", "Boot\\x64\\boot.sdi" })]
    [InlineData("get a'b c'd", new[] { "get", "ab cd" })]
    [InlineData("get ''", new[] { "get", "" })]
    [InlineData("get #1", new[] { "get", "#1" })]
    public void SplitsIntoWords_When_WellFormed(string line, string[] words)
    {
        Assert.True(ShellLine.TrySplit(line, out IReadOnlyList<string> split));
        Assert.Equal(words, split);
    }

    [Theory]
    [InlineData("get 'a")]
    [InlineData("get \"a")]
    [InlineData("get \"a\\\"")]
    public void Refuses_When_AQuoteIsOpen(string line) => Assert.False(ShellLine.TrySplit(line, out _));
}
