namespace Oack.Simulation.Tests.Scenarios;

public sealed class ProbeAndEarlyCloseTests
{
    [Theory]
    [MemberData(nameof(Seeds.Of), "probe", MemberType = typeof(Seeds))]
    public void OutcomeTellsThemFromFailures_When_ClientsHangUpOnPurpose(long first, int count) => Seeds.Check("probe", first, count);
}
