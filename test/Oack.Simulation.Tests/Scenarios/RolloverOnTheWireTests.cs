namespace Oack.Simulation.Tests.Scenarios;

public sealed class RolloverOnTheWireTests
{
    [Theory]
    [MemberData(nameof(Seeds.Of), "rollover", MemberType = typeof(Seeds))]
    public void FileArrives_When_BlockNumbersRollOver(long first, int count) => Seeds.Check("rollover", first, count);
}
