namespace Oack.Simulation.Tests;

public sealed class WireNumberTests
{
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(65_535, 0, 65_535)]
    [InlineData(65_536, 0, 0)]
    [InlineData(65_537, 0, 1)]
    [InlineData(131_072, 0, 0)]
    [InlineData(65_535, 1, 65_535)]
    [InlineData(65_536, 1, 1)]
    [InlineData(131_070, 1, 65_535)]
    [InlineData(131_071, 1, 1)]
    public void NumberOnTheWireFollowsTheRollover_When_BlocksGoPast65535(long block, int rolloverTo, int expected) =>
        Assert.Equal(expected, WireNumber.Of(block, rolloverTo));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void BlockIsFoundAgain_When_ItIsWithinAThousand(int rolloverTo)
    {
        foreach (long block in new long[] { 1, 2, 65_535, 65_536, 65_537, 131_070, 131_071, 131_072, 200_000 })
        {
            for (long near = Math.Max(1, block - 1_000); near < block + 1_000; near += 37)
            {
                Assert.Equal(block, WireNumber.Nearest(WireNumber.Of(block, rolloverTo), near, rolloverTo));
            }
        }
    }
}
