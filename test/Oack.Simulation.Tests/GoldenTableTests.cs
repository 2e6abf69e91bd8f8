using Oack.Simulation.Golden;

namespace Oack.Simulation.Tests;

public sealed class GoldenTableTests
{
    [Fact]
    public void TimesAreThoseOfTheTable_When_OneMegabyteTravels()
    {
        string expected = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "time-over-loss-and-window.txt"));
        string actual = GoldenTable.Make();
        Assert.True(
            expected == actual,
            $"The times changed. If that is meant, write the table anew and look at its difference:\n  {GoldenTable.WriteCommand}\n\nnow:\n{actual}\nbefore:\n{expected}");
    }
}
