using Oack.Net.Linux;

namespace Oack.Net.Tests;

public sealed class ProcessorShareTests
{
    private static readonly TimeSpan s_piece = TimeSpan.FromMilliseconds(1);

    [Theory]
    [InlineData(0, false)]
    [InlineData(10, false)]
    [InlineData(19, false)]
    [InlineData(25, true)]
    [InlineData(100, true)]
    public void Processor_IsWanted_When_OthersHaveMoreThanAFifth(int percentForOthers, bool isWanted)
    {
        ProcessorShare share = new();
        bool[] answers = [.. Enumerable.Range(0, 20).Select(_ => share.IsWanted(s_piece, s_piece * (1 - (percentForOthers / 100.0))))];

        Assert.All(answers[..19], Assert.False);
        Assert.Equal(isWanted, answers[19]);
    }

    [Fact]
    public void Processor_IsNotWanted_When_OneTurnOfAnotherIsAllThereWas()
    {
        ProcessorShare share = new();
        Assert.False(share.IsWanted(TimeSpan.FromMilliseconds(3), TimeSpan.Zero));
        for (int piece = 0; piece < 17; piece++)
        {
            Assert.False(share.IsWanted(s_piece, s_piece));
        }
    }

    [Fact]
    public void Processor_IsJudgedAnew_When_ItWasJudged()
    {
        ProcessorShare share = new();
        Assert.True(share.IsWanted(TimeSpan.FromMilliseconds(20), TimeSpan.Zero));
        Assert.False(share.IsWanted(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(20)));
    }
}
