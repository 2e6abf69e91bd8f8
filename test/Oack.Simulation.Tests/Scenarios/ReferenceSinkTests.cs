namespace Oack.Simulation.Tests.Scenarios;

public sealed class ReferenceSinkTests
{
    [Theory]
    [MemberData(nameof(Seeds.Of), "sink", MemberType = typeof(Seeds))]
    public void FileArrives_When_ASimpleServerReceives(long first, int count) => Seeds.Check("sink", first, count);
}
