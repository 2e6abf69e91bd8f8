namespace Oack.Simulation.Tests.Scenarios;

public sealed class DuplicationTests
{
    [Theory]
    [MemberData(nameof(Seeds.Of), "duplication", MemberType = typeof(Seeds))]
    public void FileArrives_When_PacketsArriveTwice(long first, int count) => Seeds.Check("duplication", first, count);
}
