using System.Runtime.Versioning;
using Oack.Net.Linux;

namespace Oack.Net.Tests;

[SupportedOSPlatform("linux")]
public sealed class ServingRoundsTests
{
    [Theory]
    [InlineData(ServingRounds.LeastSockets - 1, 1)]
    [InlineData(99, 200)]
    public void TheSystemIsAsked_When_FewWereReady(int served, int open)
    {
        ServingRounds rounds = default;

        Assert.False(rounds.TryGoOn(served, open));
        Assert.False(rounds.IsUnderWay);
    }

    [Fact]
    public void RoundsFollowEachOther_UntilTheSystemIsAskedAgain()
    {
        ServingRounds rounds = default;

        Assert.Equal([true, true, true, true, false, true, true], Enumerable.Range(0, 7).Select(_ => rounds.TryGoOn(100, 200)));
    }

    [Fact]
    public void AFewMisses_AreForgiven()
    {
        ServingRounds rounds = default;
        Assert.True(rounds.TryGoOn(80, 80));
        Miss(ref rounds, 80 / ServingRounds.SocketsForAMiss);

        Assert.True(rounds.TryGoOn(80, 80));
    }

    [Fact]
    public void PausesGrow_While_ManyHaveNothing()
    {
        ServingRounds rounds = default;
        List<int> waits = [];
        for (int attempt = 0; attempt < 9; attempt++)
        {
            int passed = 0;
            for (; !rounds.TryGoOn(80, 80); passed++)
            {
            }

            waits.Add(passed);
            Miss(ref rounds, (80 / ServingRounds.SocketsForAMiss) + 1);
        }

        // One of each is the wait that ends the round before.
        Assert.Equal([0, 2, 3, 5, 9, 17, 33, ServingRounds.LongestPause + 1, ServingRounds.LongestPause + 1], waits);
    }

    private static void Miss(ref ServingRounds rounds, int count)
    {
        for (int index = 0; index < count; index++)
        {
            rounds.NoteMiss();
        }
    }
}
