namespace Oack.Simulation.Tests.Scenarios;

public sealed class MixedFaultsTests
{
    [Theory]
    [MemberData(nameof(Seeds.Of), "mixed", MemberType = typeof(Seeds))]
    public void FileArrives_When_ALittleOfEverythingGoesWrong(long first, int count) => Seeds.Check("mixed", first, count);
}
