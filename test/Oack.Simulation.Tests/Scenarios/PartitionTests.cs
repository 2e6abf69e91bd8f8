namespace Oack.Simulation.Tests.Scenarios;

public sealed class PartitionTests
{
    [Theory]
    [MemberData(nameof(Seeds.Of), "partition", MemberType = typeof(Seeds))]
    public void FileArrives_When_TheNetworkIsCutForSeconds(long first, int count) => Seeds.Check("partition", first, count);
}
