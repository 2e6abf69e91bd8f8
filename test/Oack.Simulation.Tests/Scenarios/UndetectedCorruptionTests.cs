namespace Oack.Simulation.Tests.Scenarios;

public sealed class UndetectedCorruptionTests
{
    [Theory]
    [MemberData(nameof(Seeds.Of), "damage", MemberType = typeof(Seeds))]
    public void TransferEnds_When_DamagedPacketsAreDelivered(long first, int count) => Seeds.Check("damage", first, count);
}
