namespace Oack.Simulation.Tests;

public sealed class SimulationRandomTests
{
    /// <summary>The output of the authors' own program (prng.di.unimi.it, xoshiro256starstar.c) for the state 1, 2, 3, 4.</summary>
    [Fact]
    public void NumbersAreThoseOfTheReference_When_TheStateIsGiven()
    {
        var random = new SimulationRandom(1, 2, 3, 4);
        ulong[] expected =
        [
            11_520, 0, 1_509_978_240, 1_215_971_899_390_074_240, 1_216_172_134_540_287_360, 607_988_272_756_665_600,
            16_172_922_978_634_559_625, 8_476_171_486_693_032_832, 10_595_114_339_597_558_777, 2_904_607_092_377_533_576,
        ];
        Assert.Equal(expected, Enumerable.Range(0, 10).Select(_ => random.NextBits()));
    }

    /// <summary>The output of splitmix64.c for the seed 1234567.</summary>
    [Fact]
    public void SplitMixIsThatOfTheReference_When_TheSeedIsGiven()
    {
        ulong state = 1_234_567;
        ulong[] expected =
        [
            6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
            4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
        ];
        Assert.Equal(expected, Enumerable.Range(0, 5).Select(_ => SimulationRandom.SplitMix64(ref state)));
    }

    [Fact]
    public void ForkIsTheSame_When_OtherNumbersWereDrawnBefore()
    {
        var random = new SimulationRandom(7);
        ulong before = random.Fork("network").NextBits();
        random.NextBits();
        Assert.Equal(before, random.Fork("network").NextBits());
        Assert.NotEqual(before, random.Fork("content").NextBits());
    }

    [Fact]
    public void NumbersStayInRangeAndReachItsEnds_When_DrawnOften()
    {
        var random = new SimulationRandom(3);
        List<int> drawn = [.. Enumerable.Range(0, 1_000).Select(_ => random.Between(-2, 3))];
        Assert.Equal([-2, -1, 0, 1, 2, 3], drawn.Distinct().Order());
    }

    [Fact]
    public void ChanceIsKept_When_DrawnOften()
    {
        var random = new SimulationRandom(5);
        int hits = Enumerable.Range(0, 100_000).Count(_ => random.Chance(0.2));
        Assert.InRange(hits, 19_500, 20_500);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(29)]
    public void EveryByteIsFilled_When_TheLengthIsOdd(int length)
    {
        byte[] low = new byte[length + 1];
        low[length] = 0xA5;
        for (ulong seed = 0; seed < 200; seed++)
        {
            byte[] bytes = new byte[length + 1];
            bytes[length] = 0xA5;
            new SimulationRandom(seed).Fill(bytes.AsSpan(0, length));
            for (int i = 0; i <= length; i++)
            {
                low[i] |= bytes[i];
            }
        }

        Assert.All(low.Take(length), value => Assert.Equal(0xFF, value));
        Assert.Equal(0xA5, low[length]);
    }
}
