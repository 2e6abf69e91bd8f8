namespace Oack.Compare.Tests;

/// <summary>The median of some runs, and the least and the greatest.</summary>
public sealed class SpreadTests
{
    [Fact]
    public void Median_IsMiddleOne_When_CountIsOdd() =>
        Assert.Equal(new Spread(3, 1, 9), Spread.Of([9, 1, 3]));

    [Fact]
    public void Median_IsHalfwayBetweenMiddleTwo_When_CountIsEven() =>
        Assert.Equal(new Spread(2.5, 1, 8), Spread.Of([8, 2, 1, 3]));

    [Fact]
    public void RunWithoutValue_CountsNot() =>
        Assert.Equal(new Spread(4, 4, 4), Spread.Of([null, 4, null]));

    [Fact]
    public void Spread_IsNull_When_NoRunHasValue() =>
        Assert.Null(Spread.Of([null, null]));
}
