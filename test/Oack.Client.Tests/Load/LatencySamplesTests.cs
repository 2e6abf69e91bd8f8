namespace Oack.Client.Tests.Load;

public sealed class LatencySamplesTests
{
    [Fact]
    public void PercentilesAreNearestRanks_When_ValuesAreKnown()
    {
        LatencySamples samples = new(1_000);
        foreach (int value in Enumerable.Range(1, 200).Reverse())
        {
            samples.Add(value);
        }

        LatencySummary summary = samples.Summarize();

        Assert.Equal(200, summary.Count);
        Assert.Equal(new TimeSpan(1), summary.Min);
        Assert.Equal(new TimeSpan(100), summary.Mean);
        Assert.Equal(new TimeSpan(100), summary.P50);
        Assert.Equal(new TimeSpan(180), summary.P90);
        Assert.Equal(new TimeSpan(198), summary.P99);
        Assert.Equal(new TimeSpan(200), summary.Max);
    }

    [Fact]
    public void AllAreTheOne_When_ThereIsOne()
    {
        LatencySamples samples = new(1);
        samples.Add(7);

        Assert.Equal(new LatencySummary(1, new(7), new(7), new(7), new(7), new(7), new(7)), samples.Summarize());
    }

    [Fact]
    public void AllAreZero_When_ThereIsNone() => Assert.Equal(default, new LatencySamples(10).Summarize());

    [Theory]
    [InlineData(1_000)]
    [InlineData(LatencySamples.MaxExact + 1)]
    public void SumsUp_When_TwoThreadsCounted(int most)
    {
        LatencySamples left = new(most);
        LatencySamples right = new(most);
        for (int value = 1; value <= 100; value++)
        {
            (value % 3 == 0 ? left : right).Add(value);
        }

        left.Add(right);
        left.Add(new LatencySamples(most));
        LatencySummary summary = left.Summarize();

        Assert.Equal((100, 1, 50, 99, 100), (summary.Count, summary.Min.Ticks, summary.P50.Ticks, summary.P99.Ticks, summary.Max.Ticks));
    }

    [Theory]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(1_000_003)]
    [InlineData(864_000_000_000)]
    [InlineData(long.MaxValue)]
    public void PercentileIsAtMost1In256TooLong_When_TheyAreCountedInBuckets(long ticks)
    {
        LatencySamples samples = new(LatencySamples.MaxExact + 1);
        samples.Add(ticks);
        samples.Add(ticks);
        samples.Add(long.MaxValue);

        long median = samples.Summarize().P50.Ticks;

        Assert.InRange(median, ticks, ticks > long.MaxValue / 2 ? long.MaxValue : ticks + (ticks / 256));
    }
}
