namespace Oack.Simulation.Tests.Scenarios;

public sealed class HostileServerTests
{
    [Theory]
    [MemberData(nameof(Seeds.Of), "hostile-server", MemberType = typeof(Seeds))]
    public void TransferEndsWithinBounds_When_TheServerIsHostile(long first, int count) => Seeds.Check("hostile-server", first, count);
}
