namespace Oack.Simulation.Tests.Scenarios;

public sealed class ReorderingTests
{
    [Theory]
    [MemberData(nameof(Seeds.Of), "reordering", MemberType = typeof(Seeds))]
    public void FileArrives_When_PacketsOvertakeEachOther(long first, int count) => Seeds.Check("reordering", first, count);
}
