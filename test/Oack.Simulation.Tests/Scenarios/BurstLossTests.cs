namespace Oack.Simulation.Tests.Scenarios;

public sealed class BurstLossTests
{
    [Theory]
    [MemberData(nameof(Seeds.Of), "burst", MemberType = typeof(Seeds))]
    public void FileArrives_When_LossesComeInBursts(long first, int count) => Seeds.Check("burst", first, count);
}
