using System.Runtime.Versioning;
using Oack.Net.Linux;

namespace Oack.Net.Tests;

[SupportedOSPlatform("linux")]
public sealed class SpinBudgetTests
{
    private static readonly TimeSpan s_look = TimeSpan.FromMicroseconds(30);

    [Fact]
    public void Turns_AreLeftOut_TwiceAsManyAfterEachLookInVain()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "looking again is done on Linux only");
        SpinBudget budget = default;

        List<int> leftOut = [];
        for (int look = 0; look < 13; look++)
        {
            Assert.True(budget.TryTakeTurn());
            budget.Note(s_look, s_look, foundSoon: false);
            leftOut.Add(TurnsLeftOut(budget));
            while (!budget.TryTakeTurn())
            {
            }
        }

        Assert.Equal([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 1024, 1024], leftOut);
    }

    [Fact]
    public void Turns_AreAllTaken_While_LookingFinds()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "looking again is done on Linux only");
        SpinBudget budget = default;
        budget.Note(s_look, s_look, foundSoon: false);
        budget.Note(s_look, s_look, foundSoon: true);
        Assert.Equal(1, TurnsLeftOut(budget));

        Assert.False(budget.TryTakeTurn());
        budget.Note(s_look, s_look, foundSoon: false);
        Assert.Equal(1, TurnsLeftOut(budget));
    }

    [Theory]
    [InlineData(64, true, true)]
    [InlineData(1, true, true)]
    [InlineData(0, true, false)]
    [InlineData(44, false, true)]
    [InlineData(4, false, true)]
    [InlineData(3, false, false)]
    [InlineData(0, false, false)]
    public void ALookInVain_IsForgiven_When_ManyBeforeItFound(int finds, bool foundLast, bool isWorthIt)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "looking again is done on Linux only");
        Assert.Equal(isWorthIt, SpinBudget.IsWorthIt(finds, foundLast));
    }

    [Fact]
    public void Turns_AreLeftOutForLong_When_OthersWantTheProcessor()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "looking again is done on Linux only");
        SpinBudget budget = default;
        budget.Note(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(10), foundSoon: true);
        Assert.Equal(4_096, TurnsLeftOut(budget));
    }

    [Fact]
    public void ProcessorTime_Grows_While_TheThreadRuns()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "looking again is done on Linux only");
        TimeSpan before = SpinBudget.ProcessorTime;
        while (SpinBudget.ProcessorTime - before < TimeSpan.FromMicroseconds(100))
        {
        }

        Assert.True(before > TimeSpan.Zero);
    }

    private static int TurnsLeftOut(SpinBudget budget)
    {
        int turns = 0;
        while (!budget.TryTakeTurn())
        {
            turns++;
        }

        return turns;
    }
}
