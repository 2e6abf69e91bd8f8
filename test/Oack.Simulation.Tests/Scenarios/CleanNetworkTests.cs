namespace Oack.Simulation.Tests.Scenarios;

public sealed class CleanNetworkTests
{
    [Theory]
    [MemberData(nameof(Seeds.Of), "clean", MemberType = typeof(Seeds))]
    public void NothingIsSentTwice_When_TheNetworkIsPerfect(long first, int count) => Seeds.Check("clean", first, count);
}
