namespace Oack.Simulation.Tests.Scenarios;

public sealed class AbortAndVanishTests
{
    [Theory]
    [MemberData(nameof(Seeds.Of), "abort", MemberType = typeof(Seeds))]
    public void TransferEnds_When_UsersAbortAndHostsVanish(long first, int count) => Seeds.Check("abort", first, count);
}
