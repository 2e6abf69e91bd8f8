namespace Oack.Compare.Tests;

/// <summary>Lists of processors as the kernel writes them.</summary>
public sealed class CoresTests
{
    [Theory]
    [InlineData("0", new[] { 0 })]
    [InlineData("0-2", new[] { 0, 1, 2 })]
    [InlineData("1,4-5", new[] { 1, 4, 5 })]
    public void List_NamesProcessors(string list, int[] expected) => Assert.Equal(expected, Cores.Parse(list));

    [Fact]
    public void Command_StaysAsItIs_When_NothingIsPinned() => Assert.Equal(["oack"], Cores.Pin(null, ["oack"]));
}
