namespace Oack.Simulation.Tests.Scenarios;

public sealed class HostileClientTests
{
    [Theory]
    [MemberData(nameof(Seeds.Of), "hostile-client", MemberType = typeof(Seeds))]
    public void TransferEndsWithinBounds_When_TheClientIsHostile(long first, int count) => Seeds.Check("hostile-client", first, count);
}
