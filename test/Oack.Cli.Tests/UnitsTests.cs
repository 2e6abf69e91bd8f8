using Oack.Cli.Output;

namespace Oack.Cli.Tests;

public sealed class UnitsTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1_000, "1.0 kB")]
    [InlineData(1_500_000, "1.5 MB")]
    [InlineData(999_999_999, "1.0 GB")]
    [InlineData(4_300_000_000, "4.3 GB")]
    public void WritesPowersOfAThousand_When_ASizeIsShown(double bytes, string expected)
    {
        Assert.Equal(expected, Units.Bytes(bytes));
        Assert.Equal(expected + "/s", Units.Rate(bytes));
    }

    [Theory]
    [InlineData(0.3, "0.3 ms")]
    [InlineData(45, "45 ms")]
    [InlineData(2_510, "2.51 s")]
    [InlineData(184_000, "3 min 04 s")]
    [InlineData(7_500_000, "2 h 05 min")]
    public void WritesTheUnitThatFits_When_ATimeIsShown(double milliseconds, string expected) =>
        Assert.Equal(expected, Units.Time(TimeSpan.FromMilliseconds(milliseconds)));

    [Theory]
    [InlineData("0", 0)]
    [InlineData("4096", 4_096)]
    [InlineData("64K", 65_536)]
    [InlineData("64k", 65_536)]
    [InlineData("1.5M", 1_572_864)]
    [InlineData("2GiB", 2_147_483_648)]
    [InlineData("2GB", 2_147_483_648)]
    [InlineData("1T", 1_099_511_627_776)]
    [InlineData("10B", 10)]
    public void ReadsPowersOf1024_When_ASizeIsGiven(string text, long expected)
    {
        Assert.True(Units.TryParseBytes(text, out long bytes));
        Assert.Equal(expected, bytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("K")]
    [InlineData("-1")]
    [InlineData("lots")]
    [InlineData("1X")]
    [InlineData("99999999E")]
    [InlineData("1e3")]
    public void Refuses_When_TheTextIsNoSize(string text) => Assert.False(Units.TryParseBytes(text, out _));
}
