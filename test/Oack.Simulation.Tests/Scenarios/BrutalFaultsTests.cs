namespace Oack.Simulation.Tests.Scenarios;

public sealed class BrutalFaultsTests
{
    [Theory]
    [MemberData(nameof(Seeds.Of), "brutal", MemberType = typeof(Seeds))]
    public void TransferEnds_When_TheNetworkIsHopeless(long first, int count) => Seeds.Check("brutal", first, count);
}
